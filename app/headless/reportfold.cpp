#include "app/headless/reportfold.h"

#include "app/headless/reportjoin.h"
#include "app/headless/reportwords.h"
#include "models/haproxy/healthlog.h"

#include <algorithm>
#include <map>
#include <optional>
#include <ranges>
#include <string_view>
#include <tuple>
#include <utility>

namespace checkwatch::app {
namespace {

using session::EntryKind;
using session::IncidentReport;
using session::ReportEntry;

constexpr std::size_t fewest = 6; ///< that are worth a line instead of them
constexpr base::Duration pause = std::chrono::minutes{2};
constexpr std::size_t mostTexts = 4;

using Burst = std::vector<std::size_t>; ///< places in the timeline

bool repeatsItself(EntryKind kind)
{
    return kind == EntryKind::Server || kind == EntryKind::Exporter || kind == EntryKind::Log;
}

std::optional<haproxy::HealthLine::Outcome> outcomeOf(const ReportEntry& entry)
{
    const auto line = entry.kind == EntryKind::Log ? haproxy::parseHealthLine(entry.text) : std::nullopt;
    return line ? std::optional(line->outcome) : std::nullopt;
}

/// Going DOWN and coming back is not lost among the checks that led to it.
bool isOfChecks(const ReportEntry& entry)
{
    using Outcome = haproxy::HealthLine::Outcome;
    const auto outcome = outcomeOf(entry);
    return outcome == Outcome::CheckFailed || outcome == Outcome::CheckPassed;
}

/// Of each who tells something: what came without a pause.
std::vector<Burst> burstsOf(const std::vector<ReportEntry>& timeline)
{
    std::vector<Burst> out;
    std::map<std::tuple<EntryKind, std::string_view, bool>, std::size_t> last; // the newest burst of each
    for (std::size_t i = 0; i < timeline.size(); ++i) {
        const ReportEntry& entry = timeline[i];
        const auto [at, first] = last.try_emplace({entry.kind, entry.subject, isOfChecks(entry)}, out.size());
        if (first || entry.time - timeline[out[at->second].back()].time > pause) {
            at->second = out.size();
            out.emplace_back();
        }
        out[at->second].push_back(i);
    }
    return out;
}

/// "19 × DOWN, 20 × UP", of all but the first and the last; "" for lines that say nothing of the kind.
std::string outcomesOf(const Burst& burst, const std::vector<ReportEntry>& timeline)
{
    std::map<haproxy::HealthLine::Outcome, std::size_t> counts;
    for (const std::size_t place : burst | std::views::take(burst.size() - 1) | std::views::drop(1)) {
        if (const auto outcome = outcomeOf(timeline[place])) {
            ++counts[*outcome];
        }
    }
    std::string out;
    for (const auto& [outcome, count] : counts) {
        out.append(out.empty() ? "" : ", ").append(std::to_string(count) + " × ").append(haproxy::outcomeName(outcome));
    }
    return out;
}

/// "31 more until 17:33:12.386: UP → DOWN and DOWN → UP".
std::string insteadOf(const Burst& burst, const std::vector<ReportEntry>& timeline, const IncidentReport& report)
{
    std::vector<std::string_view> texts;
    for (std::size_t i = 0; i < burst.size() && texts.size() <= mostTexts; ++i) {
        const std::string_view text = timeline[burst[i]].text;
        if (std::ranges::find(texts, text) == texts.end()) {
            texts.push_back(text);
        }
    }
    const QString until = timeIn(report, timeline[burst[burst.size() - 2]].time);
    std::string out = std::to_string(burst.size() - 2) + " more until " + until.toStdString();
    if (timeline[burst.front()].kind == EntryKind::Log) { // whole sentences, too long to be joined
        const std::string outcomes = outcomesOf(burst, timeline);
        out += outcomes.empty() ? "" : ": " + outcomes;
    } else if (texts.size() <= mostTexts) {
        for (const std::string_view text : texts) {
            out.append(text == texts.front() ? ": " : " and ").append(text);
        }
    }
    return out;
}

} // namespace

std::vector<ReportEntry> foldedTimeline(const IncidentReport& report)
{
    const std::vector<ReportEntry> timeline = withoutRoutine(report.timeline);
    std::vector<ReportEntry> out = timeline;
    std::vector<bool> gone(out.size());
    for (const Burst& burst : burstsOf(timeline)) {
        if (burst.size() < fewest || !repeatsItself(timeline[burst.front()].kind)) {
            continue;
        }
        out[burst[1]].text = insteadOf(burst, timeline, report);
        for (const std::size_t place : burst | std::views::take(burst.size() - 1) | std::views::drop(2)) {
            gone[place] = true;
        }
    }
    std::size_t place = 0;
    std::erase_if(out, [&](const ReportEntry&) { return gone[place++]; });
    return joined(out);
}

} // namespace checkwatch::app
