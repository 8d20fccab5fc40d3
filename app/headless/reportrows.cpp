#include "app/headless/reportwords.h"

#include "models/haproxy/healthlog.h"

#include <algorithm>
#include <numeric>
#include <set>

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

constexpr std::size_t lightest = 4;

bool passed(const session::ReportEntry& line)
{
    const auto parsed = haproxy::parseHealthLine(line.text);
    return parsed && parsed->outcome == haproxy::HealthLine::Outcome::CheckPassed;
}

/// "9", and those that fired since before the start: "9 + 8 before".
QString firedText(std::size_t fired, std::size_t before)
{
    return before == 0 ? QString::number(fired) : QStringLiteral("%1 + %2 before").arg(fired - before).arg(before);
}

/// Who was not there wants to know first what people and alerts said, then what failed, then the rest.
std::size_t weightOf(const session::ReportEntry& entry)
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
    case session::EntryKind::Log: return passed(entry) ? lightest : lightest - 1;
    }
    return lightest;
}

/// Of the last weight that there is room for, some from all along the way: an end that is missing would read as the end.
std::vector<std::size_t> weightiest(const std::vector<session::ReportEntry>& timeline, std::size_t most)
{
    std::vector<std::vector<std::size_t>> byWeight(lightest + 1);
    for (std::size_t i = 0; i < timeline.size(); ++i) {
        byWeight[weightOf(timeline[i])].push_back(i);
    }
    std::vector<std::size_t> out;
    for (const std::vector<std::size_t>& entries : byWeight) {
        const std::size_t room = std::min(most - out.size(), entries.size());
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if ((i + 1) * room / entries.size() > i * room / entries.size()) {
                out.push_back(entries[i]);
            }
        }
    }
    std::ranges::sort(out);
    return out;
}

} // namespace

Rows serverRows(const IncidentReport& report, std::size_t most)
{
    Rows out{{"server", "first failure", "cause", "failed checks", "time in each state", "alerts fired"}};
    for (std::size_t i = 0; i < std::min(report.servers.size(), most); ++i) {
        const ReportedServer& server = report.servers[i];
        QString first = server.firstTrouble ? timeIn(report, *server.firstTrouble) : QStringLiteral("–");
        first = server.firstTrouble == report.start ? QStringLiteral("before the start") : first;
        const auto before
            = static_cast<std::size_t>(std::ranges::count_if(server.firing, &session::Firing::firedBefore));
        first += server.firstOut ? QStringLiteral(" first of its backend") : QString();
        out.push_back(
            {nameOf(server), first, causeOf(server),
             QString::number(
                 std::accumulate(server.history.failedChecks.begin(), server.history.failedChecks.end(), 0.0), 'f', 0),
             shortTimes(server, report.end - report.start), firedText(server.firing.size(), before)});
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

QStringList stateLegend(const IncidentReport& report)
{
    std::set<haproxy::ServerState> states;
    for (const ReportedServer& server : report.servers) {
        for (const auto& [state, time] : server.timeIn) {
            states.insert(state);
        }
    }
    QStringList out;
    for (const haproxy::ServerState state : states) {
        if (state != haproxy::ServerState::Up && state != haproxy::ServerState::Down) {
            out.append(reported(std::string(haproxy::serverStateName(state)) + ": "
                                + std::string(haproxy::serverStateMeaning(state))));
        }
    }
    return out;
}

/// Of an alert that is never about a single server nobody expects to be told of one.
Rows ruleRows(const IncidentReport& report)
{
    const auto orDash
        = [](const std::optional<base::Duration>& time) { return time ? lasting(*time) : QStringLiteral("–"); };
    Rows out{{"rule", "fired", "times DOWN caught", "missed", "fired, never DOWN", "fired, nothing wrong", "flaps",
              "to firing, median", "worst"}};
    for (const session::ReportedRule& rule : report.rules) {
        const session::Tally& tally = rule.tally;
        const auto behind = [&tally](session::Behind what) { return tally.behind.at(static_cast<std::size_t>(what)); };
        if (tally.fired == 0) {
            continue;
        }
        const bool ofServers = behind(session::Behind::NoServer) < tally.fired;
        const auto ifOfServers
            = [&](std::size_t count) { return ofServers ? QString::number(count) : QStringLiteral("–"); };
        out.push_back({ruleName(report, rule), firedText(tally.fired, rule.firedBefore), ifOfServers(tally.caught),
                       ifOfServers(tally.missed), ifOfServers(behind(session::Behind::FailingOnly)),
                       ifOfServers(behind(session::Behind::Nothing)), QString::number(tally.flaps),
                       orDash(tally.median()), orDash(tally.worst())});
    }
    return out;
}

QString firedLegend()
{
    return QStringLiteral(
        "To firing: from the first failed check of a time DOWN to the alert. Flaps: fired again within 15 "
        "minutes after it had ended, also where its exporter could not be read meanwhile.");
}

QStringList neverFired(const IncidentReport& report)
{
    constexpr qsizetype together = 20;
    QStringList names;
    for (const session::ReportedRule& rule : report.rules) {
        if (rule.tally.fired == 0) {
            names.append(ruleName(report, rule));
        }
    }
    QStringList out;
    for (qsizetype at = 0; at < names.size(); at += together) {
        out.append((at == 0 ? QStringLiteral("Never fired: ") : QString())
                   + names.mid(at, together).join(QStringLiteral(", "))
                   + (at + together < names.size() ? QLatin1Char(',') : QLatin1Char('.')));
    }
    return out;
}

} // namespace checkwatch::app
