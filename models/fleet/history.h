#pragma once

#include "models/fleet/event.h"
#include "models/fleet/snapshot.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace checkwatch::fleet {

/// A stretch of time in which something held.
enum class SpanKind : std::uint8_t {
    Pending,
    Firing,
    NotCounted, ///< DOWN, MAINT or unchecked: HAProxy counts no failures
    Stale,      ///< no data
};
struct Span
{
    SpanKind kind = SpanKind::NotCounted;
    base::Timestamp from{};
    base::Timestamp to{};
};

struct Point
{
    base::Timestamp time{};
    double value = 0; ///< NaN = a gap
};

/// The past of one server as a chart shows it: failures per minute, and what to shade.
struct ServerHistory
{
    ServerId server = noServer;
    std::vector<Point> increase; ///< ascending
    std::vector<Span> spans;
};

/// Answer to a history request: for sparklines (few points) or the chart (many).
struct History
{
    std::uint64_t request = 0;
    base::Timestamp from{};
    base::Timestamp to{};
    base::Duration step{0};
    std::vector<ServerHistory> servers;
    std::vector<Event> events;
    double threshold = 0;
    std::string expression; ///< of the headline rule
};
using HistoryPtr = std::shared_ptr<const History>;

} // namespace checkwatch::fleet
