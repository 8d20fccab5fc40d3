#include "app/headless/reportfold.h"
#include "app/headless/reportwords.h"
#include "app/headless/reportwriters.h"

namespace checkwatch::app {
namespace {

using session::IncidentReport;

/// So that nothing of it is read as markup.
QString escaped(const QString& text)
{
    QString out;
    for (const QChar c : text) {
        if (QStringLiteral("\\`*_{}[]<>()#+-.!|~&").contains(c)) {
            out += QLatin1Char('\\');
        }
        out += c;
    }
    return out;
}

/// Of a table's cell or a line that begins otherwise: what cannot be taken for markup inside stays readable.
QString inLine(const QString& text)
{
    QString out;
    for (const QChar c : text) {
        if (QStringLiteral("\\`*_[]<>|~&").contains(c)) {
            out += QLatin1Char('\\');
        }
        out += c;
    }
    return out;
}

QString table(const Rows& rows)
{
    QString out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        QStringList cells;
        for (const QString& text : rows[i]) {
            cells.append(inLine(text));
        }
        out += QStringLiteral("| ") + cells.join(QStringLiteral(" | ")) + QStringLiteral(" |\n");
        if (i == 0) {
            out += QLatin1Char('|') + QStringLiteral(" --- |").repeated(rows[i].size()) + QLatin1Char('\n');
        }
    }
    return out;
}

QString list(const QStringList& lines)
{
    QString out;
    for (const QString& line : lines) {
        out += QStringLiteral("- ") + inLine(line) + QLatin1Char('\n');
    }
    return out;
}

QString section(const char* title, const QString& content)
{
    return QStringLiteral("\n## %1\n\n").arg(QLatin1String(title)) + content;
}

/// A paragraph behind a table, which would take a line that follows at once for a row.
QString behind(const QString& markup)
{
    return markup.isEmpty() ? markup : QLatin1Char('\n') + markup + QLatin1Char('\n');
}

QString rules(const IncidentReport& report)
{
    const Rows fired = ruleRows(report);
    QString out = (fired.size() > 1 ? table(fired) + behind(escaped(firedLegend())) : QString())
        + behind(escaped(neverFired(report).join(QLatin1Char(' '))));
    for (const session::ReportedRule& rule : report.rules) {
        QStringList lines;
        for (const std::string& line : rule.blindSpots) {
            lines.append(reported(line, longestBlindSpot));
        }
        if (!rule.error.empty()) {
            lines.append(QStringLiteral("Could not be evaluated: ") + reported(rule.error));
        }
        if (!lines.empty()) {
            out += QStringLiteral("\n### %1: what it cannot tell\n\n").arg(escaped(reported(rule.name))) + list(lines);
        }
    }
    return out;
}

QString runbooks(const IncidentReport& report)
{
    QString out = escaped(ticksSentence(report)) + QLatin1Char('\n');
    for (const session::ReportedRunbook& book : report.runbooks) {
        out += QStringLiteral("\n### %1\n").arg(escaped(reported(book.alert)));
        for (const auto& [title, steps] : book.sections) {
            out += QStringLiteral("\n%1\n\n").arg(escaped(reported(title)));
            for (const session::ReportedStep& step : steps) {
                const QString text = inLine(stepText(step).sliced(2));
                out += (step.done ? QStringLiteral("- [x] ") : QStringLiteral("- [ ] ")) + text + QLatin1Char('\n');
            }
        }
    }
    return out;
}

} // namespace

QByteArray reportMarkdown(const IncidentReport& report)
{
    QString out = QStringLiteral("# Incident report, %1 to %2\n\n")
                      .arg(escaped(dayAndTime(report.start)), escaped(dayAndTime(report.end)));
    for (const QString& sentence : summaryOf(report)) {
        out += QStringLiteral("- ") + escaped(sentence) + QLatin1Char('\n');
    }
    Rows points{{"point", "time (UTC)", "what"}};
    for (const session::Milestone& point : report.milestones) {
        points.push_back({reported(point.name), milestoneTime(report, point), reported(point.words)});
    }
    out += section("Course", table(points));
    out += section("Servers",
                   table(serverRows(report, mostRows)) + behind(moreThan(report.servers.size(), mostRows))
                       + behind(list(stateLegend(report)).trimmed()));
    const auto timeline = foldedTimeline(report);
    out += section("Timeline",
                   table(timelineRows(report, timeline, mostRows)) + behind(escaped(leftOut(report, timeline))));
    out += section("Rules", rules(report));
    if (!report.runbooks.empty()) {
        out += section("Runbooks of the alerts that fired", runbooks(report));
    }
    QStringList notes;
    for (const recording::NoteRecord& note : report.notes) {
        notes.append(timeIn(report, note.time) + QStringLiteral(": ") + reported(note.text));
    }
    out += section("Notes", notes.empty() ? QStringLiteral("None were written.\n") : list(notes));
    out += section("About this report", list(sourcesOf(report)));
    return out.toUtf8();
}

} // namespace checkwatch::app
