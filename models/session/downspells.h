#pragma once

#include "models/base/time.h"
#include "models/tsdb/querier.h"

#include <functional>
#include <string>
#include <vector>

/// What really became of the servers, as the recorded samples say it: the truth that rules are judged by.
namespace checkwatch::session {

/// A time in which a server was DOWN: from the first scrape that says so to the first that says otherwise, or, where
/// nothing is heard for five minutes, to the last that said so.
struct DownTime
{
    base::Timestamp from{};
    base::Timestamp to{};
    bool beganBefore = false; ///< it was DOWN when it was first looked at
    bool goesOn = false;      ///< and still at the end of what was looked at

    bool operator==(const DownTime&) const = default;
};

/// One server, through however many HAProxies it was seen: its name in its backend.
struct ServerPast
{
    std::string proxy;
    std::string server;
    std::vector<std::string> instances; ///< exporters that knew it, sorted
    std::vector<DownTime> down;         ///< as at least one of them says (v1: not UP); ascending, apart from each other
    /// Scrapes that showed failed checks that were not there before; HAProxy counts none while a server is DOWN.
    std::vector<base::Timestamp> failures;

    bool operator==(const ServerPast&) const = default;
};

/// A time in which a server was DOWN.
struct DownSpell
{
    std::size_t server = 0;         ///< index into the pasts
    base::Timestamp firstFailure{}; ///< of the failed checks that led there; time.from where none was counted
    DownTime time;
};

/// Failed checks belong together where no more than this lies between them: the usual window of rules about them.
inline constexpr base::Duration failuresTogether = std::chrono::minutes{1};

/// The pasts of all servers in [from, to], by backend and name. `goOn` is told the share that is done, 0 to 1; where it
/// says no, what was read so far comes back.
std::vector<ServerPast> serverPasts(const tsdb::Querier& data, base::Timestamp from, base::Timestamp to,
                                    const std::function<bool(double)>& goOn);

/// The spells of at least `atLeast`, in the order of their beginnings.
std::vector<DownSpell> downSpells(const std::vector<ServerPast>& pasts, base::Duration atLeast);

/// True where a check failed or the server was DOWN at some time in [from, to].
[[nodiscard]] bool hadTrouble(const ServerPast& past, base::Timestamp from, base::Timestamp to);
/// The same of DOWN alone.
[[nodiscard]] bool wasDown(const ServerPast& past, base::Timestamp from, base::Timestamp to);

} // namespace checkwatch::session
