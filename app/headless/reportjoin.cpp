#include "app/headless/reportjoin.h"

#include "models/haproxy/healthlog.h"
#include "models/session/reporttimeline.h"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace checkwatch::app {
namespace {

using session::EntryKind;
using session::ReportEntry;

constexpr std::size_t fewestAtOnce = 3;
constexpr std::size_t mostNames = 8;
constexpr std::string_view of = " of ";   ///< "NAME of server"
constexpr std::string_view via = " via "; ///< "backend/server via exporter"
constexpr std::string_view arrow = " → ";
constexpr std::string_view unknown = "UNKNOWN";

/// What those have in common that can be one line; "" for one that is a line of its own.
std::string commonOf(const ReportEntry& entry)
{
    if (entry.kind == EntryKind::Alert) {
        const std::size_t end = entry.subject.rfind(of);
        return end == std::string::npos ? std::string() : entry.subject.substr(0, end) + '\n' + entry.text;
    }
    const bool state = entry.kind == EntryKind::Server && entry.text.front() >= 'A' && entry.text.front() <= 'Z';
    if (!state) { // "16 more until …" stands for what was folded
        return {};
    }
    if (entry.text.ends_with(std::string(arrow) + std::string(unknown))) {
        return std::string(unknown);
    }
    // Why it was DOWN stands where that began.
    return entry.text.starts_with(unknown) ? entry.text.substr(0, entry.text.find(": ")) : entry.text;
}

/// ": app/web-1, app/web-2 and 7 more", each name without what is cut off its ends.
std::string listOf(const std::vector<const ReportEntry*>& entries, std::size_t before, std::size_t behind)
{
    std::string out;
    for (std::size_t i = 0; i < std::min(entries.size(), mostNames); ++i) {
        const std::string& subject = entries[i]->subject;
        out += (i == 0 ? ": " : ", ") + subject.substr(before, subject.size() - before - behind);
    }
    if (entries.size() > mostNames) {
        out += " and " + std::to_string(entries.size() - mostNames) + " more";
    }
    return out;
}

/// " via 10.0.0.1:8404" where all are, else "".
std::string_view commonExporter(const std::vector<const ReportEntry*>& entries)
{
    const std::string_view first = entries.front()->subject;
    const std::size_t at = first.rfind(via);
    const std::string_view exporter = at == std::string_view::npos ? std::string_view() : first.substr(at);
    const bool all
        = std::ranges::all_of(entries, [&](const ReportEntry* entry) { return entry->subject.ends_with(exporter); });
    return all ? exporter : std::string_view();
}

/// "Down, 9 alerts", "fires: app/web-1, app/web-2 and 7 more"; "9 servers", "UP → DOWN: app/web-1 …".
ReportEntry together(const std::vector<const ReportEntry*>& entries, const std::string& common)
{
    ReportEntry out = *entries.front();
    const std::string count = std::to_string(entries.size());
    if (out.kind == EntryKind::Alert) {
        const std::size_t end = out.subject.rfind(of);
        out.text += listOf(entries, end + of.size(), 0);
        out.subject = out.subject.substr(0, end) + ", " + count + " alerts";
        return out;
    }
    const std::string_view exporter = commonExporter(entries);
    out.text = (common == unknown ? "not known from here on" : common) + listOf(entries, 0, exporter.size());
    out.subject = count + " servers" + std::string(exporter);
    return out;
}

/// Those of one time: what is one line stands where its first stood.
void joinInto(std::vector<ReportEntry>& out, std::span<const ReportEntry> entries)
{
    std::map<std::pair<EntryKind, std::string>, std::vector<const ReportEntry*>> alike;
    for (const ReportEntry& entry : entries) {
        alike[{entry.kind, commonOf(entry)}].push_back(&entry);
    }
    for (const ReportEntry& entry : entries) {
        const std::string common = commonOf(entry);
        const auto& group = alike.at({entry.kind, common});
        if (common.empty() || group.size() < fewestAtOnce) {
            out.push_back(entry);
        } else if (group.front() == &entry) {
            out.push_back(together(group, common));
        }
    }
}

} // namespace

std::vector<ReportEntry> joined(const std::vector<ReportEntry>& timeline)
{
    std::vector<ReportEntry> out;
    for (std::size_t begin = 0; begin < timeline.size();) {
        std::size_t end = begin + 1;
        while (end < timeline.size() && timeline[end].time == timeline[begin].time) {
            ++end;
        }
        joinInto(out, std::span(timeline).subspan(begin, end - begin));
        begin = end;
    }
    return out;
}

std::vector<ReportEntry> withoutRoutine(const std::vector<ReportEntry>& timeline)
{
    using Outcome = haproxy::HealthLine::Outcome;
    std::vector<ReportEntry> out;
    std::unordered_set<std::string> troubled; // by their newest lines
    for (const ReportEntry& entry : timeline) {
        std::string_view text = entry.text;
        text.remove_prefix(text.starts_with(session::sinceBefore) ? std::string_view(session::sinceBefore).size() : 0);
        const auto line = entry.kind == EntryKind::Log ? haproxy::parseHealthLine(text) : std::nullopt;
        const bool passed = line && line->outcome == Outcome::CheckPassed;
        const bool down = passed && entry.text.find(" DOWN", entry.text.rfind("status: ")) != std::string::npos;
        if (passed && !down && !troubled.contains(entry.subject)) {
            continue;
        }
        if (down || (line && (line->outcome == Outcome::CheckFailed || line->outcome == Outcome::Down))) {
            troubled.insert(entry.subject);
        } else if (passed) {
            troubled.erase(entry.subject); // "status: 3/3 UP"
        }
        out.push_back(entry);
    }
    return out;
}

} // namespace checkwatch::app
