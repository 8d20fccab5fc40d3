#include "models/session/opening.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;

constexpr Duration searchPiece = std::chrono::hours{1}; ///< read at a time
constexpr Duration oneMs{1};
/// A slow exporter is not waited for longer.
constexpr Duration longestFirstRound = std::chrono::minutes{1};

/// The first element of `list(from, to)` that fits, piece by piece.
template <typename List, typename Fits>
auto firstOf(List list, Timestamp from, Timestamp to, Fits fits)
{
    for (Timestamp begin = from; begin <= to; begin += searchPiece) {
        const auto found = list(begin, std::min(to, begin + searchPiece - oneMs));
        const auto first = std::ranges::find_if(found, fits);
        if (first != found.end()) {
            return std::optional(*first);
        }
    }
    return decltype(std::optional(list(from, to).front()))();
}

/// Names of the alerts that say something about a server's health, by any rules that held.
std::set<std::string, std::less<>> healthAlerts(recording::Reader& reader, Timestamp from, Timestamp to)
{
    std::set<std::string, std::less<>> names;
    for (const recording::RulesRecord& rules : reader.rules(from, to)) {
        names.insert(rules.healthAlerts.begin(), rules.healthAlerts.end());
    }
    return names;
}

/// Of a health alert where one fired: a backend in maintenance fires from the first second to the last, and says nothing.
std::optional<Timestamp> firstAlert(recording::Reader& reader, Timestamp from, Timestamp to)
{
    const auto names = healthAlerts(reader, from, to);
    std::optional<recording::AlertRecord> any;
    const auto health = firstOf([&](Timestamp a, Timestamp b) { return reader.alerts(a, b); }, from, to,
                                [&](const auto& alert) {
                                    const bool fires = alert.after == rules::AlertState::Firing;
                                    if (fires && !any) {
                                        any = alert;
                                    }
                                    return fires && names.contains(alert.labels.get("alertname"));
                                });
    const auto& first = health ? health : any;
    // A slot of an evaluation may lie within a millisecond, which has come when it is over.
    return first ? std::optional(std::min(first->time + oneMs, to)) : std::nullopt;
}

Duration longestInterval(const recording::Reader& reader)
{
    Duration longest{0};
    for (const recording::RecordedStream& stream : reader.streams()) {
        longest = std::max(longest, stream.record.interval);
    }
    return std::min(longest, longestFirstRound);
}

std::optional<Timestamp> firstRound(recording::Reader& reader, Timestamp from, Timestamp to)
{
    const auto first = firstOf([&](Timestamp a, Timestamp b) { return reader.scrapes(a, b); }, from, to,
                               [from](const auto& scrape) { return scrape.received >= from; });
    if (!first) {
        return std::nullopt;
    }
    std::map<std::uint32_t, Timestamp> arrived; // by stream: its first
    for (const recording::ScrapeRecord& scrape : reader.scrapes(first->time, first->time + longestInterval(reader))) {
        if (scrape.received >= from) {
            arrived.try_emplace(scrape.stream, scrape.received);
        }
    }
    Timestamp last = first->received;
    for (const auto& [stream, time] : arrived) {
        last = std::max(last, time);
    }
    return std::min(last, to);
}

} // namespace

Opening openingOf(recording::Reader& reader, Timestamp from, Timestamp to)
{
    if (const auto alert = firstAlert(reader, from, to)) {
        return {*alert, alert};
    }
    return {firstRound(reader, from, to).value_or(from), std::nullopt};
}

} // namespace checkwatch::session
