#include "app/run/reportpdf.h"

#include "app/headless/reportfold.h"
#include "app/headless/reportsvg.h"
#include "app/headless/reportwords.h"
#include "app/run/pdfpages.h"

#include <QBuffer>

namespace checkwatch::app {
namespace {

using session::IncidentReport;

void addCourse(const IncidentReport& report, PdfPages& page)
{
    page.heading(QStringLiteral("Incident report"), 18);
    page.paragraph(dayAndTime(report.start) + QStringLiteral(" to ") + dayAndTime(report.end));
    for (const QString& sentence : summaryOf(report)) {
        page.paragraph(sentence);
    }
    Rows points{{"point", "time (UTC)", "what"}};
    for (const session::Milestone& point : report.milestones) {
        points.push_back({reported(point.name), milestoneTime(report, point), reported(point.words)});
    }
    page.heading(QStringLiteral("Course"), 13);
    page.table(points, {18, 27, 55});
    page.picture(notWellChart(report).svg.toUtf8());
}

void addServers(const IncidentReport& report, PdfPages& page)
{
    if (!report.servers.empty()) {
        page.heading(QStringLiteral("What became of the servers"), 13);
        page.picture(laneChart(report).svg.toUtf8());
        page.table(serverRows(report, mostRows), {18, 13, 24, 8, 28, 9});
        page.paragraph(moreThan(report.servers.size(), mostRows));
        page.list(stateLegend(report));
    }
    if (const SvgChart chart = increaseChart(report); chart.height > 0) {
        page.heading(QStringLiteral("Failed checks beside the rule's threshold"), 13);
        page.paragraph(increaseSentence(report), true);
        page.picture(chart.svg.toUtf8());
    }
    page.heading(QStringLiteral("Timeline"), 13);
    const auto timeline = foldedTimeline(report);
    page.table(timelineRows(report, timeline, mostRows), {18, 10, 32, 40});
    page.paragraph(leftOut(report, timeline));
}

void addRules(const IncidentReport& report, PdfPages& page)
{
    page.heading(QStringLiteral("What the rules made of it"), 13);
    if (const Rows fired = ruleRows(report); fired.size() > 1) {
        page.table(fired, {32, 7, 9, 8, 9, 9, 7, 10, 9});
        page.paragraph(firedLegend());
    }
    for (const QString& names : neverFired(report)) {
        page.paragraph(names);
    }
    for (const session::ReportedRule& rule : report.rules) {
        QStringList lines;
        for (const std::string& line : rule.blindSpots) {
            lines.append(reported(line, longestBlindSpot));
        }
        if (!rule.error.empty()) {
            lines.append(QStringLiteral("Could not be evaluated: ") + reported(rule.error));
        }
        if (!lines.empty()) {
            page.heading(reported(rule.name) + QStringLiteral(": what it cannot tell"), 10);
            page.list(lines);
        }
    }
}

void addRest(const IncidentReport& report, PdfPages& page)
{
    if (!report.runbooks.empty()) {
        page.heading(QStringLiteral("Runbooks of the alerts that fired"), 13);
        page.paragraph(ticksSentence(report));
    }
    for (const session::ReportedRunbook& book : report.runbooks) {
        page.heading(reported(book.alert), 10);
        for (const auto& [title, steps] : book.sections) {
            page.paragraph(reported(title), true);
            QStringList lines;
            for (const session::ReportedStep& step : steps) {
                lines.append(stepText(step));
            }
            page.list(lines, {});
        }
    }
    page.heading(QStringLiteral("Notes"), 13);
    QStringList notes;
    for (const recording::NoteRecord& note : report.notes) {
        notes.append(timeIn(report, note.time) + QStringLiteral(": ") + reported(note.text));
    }
    page.list(notes.empty() ? QStringList{QStringLiteral("None were written.")} : notes);
    page.heading(QStringLiteral("About this report"), 13);
    page.list(sourcesOf(report));
}

} // namespace

base::Result<QByteArray> reportPdf(const IncidentReport& report, const std::function<bool(double)>& goOn)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setCreator(QStringLiteral("Checkwatch"));
    PdfPages pages(pdf);
    addCourse(report, pages);
    addServers(report, pages);
    addRules(report, pages);
    addRest(report, pages);
    if (!goOn(0) || !pages.paint(goOn)) {
        return base::Error{base::ErrorCode::Canceled, "the report was canceled"};
    }
    buffer.close();
    if (bytes.isEmpty()) {
        return base::Error{base::ErrorCode::Internal, "the PDF could not be made"};
    }
    return bytes;
}

} // namespace checkwatch::app
