#pragma once

#include "models/fleet/before.h"
#include "models/fleet/history.h"
#include "models/fleet/past.h"
#include "models/fleet/snapshot.h"
#include "models/fleet/spanlog.h"
#include "models/metrics/scrapebatch.h"
#include "models/rules/grouprunner.h"
#include "models/tsdb/memorystore.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace checkwatch::fleet {

/// What the fleet needs to know about a target.
struct TargetInfo
{
    std::uint32_t id = 0; ///< chosen by the caller, unique
    std::string job;
    std::string instance;
    std::string url;
    base::Duration interval{0};
    base::Duration timeout{0};
    metrics::Labels labels;
};

struct TrackerOptions
{
    /// Alerts that can cover a server (checkwatch: health_alerts).
    std::vector<std::string> healthAlerts = {"HaproxyServerHealthcheckFailure", "HaproxyServerDown"};
    std::size_t eventsKept = eventsShown;
    base::Duration endedKept = std::chrono::hours{1}; ///< how long ended alerts stay in snapshots
    promql::Compat compat = promql::Compat::Prometheus3;
    bool bare = false; ///< snapshots without events, which eventsSince() tells, and without the size of the store
};

/// Joins scrapes and alerts into what people see: identities, states, `shown`, events, backends, freshness. Told the time
/// with every call. One thread (the engine's).
class Tracker
{
public:
    explicit Tracker(TrackerOptions options);
    ~Tracker();
    Tracker(const Tracker&) = delete;
    Tracker& operator=(const Tracker&) = delete;

    /// Other health alerts or window boundaries from here on; what is bounded by the options stays as it was made.
    void change(std::vector<std::string> healthAlerts, promql::Compat compat, base::Timestamp now);
    /// What is known from before; to be told before the first scrape.
    void setPast(Past past);
    /// Likewise: goes on where the session before stopped.
    void setBefore(Before before, base::Timestamp now);
    /// Number of the newest event of before; 0: none.
    [[nodiscard]] std::uint64_t newestBefore() const;
    void addTarget(const TargetInfo& info, base::Timestamp now);
    void removeTarget(std::uint32_t id, base::Timestamp now);
    /// Another interval, timeout, URL or labels of a target that stays what it is.
    void changeTarget(const TargetInfo& info);
    /// The target numbers its series anew from here on; its servers keep what is known of them until then.
    void restartTarget(std::uint32_t id);

    /// After the batch was appended to `store` under `group`.
    void onScrape(std::uint32_t target, const metrics::ScrapeBatch& batch, const tsdb::MemoryStore& store,
                  tsdb::GroupId group);
    /// After an evaluation of a rule group. `alerts` is the runner's whole list.
    void onEvaluation(const rules::Group& group, const rules::EvaluationResult& result,
                      std::span<const rules::Alert> alerts, std::vector<rules::RuleStatus> status,
                      base::Duration groupInterval);
    /// What is known of the rules of a group changes between two evaluations, or before the first.
    void onRules(const rules::Group& group, std::vector<rules::RuleStatus> status, base::Duration groupInterval);
    /// A rule group is gone; its alerts end without a word about their servers.
    void removeGroup(const std::string& file, const std::string& name);
    /// What Prometheus adds to an alert that it sends, as silences see it.
    void setExternalLabels(const metrics::Labels& labels);
    /// All silences that are active in the Alertmanagers now. `gone`: what became of one that is missing before its time.
    void setSilences(const std::vector<Silence>& active, base::Timestamp now,
                     std::string_view gone = silencestep::ended);
    /// Something outside happened that belongs on the timeline. An acknowledgement that is there already changes nothing.
    void addEvent(Event event);

    /// The state at `now`; the same object while nothing changed. `store` gives the failures per minute.
    SnapshotPtr snapshot(base::Timestamp now, const tsdb::MemoryStore& store);
    /// All that are kept, oldest first; the same object while none is added. Safe anywhere.
    [[nodiscard]] std::shared_ptr<const std::vector<Event>> events() const;
    /// Events since `number`, for those who print them as they happen.
    [[nodiscard]] std::vector<Event> eventsSince(std::uint64_t number) const;
    /// The store series of a server's failure counter.
    [[nodiscard]] std::optional<tsdb::SeriesRef> failuresSeries(ServerId server) const;
    /// Stretches in which the server's failures were not counted, was stale, pending or firing, clipped to [from, to].
    [[nodiscard]] std::vector<Span> spans(ServerId server, base::Timestamp from, base::Timestamp to) const;
    /// What holds of a server now, and since when; of its target: whether its data is stale.
    [[nodiscard]] SpanMark newestSpan(ServerId server) const;
    [[nodiscard]] SpanMark newestStaleSpan(std::uint32_t target) const;
    /// REQUIRES: `server` is out of a row, an alert or an event of this tracker.
    [[nodiscard]] const ServerIdentity& identity(ServerId server) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace checkwatch::fleet
