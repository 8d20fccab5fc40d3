#pragma once

#include "models/session/backtest.h"

#include <QString>

#include <cstddef>
#include <vector>

/// What a backtest found, server by server, as stretches of time. Plain values; no painting.
namespace checkwatch::review {

struct VerdictSpan
{
    enum class Kind : std::uint8_t {
        Pending,
        Firing,
        Missed,    ///< a time DOWN in which nothing fired
        Down,      ///< long enough to count
        ShortDown, ///< shorter
    };
    Kind kind = Kind::Firing;
    base::Timestamp from{};
    base::Timestamp to{};
    std::string alert{}; ///< of Pending and Firing; raw
};

/// A server, or all alerts that are about no single one.
struct VerdictLane
{
    std::string proxy;
    std::string server;                         ///< "" where it is none
    std::vector<std::vector<VerdictSpan>> sets; ///< by set: A, B
    std::vector<VerdictSpan> down;
    std::vector<base::Timestamp> failures; ///< scrapes that showed failed checks
};

/// Servers that something happened to, most missed first, as in session::serverRows(); alerts about none at the end.
[[nodiscard]] std::vector<VerdictLane> verdictLanes(const session::Backtest& backtest, base::Duration minDown);
/// "A": the set at that place.
[[nodiscard]] QString setName(std::size_t set);

} // namespace checkwatch::review
