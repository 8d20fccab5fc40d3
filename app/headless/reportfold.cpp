#include "app/headless/reportfold.h"

#include "app/headless/reportwords.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <span>
#include <string_view>
#include <utility>

namespace checkwatch::app {
namespace {

using session::EntryKind;
using session::IncidentReport;
using session::ReportEntry;

constexpr std::size_t fewest = 6; ///< that are worth a line instead of them
constexpr base::Duration pause = std::chrono::minutes{2};
constexpr std::size_t mostTexts = 3;
constexpr std::size_t fewestAtOnce = 3; ///< alerts of one name
constexpr std::size_t mostNames = 8;    ///< of what they are about
constexpr std::string_view of = " of "; ///< "NAME of server"

using Burst = std::vector<std::size_t>; ///< places in the timeline

bool repeatsItself(EntryKind kind)
{
    return kind == EntryKind::Server || kind == EntryKind::Exporter || kind == EntryKind::Log;
}

/// Of each who tells something: what came without a pause.
std::vector<Burst> burstsOf(const std::vector<ReportEntry>& timeline)
{
    std::vector<Burst> out;
    std::map<std::pair<EntryKind, std::string_view>, std::size_t> last; // the newest burst of each
    for (std::size_t i = 0; i < timeline.size(); ++i) {
        const ReportEntry& entry = timeline[i];
        const auto [at, first] = last.try_emplace({entry.kind, entry.subject}, out.size());
        if (first || entry.time - timeline[out[at->second].back()].time > pause) {
            at->second = out.size();
            out.emplace_back();
        }
        out[at->second].push_back(i);
    }
    return out;
}

/// "31 more until 17:33:12.386: UP → DOWN and DOWN → UP".
std::string insteadOf(const Burst& burst, const IncidentReport& report)
{
    std::vector<std::string_view> texts;
    for (std::size_t i = 0; i < burst.size() && texts.size() <= mostTexts; ++i) {
        const std::string_view text = report.timeline[burst[i]].text;
        if (std::ranges::find(texts, text) == texts.end()) {
            texts.push_back(text);
        }
    }
    const QString until = timeIn(report, report.timeline[burst[burst.size() - 2]].time);
    std::string out = std::to_string(burst.size() - 2) + " more until " + until.toStdString();
    const bool lines = report.timeline[burst.front()].kind == EntryKind::Log; // whole sentences, too long to be joined
    if (texts.size() <= mostTexts && !lines) {
        for (const std::string_view text : texts) {
            out.append(text == texts.front() ? ": " : " and ").append(text);
        }
    }
    return out;
}

std::string_view alertName(const ReportEntry& entry)
{
    return std::string_view(entry.subject).substr(0, entry.subject.rfind(of));
}

/// "Down of 9", "fires: app/web-1, app/web-2 and 7 more".
ReportEntry together(std::span<const ReportEntry> alerts)
{
    ReportEntry out = alerts.front();
    const std::string name(alertName(out));
    for (std::size_t i = 0; i < std::min(alerts.size(), mostNames); ++i) {
        out.text += (i == 0 ? ": " : ", ") + alerts[i].subject.substr(name.size() + of.size());
    }
    if (alerts.size() > mostNames) {
        out.text += " and " + std::to_string(alerts.size() - mostNames) + " more";
    }
    out.subject = name + std::string(of) + std::to_string(alerts.size());
    return out;
}

/// What one evaluation made of one rule is one line.
std::vector<ReportEntry> alertsTogether(const std::vector<ReportEntry>& timeline)
{
    std::vector<ReportEntry> out;
    const auto same = [](const ReportEntry& a, const ReportEntry& b) {
        return a.kind == EntryKind::Alert && b.kind == EntryKind::Alert && a.time == b.time && a.text == b.text
            && alertName(a) == alertName(b) && a.subject.size() > alertName(a).size()
            && b.subject.size() > alertName(b).size();
    };
    for (std::size_t i = 0; i < timeline.size();) {
        std::size_t end = i + 1;
        while (end < timeline.size() && same(timeline[i], timeline[end])) {
            ++end;
        }
        const auto run = std::span(timeline).subspan(i, end - i);
        if (run.size() >= fewestAtOnce) {
            out.push_back(together(run));
        } else {
            out.insert(out.end(), run.begin(), run.end());
        }
        i = end;
    }
    return out;
}

} // namespace

std::vector<ReportEntry> foldedTimeline(const IncidentReport& report)
{
    std::vector<ReportEntry> out = report.timeline;
    std::vector<bool> gone(out.size());
    for (const Burst& burst : burstsOf(report.timeline)) {
        if (burst.size() < fewest || !repeatsItself(out[burst.front()].kind)) {
            continue;
        }
        out[burst[1]].text = insteadOf(burst, report);
        for (const std::size_t place : burst | std::views::take(burst.size() - 1) | std::views::drop(2)) {
            gone[place] = true;
        }
    }
    std::size_t place = 0;
    std::erase_if(out, [&](const ReportEntry&) { return gone[place++]; });
    return alertsTogether(out);
}

} // namespace checkwatch::app
