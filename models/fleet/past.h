#pragma once

#include "models/fleet/serverrow.h"
#include "models/fleet/spanlog.h"
#include "models/tsdb/querier.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace checkwatch::fleet {

/// What is known of a target from before.
struct TargetPast
{
    base::Timestamp since{}; ///< oldest sample
    SpanLog stale;           ///< when it did not answer
};

/// What samples of before say about the time in which nobody watched yet: when a server's failures were not counted, and
/// when an exporter did not answer. It is handed out once, to the servers and targets as they come. One thread.
class Past
{
public:
    Past() = default;
    /// From the status of the servers and `up` of the targets within [from, to].
    Past(const tsdb::Querier& samples, base::Timestamp from, base::Timestamp to);

    /// Empty where nothing is known.
    [[nodiscard]] SpanLog takeServer(const ServerIdentity& server);
    [[nodiscard]] std::optional<TargetPast> takeTarget(const std::string& job, const std::string& instance);

private:
    using ServerKey = std::tuple<std::string, std::string, std::string, std::string>;
    using TargetKey = std::pair<std::string, std::string>;

    void addServers(const tsdb::Querier& samples, base::Timestamp from, base::Timestamp to);
    void addTargets(const tsdb::Querier& samples, base::Timestamp from, base::Timestamp to);

    std::map<ServerKey, SpanLog> m_servers;
    std::map<TargetKey, TargetPast> m_targets;
};

} // namespace checkwatch::fleet
