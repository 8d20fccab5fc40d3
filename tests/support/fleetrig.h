#pragma once

#include "models/exposition/scrapecache.h"
#include "models/fleet/tracker.h"
#include "models/tsdb/memorystore.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A fleet without a network: expositions go through the real scrape cache and store into a Tracker at times that the test
/// says; alerts are put in by hand.
namespace checkwatch::support {

/// A server as HAProxy's own exporter shows it.
struct NativeServer
{
    std::string proxy = "app";
    std::string server = "s1";
    std::string status = "UP";
    std::string check = "L7OK"; ///< "" = all sixteen 0; "-" = no check at all
    std::string failures = "0";
    std::string weight = "1";
    std::string throttle = "NaN";
    std::string code = "200";
    std::string lastChange = "100";
    std::string agent = "-"; ///< from HAProxy 3.2: "" = all 0, "-" = no agent
};

struct NativeScrape
{
    std::vector<NativeServer> servers;
    std::string processStart = "1000000";
    std::map<std::string, int> active = {}; ///< proxy -> usable servers, only where told
};
[[nodiscard]] std::string nativeText(const NativeScrape& scrape);

class FleetRig
{
public:
    explicit FleetRig(fleet::TrackerOptions options = {});

    void addTarget(std::uint32_t id = 1, std::string instance = "lb1:8404",
                   base::Duration interval = std::chrono::seconds{5});
    void scrape(double seconds, std::string_view text, std::uint32_t target = 1);
    void scrape(double seconds, const NativeScrape& scrape, std::uint32_t target = 1);
    void fail(double seconds, std::string message = "connection refused", std::uint32_t target = 1);

    /// Puts an alert into the runner's list, or changes it: state as the rule engine would say. A warning, unless `labels`
    /// have another severity.
    void setAlert(std::string name, metrics::Labels labels, rules::AlertState state, double activeAt,
                  double firedAt = 0, double value = 1);
    /// The health alert of a server of target 1.
    void setHealthAlert(std::string server, rules::AlertState state, double activeAt, double firedAt = 0);
    void dropAlert(std::string_view name, const metrics::Labels& labels);
    void dropHealthAlert(std::string server);
    void evaluate(double seconds, base::Duration interval = std::chrono::seconds{5});

    [[nodiscard]] fleet::SnapshotPtr snapshot(double seconds);
    /// The row of a server now; fails the test's expectations by being empty where there is none.
    [[nodiscard]] std::optional<fleet::ServerRow> row(double seconds, std::string_view server,
                                                      std::string_view proxy = "app");
    [[nodiscard]] std::vector<fleet::AlertRow> alerts(double seconds, fleet::AlertPhase phase);
    /// "kind name before>after" of the events since the last call.
    std::vector<std::string> news();
    [[nodiscard]] fleet::Tracker& tracker() { return m_tracker; }
    [[nodiscard]] const tsdb::MemoryStore& store() const { return m_store; }

    static base::Timestamp at(double seconds);
    static metrics::Labels serverLabels(std::string server, std::string proxy = "app",
                                        std::string instance = "lb1:8404");

private:
    struct Target
    {
        std::unique_ptr<exposition::ScrapeCache> cache;
        tsdb::GroupId group = 0;
    };
    void take(std::uint32_t target, const metrics::ScrapeBatch& batch);

    tsdb::MemoryStore m_store;
    fleet::Tracker m_tracker;
    std::map<std::uint32_t, Target> m_targets;
    rules::Group m_group;
    std::map<std::string, std::shared_ptr<const rules::Rule>> m_rules;
    std::vector<rules::Alert> m_alerts;
    std::map<std::string, std::uint64_t> m_alertIds;
    std::uint64_t m_seenEvents = 0;
};

} // namespace checkwatch::support
