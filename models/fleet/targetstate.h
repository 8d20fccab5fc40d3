#pragma once

#include "models/fleet/backendrows.h"
#include "models/fleet/past.h"
#include "models/fleet/serverrows.h"
#include "models/fleet/tracker.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace checkwatch::fleet {

class Directory;

/// What one scrape meant for its target.
struct ScrapeOutcome
{
    bool good = false;      ///< the servers' values are new
    bool failedNow = false; ///< the first bad one
    bool cameBack = false;  ///< the first good one after bad ones, or at all
    bool reloaded = false;  ///< HAProxy has another process than before
};

/// One target: its series, servers, backends, and how far its data may be believed. One thread (the engine's).
class TargetState
{
public:
    TargetState(const TargetInfo& info, base::Timestamp now, base::Duration holdFor);

    /// Takes over a scrape; what changed of the servers is in changes() until the next one.
    ScrapeOutcome scrape(const metrics::ScrapeBatch& batch, const tsdb::MemoryStore& store, tsdb::GroupId group,
                         promql::Compat compat, Directory& directory);
    /// Another interval, timeout, URL or other labels.
    void change(const TargetInfo& info);
    /// Series are numbered anew from the next scrape on.
    void beginAnew();
    /// Time goes on: true where the target's freshness changed.
    bool advance(base::Timestamp now);
    /// The headline rule's `for`, for cannotFireBefore.
    void setHoldFor(base::Duration holdFor);

    /// The newest value is missing: no alert may be called over because of it.
    [[nodiscard]] bool dataMissing() const noexcept { return m_row.unknownSince != base::Timestamp{} || m_stale; }
    /// The newest value is there, but it is the first after an outage, and one sample says nothing about rates: alerts
    /// are not over yet because of it, either.
    [[nodiscard]] bool returning() const noexcept { return m_returnedFrom != base::Timestamp{}; }
    /// Since when, where dataMissing() or returning().
    [[nodiscard]] base::Timestamp missingSince() const noexcept;
    [[nodiscard]] const TargetRow& row() const noexcept { return m_row; }
    [[nodiscard]] const std::vector<StateChange>& changes() const noexcept { return m_changes; }
    [[nodiscard]] ServerRows& servers() noexcept { return m_servers; }
    [[nodiscard]] const ServerRows& servers() const noexcept { return m_servers; }
    [[nodiscard]] const BackendRows& backends() const noexcept { return m_backends; }
    [[nodiscard]] const SpanLog& staleSpans() const noexcept { return m_staleSpans; }
    void trimSpans(base::Timestamp time) { m_staleSpans.trim(time); }
    /// The store's series of a server's failure counter.
    [[nodiscard]] std::optional<tsdb::SeriesRef> failuresSeries(std::uint32_t server) const;
    [[nodiscard]] const std::shared_ptr<const ServerBlock>& block() const noexcept { return m_block; }
    /// Brings block and backends up to date; true where one of them changed.
    bool update(const std::shared_ptr<const void>& identities);

private:
    struct ProcessValue
    {
        std::uint32_t local;
        haproxy::Field field;
        std::string version;
    };

    void map(const metrics::ScrapeBatch& batch, Directory& directory);
    void mapServer(const haproxy::MetricPlace& place, const metrics::Labels& labels, std::uint32_t local,
                   Directory& directory);
    [[nodiscard]] Lack lackOf(const metrics::ScrapeBatch& batch, ScrapeOutcome& outcome);
    [[nodiscard]] bool readProcess(const metrics::ScrapeBatch& batch, bool& reloaded);
    void setPast(TargetPast past);
    void fail(const metrics::ScrapeBatch& batch, base::Error error, ScrapeOutcome& outcome);
    void succeed(const metrics::ScrapeBatch& batch, ScrapeOutcome& outcome);
    [[nodiscard]] bool lostAllServers(const metrics::ScrapeBatch& batch) const;

    TargetInfo m_info;
    base::Duration m_holdFor;
    TargetRow m_row;
    SeriesMap m_series;
    ServerRows m_servers;
    BackendRows m_backends;
    std::vector<ProcessValue> m_process;
    std::vector<std::uint32_t> m_statusLocals; ///< one status series of each server
    std::vector<StateChange> m_changes;
    const tsdb::MemoryStore* m_store = nullptr; ///< of the newest scrape
    tsdb::GroupId m_group = 0;
    std::shared_ptr<const ServerBlock> m_block;
    SpanLog m_staleSpans;
    base::Timestamp m_ageFrom{}; ///< lastGood, or later where the wall clock was set back
    base::Timestamp m_staleAt{};
    base::Timestamp m_returnedFrom{}; ///< since when data was missing until the newest scrape; else 0
    bool m_stale = false;
    std::uint32_t m_lastServer = 0; ///< mapping: families list servers in the same order
};

} // namespace checkwatch::fleet
