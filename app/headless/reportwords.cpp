#include "app/headless/reportwords.h"

#include "app/headless/printable.h"
#include "models/base/duration.h"
#include "models/session/reporttimeline.h"

#include <QDateTime>

#include <algorithm>
#include <ranges>
#include <set>

namespace checkwatch::app {
namespace {

using session::IncidentReport;
using session::Milestone;
using session::ReportedServer;

QString formatted(base::Timestamp time, const char* whole, const char* fraction)
{
    const bool even = base::unixMs(time) % 1000 == 0;
    return QDateTime::fromMSecsSinceEpoch(base::unixMs(time), Qt::UTC)
        .toString(QString::fromLatin1(even ? whole : fraction));
}

QString counted(std::size_t number, const char* one, const char* many)
{
    return QString::number(number) + QLatin1Char(' ') + QString::fromLatin1(number == 1 ? one : many);
}

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
        return report.sawAll() ? QStringLiteral("No server was DOWN for long enough to count.")
                               : QStringLiteral("No server was DOWN for long enough to count, as far as is known.");
    }
    QString text = counted(report.spells.size(), "time a server was DOWN", "times a server was DOWN")
        + QStringLiteral(" for long enough to count.");
    if (report.uncaught == 0) {
        return text + QStringLiteral(" An alert of the server fired each time.");
    }
    return text + QLatin1Char(' ')
        + (report.uncaught == report.spells.size() ? QStringLiteral("No alert of the server fired in any of them.")
                                                   : counted(report.uncaught, "of them went by", "of them went by")
                   + QStringLiteral(" without an alert of the server."));
}

/// What there is no knowing comes first: the rest is true of what was seen.
QStringList unknownSentences(const IncidentReport& report)
{
    constexpr std::size_t mostExporters = 3;
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
    for (const auto& [instance, length] :
         report.unread | std::views::take(static_cast<std::ptrdiff_t>(mostExporters))) {
        out.append(QStringLiteral("For %1 the exporter %2 could not be read: what its servers did then is not known.")
                       .arg(lasting(length), reported(instance)));
    }
    if (report.unread.size() > mostExporters) {
        out.append(QStringLiteral("Nor could %1, for some time.")
                       .arg(counted(report.unread.size() - mostExporters, "more exporter", "more exporters")));
    }
    if (report.knownServers == 0) {
        out.append(QStringLiteral("In the %1 from %2 on no server is known: nothing can be said of failures, of alerts "
                                  "about them, or of recovery.")
                       .arg(lasting(report.end - report.start), dayAndTime(report.start)));
    }
    return out;
}

} // namespace

QString reported(std::string_view utf8, qsizetype longest)
{
    QString text = printable(QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())).simplified());
    if (text.size() > longest) {
        text = text.left(longest) + QStringLiteral("…");
    }
    return text;
}

QString dayAndTime(base::Timestamp time)
{
    return formatted(time, "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.zzz") + QStringLiteral(" UTC");
}

QString timeOfDay(base::Timestamp time)
{
    return formatted(time, "HH:mm:ss", "HH:mm:ss.zzz");
}

QString timeIn(const IncidentReport& report, base::Timestamp time)
{
    const bool days = base::unixMs(report.start) / 86'400'000 != base::unixMs(report.end) / 86'400'000;
    return days ? dayAndTime(time).chopped(4) : timeOfDay(time);
}

QString lasting(base::Duration duration)
{
    using std::chrono::seconds;
    return QString::fromStdString(
        base::formatDuration(duration < seconds{1} ? duration : std::chrono::round<seconds>(duration)));
}

QString share(base::Duration part, base::Duration whole)
{
    double percent
        = whole.count() > 0 ? 100.0 * static_cast<double>(part.count()) / static_cast<double>(whole.count()) : 0;
    if (percent > 0 && percent < 100) { // next to all is not all, and next to nothing not nothing
        percent = std::clamp(percent, 0.1, 99.9);
    }
    return QString::number(percent, 'f', percent < 10 || (percent > 90 && percent < 100) ? 1 : 0)
        + QStringLiteral("\u00a0%");
}

QString nameOf(const ReportedServer& server)
{
    return reported(session::nameOf(server.history));
}

QString causeOf(const ReportedServer& server)
{
    if (server.cause == haproxy::CheckStatus::Unknown) {
        return {};
    }
    return reported(std::string(haproxy::shortMeaning(server.cause)) + " ("
                    + std::string(haproxy::checkStatusName(server.cause)) + ")");
}

QString kindName(session::EntryKind kind)
{
    switch (kind) {
    case session::EntryKind::Server: return QStringLiteral("server");
    case session::EntryKind::Alert: return QStringLiteral("alert");
    case session::EntryKind::Exporter: return QStringLiteral("exporter");
    case session::EntryKind::Recording: return QStringLiteral("recording");
    case session::EntryKind::Note: return QStringLiteral("note");
    case session::EntryKind::Step: return QStringLiteral("runbook");
    case session::EntryKind::Acknowledged: return QStringLiteral("person");
    case session::EntryKind::Silence: return QStringLiteral("silence");
    case session::EntryKind::Log: return QStringLiteral("log");
    }
    return {};
}

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
    return out;
}

QString milestoneTime(const IncidentReport& report, const Milestone& milestone)
{
    if (!milestone.time) {
        return QStringLiteral("–");
    }
    if (milestone.before) {
        return QStringLiteral("before the start");
    }
    const std::optional<base::Timestamp>& first = report.milestones.front().time;
    QString time = timeIn(report, *milestone.time);
    if (!first || report.milestones.front().before || *first == *milestone.time) {
        return time;
    }
    return *milestone.time > *first ? QStringLiteral("%1 (after %2)").arg(time, lasting(*milestone.time - *first))
                                    : QStringLiteral("%1 (%2 before)").arg(time, lasting(*first - *milestone.time));
}

QString stepText(const session::ReportedStep& step)
{
    return step.done ? QStringLiteral("☑ %1 (ticked at %2)").arg(reported(step.title), timeOfDay(*step.done))
                     : QStringLiteral("☐ ") + reported(step.title);
}

QString ticksSentence(const IncidentReport& report)
{
    const bool ticked = std::ranges::any_of(
        report.timeline, [](const session::ReportEntry& entry) { return entry.kind == session::EntryKind::Step; });
    return ticked ? QStringLiteral("Steps that were ticked in the window have the time.")
                  : QStringLiteral("No tick of a step is recorded: what was done, and when, is not known.");
}

QString increaseSentence(const IncidentReport& report)
{
    return QStringLiteral(
               "%1 of the servers with the most failed checks. Where a server is DOWN its failed checks are not "
               "counted, and the rule ends although nothing is repaired.")
        .arg(reported(report.headline.expression));
}

QString ruleName(const IncidentReport& report, const session::ReportedRule& rule)
{
    QString name = reported(rule.name);
    if (rule.since) {
        name += QStringLiteral(" (from %1 on)").arg(timeIn(report, *rule.since));
    }
    if (rule.until) {
        name += QStringLiteral(" (until %1)").arg(timeIn(report, *rule.until));
    }
    return name;
}

QStringList sourcesOf(const IncidentReport& report)
{
    QStringList out;
    out.append(QStringLiteral("Recording: %1").arg(reported(report.recording)));
    out.append(QStringLiteral("SHA-256 of %1: %2")
                   .arg(report.growing ? QStringLiteral("its root frame, as it is still being written")
                                       : QStringLiteral("the file"),
                        reported(report.checksum)));
    out.append(QStringLiteral("Rules: %1, evaluated again over the recording every %2, at the times of then, "
                              "over what had arrived by then, with the windows of Prometheus %3")
                   .arg(report.recordedRules ? QStringLiteral("as recorded")
                                             : QStringLiteral("the published ones, as the recording has none"),
                        lasting(report.evaluationInterval), QString::number(static_cast<int>(report.compat))));
    if (report.ruleChanges > 0) {
        out.append(
            QStringLiteral("The rules were changed %1 meanwhile, as the timeline tells: each was evaluated as it "
                           "was then. What rules cannot tell is said of those that held at the end")
                .arg(counted(report.ruleChanges, "time", "times")));
    }
    if (report.evaluatedFrom) {
        out.append(
            QStringLiteral("Rules look back further at alerts, or at what rules record, than was evaluated: of that "
                           "nothing is known before %1, and some of them may have been in another state")
                .arg(dayAndTime(*report.evaluatedFrom)));
    }
    if (!report.logs) {
        out.append(QStringLiteral("Not recorded: log lines of HAProxy"));
    }
    if (!report.silences) {
        out.append(QStringLiteral("Not recorded: silences, as no answer of an Alertmanager is recorded"));
    }
    for (const recording::RecordedGap& gap : report.gaps) {
        out.append(QStringLiteral("Nothing is recorded from %1 to %2: %3")
                       .arg(dayAndTime(gap.from), dayAndTime(gap.to), reported(gap.reason)));
    }
    for (const std::string& line : report.damage) {
        out.append(QStringLiteral("Damaged, and missing here: %1").arg(reported(line)));
    }
    return out;
}

QString moreThan(std::size_t all, std::size_t most)
{
    return all > most ? QStringLiteral("… and %1 more, which the CSV has").arg(all - most) : QString();
}

} // namespace checkwatch::app
