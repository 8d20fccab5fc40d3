#pragma once

#include "models/haproxy/serverstate.h"
#include "models/tsdb/querier.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace checkwatch::session {

/// A stretch of time in which a server was in one state; `to` is the first moment of the next.
struct StateSpan
{
    base::Timestamp from{};
    base::Timestamp to{};
    haproxy::ServerState state = haproxy::ServerState::Unknown;   ///< Unknown: no scrape said anything
    haproxy::CheckStatus failing = haproxy::CheckStatus::Unknown; ///< the first one in it that is a failure
};

/// What became of one server as one exporter tells it.
struct ServerHistory
{
    std::string instance;
    std::string proxy;
    std::string server;
    std::vector<StateSpan> spans;          ///< ascending, without gaps, of the whole time asked for
    std::vector<base::Timestamp> failures; ///< scrapes that showed failed checks that were not there before
    std::vector<double> failedChecks{};    ///< by `failures`: how many
};

/// DOWN, or failing on the way there.
[[nodiscard]] bool isTrouble(const StateSpan& span) noexcept;

/// A server by its backend and name.
struct ServerName
{
    std::string proxy;
    std::string server;

    auto operator<=>(const ServerName&) const = default;
};

/// By exporter (instance): how long after its newest scrape nothing is known of its servers any more.
using StaleAfter = std::map<std::string, base::Duration>;

/// The histories of these servers in [from, to], by exporter, backend and name. Of an exporter that is not in `stale` data
/// counts for five minutes (Prometheus' lookback). `goOn` is told the share that is done, 0 to
/// 1; where it says no, they end there.
std::vector<ServerHistory> serverHistories(const tsdb::Querier& data, const std::vector<ServerName>& servers,
                                           base::Timestamp from, base::Timestamp to, const StaleAfter& stale,
                                           const std::function<bool(double)>& goOn);

} // namespace checkwatch::session
