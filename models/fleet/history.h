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

/// Why the headline rule says what it says about one server, out of the evaluator's own numbers.
struct Explanation
{
    std::uint64_t request = 0;
    ServerId server = noServer;
    base::Timestamp evaluatedAt{};
    base::Duration interval{0}; ///< evaluation interval
    base::Duration scrapeInterval{0};
    base::Duration range{0}; ///< of the window
    base::Duration holdFor{0};
    bool leftOpen = true;
    std::string ruleName;
    std::string expression;
    double threshold = 0;
    std::vector<Point> raw;      ///< counter samples, from before the window to now
    std::vector<Point> increase; ///< the rule's value over the same time
    base::Timestamp windowFrom{};
    std::uint32_t samplesInWindow = 0;
    double first = 0;
    double last = 0;
    double spanSeconds = 0; ///< between first and last sample
    double resets = 0;      ///< added because of counter resets
    std::uint32_t resetCount = 0;
    bool hasValue = false; ///< at least two samples
    double value = 0;      ///< extrapolated increase
    bool isTrue = false;
    std::vector<Span> spans;
    rules::Alert alert; ///< state Inactive where there is none
    base::Timestamp firesAt{};
    std::vector<std::pair<std::string, std::string>> annotations; ///< expanded
    std::vector<std::string> cannotTell;                          ///< sentences: what this rule does not see here
};
using ExplanationPtr = std::shared_ptr<const Explanation>;

} // namespace checkwatch::fleet
