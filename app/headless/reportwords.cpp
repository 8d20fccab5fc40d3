#include "app/headless/reportwords.h"

#include "app/headless/printable.h"
#include "models/base/duration.h"
#include "models/session/reportcauses.h"
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

} // namespace

QString counted(std::size_t number, const char* one, const char* many)
{
    return QString::number(number) + QLatin1Char(' ') + QString::fromLatin1(number == 1 ? one : many);
}

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
    return reported(session::causeWords(server));
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
    if (!report.onlyExporter.empty()) {
        out.append(QStringLiteral("Servers and backends: of the exporter %1").arg(reported(report.onlyExporter)));
    }
    out.append(QStringLiteral("Times of servers, exporters and backends: of the scrapes that showed it; lines of "
                              "HAProxy's log have their own"));
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
    return all > most ? QStringLiteral("… and %1 more, which the CSV has.").arg(all - most) : QString();
}

QString leftOut(const IncidentReport& report, const std::vector<session::ReportEntry>& folded)
{
    if (folded.size() == report.timeline.size() && folded.size() <= mostRows) {
        return {};
    }
    const QString light = folded.size() > mostRows
        ? QStringLiteral(", and %1 of least weight").arg(counted(folded.size() - mostRows, "line", "lines"))
        : QString();
    return QStringLiteral(
               "What repeats itself is told once; checks that passed as ever are left out%1. The CSV has all %2.")
        .arg(light, counted(report.timeline.size(), "line", "lines"));
}

} // namespace checkwatch::app
