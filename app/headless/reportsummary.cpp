#include "app/headless/reportwords.h"

#include "models/session/reporttimeline.h"

#include <algorithm>
#include <ranges>
#include <set>

// The sentences at the head of a report.
namespace checkwatch::app {
namespace {

using session::IncidentReport;
using session::Milestone;
using session::ReportedServer;

std::size_t troubledServers(const IncidentReport& report)
{
    std::set<std::pair<std::string, std::string>> names;
    for (const ReportedServer& server : report.servers) {
        if (server.firstTrouble) {
            names.emplace(server.history.proxy, server.history.server);
        }
    }
    return names.size();
}

QString caughtSentence(const IncidentReport& report)
{
    if (report.spells.empty()) {
        return QStringLiteral("No server was DOWN for %1 or longer%2.")
            .arg(lasting(report.minDown), report.sawAll() ? QString() : QStringLiteral(", as far as is known"));
    }
    QString text = counted(report.spells.size(), "time a server was DOWN", "times a server was DOWN")
        + QStringLiteral(" for %1 or longer.").arg(lasting(report.minDown));
    if (report.uncaught == 0) {
        return text + QStringLiteral(" An alert of the server was firing each time.");
    }
    return text + QLatin1Char(' ')
        + (report.uncaught == report.spells.size() ? QStringLiteral("No alert of the server fired in any of them.")
                                                   : counted(report.uncaught, "of them went by", "of them went by")
                   + QStringLiteral(" without an alert of the server."));
}

QStringList unreadSentences(const IncidentReport& report)
{
    constexpr std::size_t mostExporters = 3;
    QStringList out;
    for (const auto& [instance, length] :
         report.unread | std::views::take(static_cast<std::ptrdiff_t>(mostExporters))) {
        out.append(QStringLiteral("For %1 the exporter %2 could not be read: what its servers did then is not known.")
                       .arg(lasting(length), reported(instance)));
    }
    if (report.unread.size() > mostExporters) {
        out.append(QStringLiteral("Nor could %1, for some time.")
                       .arg(counted(report.unread.size() - mostExporters, "more exporter", "more exporters")));
    }
    return out;
}

/// Of that short a part little can be unknown.
bool wereUnreadForLong(const IncidentReport& report)
{
    return std::ranges::any_of(report.unread,
                               [&](const auto& one) { return 20 * one.second > report.end - report.start; });
}

QStringList endSentences(const IncidentReport& report)
{
    QStringList out;
    const auto restarts = std::ranges::count_if(report.timeline, [](const session::ReportEntry& entry) {
        return entry.kind == session::EntryKind::Exporter && entry.text == session::newProcessText;
    });
    if (restarts > 0) {
        out.append(QStringLiteral("HAProxy was reloaded or restarted %1 meanwhile.")
                       .arg(counted(static_cast<std::size_t>(restarts), "time", "times")));
    }
    QStringList firing;
    for (const auto& [name, alerts] : report.firing) {
        firing.append(alerts.size() == 1 ? reported(alerts.front())
                                         : reported(name) + QStringLiteral(" (%1)").arg(alerts.size()));
    }
    if (!firing.empty()) {
        out.append(QStringLiteral("Firing at the end: %1.").arg(firing.join(QStringLiteral(", "))));
    }
    return out;
}

/// What there is no knowing comes first: the rest is true of what was seen.
QStringList unknownSentences(const IncidentReport& report)
{
    QStringList out;
    if (!report.damage.empty()) {
        out.append(QStringLiteral("The recording is damaged in %1: what is lost there is not in this report.")
                       .arg(counted(report.damage.size(), "place", "places")));
    }
    base::Duration unrecorded{0};
    for (const recording::RecordedGap& gap : report.gaps) {
        unrecorded += std::min(gap.to, report.end) - std::max(gap.from, report.start);
    }
    if (unrecorded > base::Duration{0}) {
        out.append(QStringLiteral("For %1 of this time nothing was recorded.").arg(lasting(unrecorded)));
    }
    if (report.knownServers == 0 || wereUnreadForLong(report)) {
        out.append(unreadSentences(report));
    }
    if (report.knownServers == 0) {
        out.append(QStringLiteral("In the %1 from %2 on no server is known: nothing can be said of failures, of alerts "
                                  "about them, or of recovery.")
                       .arg(lasting(report.end - report.start), dayAndTime(report.start)));
    }
    return out;
}

/// What users noticed.
QStringList backendSentences(const IncidentReport& report)
{
    constexpr std::size_t mostBackends = 5;
    QStringList out;
    QStringList always;
    for (const session::BackendOutage& backend : report.backends) {
        const QString name = reported(backend.proxy)
            + (backend.instance.empty() ? QString() : QStringLiteral(" via ") + reported(backend.instance));
        if (backend.always) {
            always.append(name);
        } else if (out.size() < static_cast<qsizetype>(mostBackends)) {
            const QString times = backend.times == 1
                ? QStringLiteral("from %1 on")
                : QString::number(backend.times) + QStringLiteral(" times, first from %1 on");
            out.append(QStringLiteral("Backend %1 had no server for %2, %3.")
                           .arg(name, lasting(backend.sum), times.arg(timeIn(report, backend.first))));
        }
    }
    const std::size_t others = report.backends.size() - static_cast<std::size_t>(always.size() + out.size());
    if (others > 0) {
        out.append(QStringLiteral("Nor had %1, for less long.").arg(counted(others, "more backend", "more backends")));
    }
    if (!always.empty()) {
        const qsizetype told = std::min<qsizetype>(always.size(), mostBackends);
        out.append(
            QStringLiteral("Without a server to use all the time: %1%2.")
                .arg(always.first(told).join(QStringLiteral(", ")),
                     told < always.size() ? QStringLiteral(" and %1 more").arg(always.size() - told) : QString()));
    }
    return out;
}

} // namespace

QStringList summaryOf(const IncidentReport& report)
{
    QStringList out = unknownSentences(report);
    if (report.knownServers == 0) {
        return out;
    }
    out.append(QStringLiteral("In the %1 from %2 on, %3 of %4 had failed checks or were DOWN.")
                   .arg(lasting(report.end - report.start), dayAndTime(report.start),
                        QString::number(troubledServers(report)), counted(report.knownServers, "server", "servers")));
    out.append(caughtSentence(report));
    out.append(backendSentences(report));
    for (const Milestone& milestone : report.milestones) {
        if (milestone.name == "first failure" && milestone.time) {
            const QString words = reported(milestone.words);
            out.append(milestone.before
                           ? QStringLiteral("It had begun before the start: %1.").arg(words)
                           : QStringLiteral("It began at %1 with %2.").arg(timeIn(report, *milestone.time), words));
        } else if (milestone.name == "detected") {
            out.append(
                !milestone.time ? QStringLiteral("No alert fired about it.")
                    : milestone.before
                    ? QStringLiteral("An alert was firing at the start already: %1.").arg(reported(milestone.words))
                    : QStringLiteral("The first alert of a server that failed came at %1: %2.")
                          .arg(milestoneTime(report, milestone), reported(milestone.words)));
        } else if (milestone.name == "recovered") {
            out.append(milestone.time ? QStringLiteral("From %1 on no server was DOWN or failing any more.")
                                            .arg(milestoneTime(report, milestone))
                                      : QStringLiteral("Recovery: %1.").arg(reported(milestone.words)));
        }
    }
    out.append(endSentences(report));
    if (!wereUnreadForLong(report)) {
        out.append(unreadSentences(report));
    }
    return out;
}

} // namespace checkwatch::app
