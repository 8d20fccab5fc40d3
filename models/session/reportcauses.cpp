#include "models/session/reportcauses.h"

#include "models/haproxy/healthlog.h"

#include <algorithm>
#include <optional>
#include <ranges>
#include <string_view>

namespace checkwatch::session {
namespace {

using base::Timestamp;
using haproxy::HealthLine;
using Outcome = HealthLine::Outcome;

/// A line that is older than that told of something else, most likely.
constexpr base::Duration longestBefore = std::chrono::minutes{1};
/// Of trouble that there was at the start already.
constexpr base::Duration longestBeforeStart = std::chrono::minutes{15};

constexpr std::string_view noCode = ", code: 0";

std::string_view between(std::string_view text, std::string_view begin, std::string_view end)
{
    const std::size_t at = text.find(begin);
    if (at == std::string_view::npos) {
        return {};
    }
    text.remove_prefix(at + begin.size());
    return text.substr(0, text.rfind(end));
}

/// "Agent check for server a/b failed, reason: Layer7 wrong status, code: 0, check duration: 0ms, …" is "Agent check: Layer7 wrong
/// status", "Server a/b is DOWN via c/d. 2 active …" is "is DOWN via c/d". "" for a line that says no more than DOWN.
std::string wordsOf(const HealthLine& line)
{
    if (line.outcome == Outcome::CheckFailed) {
        std::string reason(between(line.text, ", reason: ", ", status: "));
        reason.resize(std::min(reason.size(), reason.rfind(", check duration: ")));
        if (const std::size_t code = reason.find(noCode); code != std::string::npos) {
            reason.erase(code, noCode.size());
        }
        return std::string(line.text.substr(0, line.text.find(" for "))) + ": " + reason;
    }
    const std::string_view via = line.text.substr(0, line.text.find(". "));
    const std::size_t at = via.find("is DOWN via ");
    return at == std::string_view::npos ? std::string() : std::string(via.substr(at));
}

std::string wordsOf(haproxy::CheckStatus check)
{
    return std::string(haproxy::shortMeaning(check)) + " (" + std::string(haproxy::checkStatusName(check)) + ")";
}

std::string whyNotSeen(haproxy::ServerState state)
{
    switch (state) {
    case haproxy::ServerState::DownCheckOk: return "not seen: it was DOWN while its check passed";
    case haproxy::ServerState::DownOther: return "not seen: it has no check of its own";
    case haproxy::ServerState::NotUp: return "not known: this exporter tells no check results";
    case haproxy::ServerState::Up:
    case haproxy::ServerState::UpWarming:
    case haproxy::ServerState::UpNoTraffic: return "not seen: its checks passed again before the next scrape";
    default: return "not known: no result of a check was seen";
    }
}

} // namespace

FailureLines::FailureLines(recording::Reader& reader, Timestamp from, Timestamp to)
{
    for (const fleet::Event& event : reader.events(from - longestBeforeStart, to)) {
        const auto line
            = event.kind == fleet::EventKind::LogLine ? haproxy::parseHealthLine(event.detail) : std::nullopt;
        if (!line || (line->outcome != Outcome::CheckFailed && line->outcome != Outcome::Down)) {
            continue;
        }
        if (std::string words = wordsOf(*line); !words.empty()) {
            m_lines[{std::string(line->proxy), std::string(line->server)}].push_back(
                {event.time, event.instance, line->outcome == Outcome::CheckFailed, std::move(words)});
        }
    }
}

std::string FailureLines::before(const ServerHistory& server, Timestamp time, base::Duration longest) const
{
    const auto known = m_lines.find({server.proxy, server.server});
    if (known == m_lines.end()) {
        return {};
    }
    const auto end = std::ranges::upper_bound(known->second, time, {}, &Line::time);
    const auto begin = std::ranges::lower_bound(known->second.begin(), end, time - longest, {}, &Line::time);
    auto lines = std::ranges::subrange(begin, end) | std::views::reverse | std::views::filter([&](const Line& line) {
                     return line.instance.empty() || line.instance == server.instance;
                 });
    const auto check = std::ranges::find_if(lines, &Line::ofCheck);
    return lines.empty() ? std::string() : check != lines.end() ? check->words : lines.front().words;
}

void addCause(ReportedServer& server, const FailureLines& lines)
{
    if (!server.firstTrouble) {
        return;
    }
    const std::vector<StateSpan>& spans = server.history.spans;
    auto span = std::ranges::upper_bound(spans, *server.firstTrouble, {}, &StateSpan::from);
    span -= span == spans.begin() ? 0 : 1;
    span = std::find_if(span, spans.end(), [](const StateSpan& s) { return s.state != haproxy::ServerState::Unknown; });
    if (span == spans.end()) {
        return;
    }
    server.firstState = span->state;
    server.cause = span->failing;
    if (server.cause != haproxy::CheckStatus::Unknown) {
        return;
    }
    const bool atStart = *server.firstTrouble == spans.front().from;
    server.told = lines.before(server.history, std::max(span->from, *server.firstTrouble),
                               atStart ? longestBeforeStart : longestBefore);
    const auto later = std::find_if(span, spans.end(),
                                    [](const StateSpan& s) { return s.failing != haproxy::CheckStatus::Unknown; });
    server.later = later == spans.end() ? haproxy::CheckStatus::Unknown : later->failing;
}

std::string causeWords(const ReportedServer& server)
{
    if (!server.firstTrouble) {
        return {};
    }
    if (server.cause != haproxy::CheckStatus::Unknown) {
        return wordsOf(server.cause);
    }
    return (server.told.empty() ? whyNotSeen(server.firstState) : server.told + " (log)")
        + (server.later == haproxy::CheckStatus::Unknown ? "" : "; later " + wordsOf(server.later));
}

} // namespace checkwatch::session
