#include "app/headless/reportwords.h"

#include <algorithm>
#include <numeric>

namespace checkwatch::app {
namespace {

using session::IncidentReport;
using session::ReportedServer;

QString shortTimes(const ReportedServer& server, base::Duration whole)
{
    QStringList out;
    for (const auto& [state, time] : server.timeIn) {
        const std::string_view name = haproxy::serverStateName(state);
        out.append(QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())) + QLatin1Char(' ')
                   + lasting(time) + QStringLiteral(" (") + share(time, whole) + QLatin1Char(')'));
    }
    return out.join(QStringLiteral(", "));
}

/// Who was not there wants to know first what people and alerts said, then what failed, then the rest.
int weightOf(const session::ReportEntry& entry)
{
    switch (entry.kind) {
    case session::EntryKind::Alert:
    case session::EntryKind::Note:
    case session::EntryKind::Step:
    case session::EntryKind::Acknowledged:
    case session::EntryKind::Silence:
    case session::EntryKind::Recording: return 0;
    case session::EntryKind::Exporter: return 1;
    case session::EntryKind::Server: return entry.text.find("→ DOWN") != std::string::npos ? 1 : 2;
    case session::EntryKind::Log: return 3;
    }
    return 3;
}

std::vector<std::size_t> weightiest(const std::vector<session::ReportEntry>& timeline, std::size_t most)
{
    std::vector<std::size_t> out(timeline.size());
    std::iota(out.begin(), out.end(), std::size_t{0});
    if (out.size() > most) {
        std::ranges::stable_sort(out, {}, [&timeline](std::size_t i) { return weightOf(timeline[i]); });
        out.resize(most);
        std::ranges::sort(out);
    }
    return out;
}

} // namespace

Rows serverRows(const IncidentReport& report, std::size_t most)
{
    Rows out{{"server", "first failure", "cause", "failed checks seen", "time in each state", "alerts fired"}};
    for (std::size_t i = 0; i < std::min(report.servers.size(), most); ++i) {
        const ReportedServer& server = report.servers[i];
        QString first = server.firstTrouble ? timeIn(report, *server.firstTrouble) : QStringLiteral("–");
        first = server.firstTrouble == report.start ? QStringLiteral("before the start") : first;
        first += server.firstOut ? QStringLiteral(" first of its backend") : QString();
        out.push_back({nameOf(server), first, causeOf(server), QString::number(server.history.failures.size()),
                       shortTimes(server, report.end - report.start), QString::number(server.firing.size())});
    }
    return out;
}

Rows timelineRows(const IncidentReport& report, const std::vector<session::ReportEntry>& timeline, std::size_t most)
{
    Rows out{{"time (UTC)", "what", "who", "what happened"}};
    for (const std::size_t i : weightiest(timeline, most)) {
        const session::ReportEntry& entry = timeline[i];
        out.push_back(
            {timeIn(report, entry.time), kindName(entry.kind), reported(entry.subject), reported(entry.text)});
    }
    return out;
}

Rows ruleRows(const IncidentReport& report)
{
    const auto orDash
        = [](const std::optional<base::Duration>& time) { return time ? lasting(*time) : QStringLiteral("–"); };
    Rows out{{"rule", "fired", "times DOWN caught", "missed", "fired, never DOWN", "fired, nothing wrong", "flaps",
              "to firing, median", "worst"}};
    for (const session::ReportedRule& rule : report.rules) {
        const session::Tally& tally = rule.tally;
        const auto behind = [&tally](session::Behind what) {
            return QString::number(tally.behind.at(static_cast<std::size_t>(what)));
        };
        out.push_back({ruleName(report, rule), QString::number(tally.fired), QString::number(tally.caught),
                       QString::number(tally.missed), behind(session::Behind::FailingOnly),
                       behind(session::Behind::Nothing), QString::number(tally.flaps), orDash(tally.median()),
                       orDash(tally.worst())});
    }
    return out;
}

} // namespace checkwatch::app
