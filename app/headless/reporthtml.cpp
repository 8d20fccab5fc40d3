#include "app/headless/reportfold.h"
#include "app/headless/reportsvg.h"
#include "app/headless/reportwords.h"
#include "app/headless/reportwriters.h"

namespace checkwatch::app {
namespace {

using session::IncidentReport;

constexpr const char* style = R"(
body{font:15px/1.5 system-ui,sans-serif;color:#212932;background:#fff;max-width:980px;margin:24px auto;padding:0 16px}
h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:32px 0 8px;border-bottom:1px solid #c9d1d9;padding-bottom:4px}
h3{font-size:15px;margin:18px 0 4px}p{margin:4px 0}.muted{color:#5c6773}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid #e3e8ed;overflow-wrap:anywhere}
th{color:#5c6773;font-weight:600}
.points{display:flex;flex-wrap:wrap;gap:8px;margin:12px 0}
.points div{flex:1 1 160px;border:1px solid #c9d1d9;border-radius:6px;padding:8px 10px}
.points b{display:block;font-size:17px;font-variant-numeric:tabular-nums}
.points span{color:#5c6773;font-size:12px;text-transform:uppercase;letter-spacing:.04em}
.points i{display:block;font-style:normal;font-size:13px;overflow-wrap:anywhere}
svg{max-width:100%;height:auto;display:block;margin:8px 0}td:first-child{font-variant-numeric:tabular-nums}
ul,ol{margin:4px 0;padding-left:22px}code{overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr,.points div,svg{break-inside:avoid}}
)";

QString htmlEscaped(const QString& text)
{
    return text.toHtmlEscaped();
}

QString htmlTable(const Rows& rows)
{
    QString out = QStringLiteral("<table>\n");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const QString cell = i == 0 ? QStringLiteral("th") : QStringLiteral("td");
        out += QStringLiteral("<tr>");
        for (const QString& text : rows[i]) {
            out += QStringLiteral("<%1>%2</%1>").arg(cell, htmlEscaped(text));
        }
        out += QStringLiteral("</tr>\n");
    }
    return out + QStringLiteral("</table>\n");
}

QString htmlList(const QStringList& lines, const char* tag = "ul")
{
    QString out = QStringLiteral("<%1>\n").arg(QLatin1String(tag));
    for (const QString& line : lines) {
        out += QStringLiteral("<li>") + htmlEscaped(line) + QStringLiteral("</li>\n");
    }
    return out + QStringLiteral("</%1>\n").arg(QLatin1String(tag));
}

QString htmlSection(const char* title, const QString& content)
{
    return QStringLiteral("<h2>%1</h2>\n").arg(QLatin1String(title)) + content;
}

QString paragraph(const QString& text, const char* kind = "muted")
{
    return text.isEmpty() ? text
                          : QStringLiteral("<p class=\"%1\">%2</p>\n").arg(QLatin1String(kind), htmlEscaped(text));
}

QString milestones(const IncidentReport& report)
{
    QString out = QStringLiteral("<div class=\"points\">\n");
    for (const session::Milestone& point : report.milestones) {
        out += QStringLiteral("<div><span>%1</span><b>%2</b><i>%3</i></div>\n")
                   .arg(htmlEscaped(reported(point.name)), htmlEscaped(milestoneTime(report, point)),
                        htmlEscaped(reported(point.words)));
    }
    return out + QStringLiteral("</div>\n");
}

QString legend(const IncidentReport& report)
{
    const QStringList lines = stateLegend(report);
    return lines.empty() ? QString() : htmlList(lines);
}

QString blindSpots(const IncidentReport& report)
{
    QString out;
    for (const session::ReportedRule& rule : report.rules) {
        QStringList lines;
        for (const std::string& line : rule.blindSpots) {
            lines.append(reported(line, longestBlindSpot));
        }
        if (!rule.error.empty()) {
            lines.append(QStringLiteral("Could not be evaluated: ") + reported(rule.error));
        }
        if (!lines.empty()) {
            out += QStringLiteral("<h3>%1</h3>\n").arg(htmlEscaped(reported(rule.name))) + htmlList(lines);
        }
    }
    return out.isEmpty() ? paragraph(QStringLiteral("None was found.")) : out;
}

QString htmlRunbooks(const IncidentReport& report)
{
    QString out;
    for (const session::ReportedRunbook& book : report.runbooks) {
        out += QStringLiteral("<h3>%1</h3>\n").arg(htmlEscaped(reported(book.alert)));
        for (const auto& [title, steps] : book.sections) {
            QStringList lines;
            for (const session::ReportedStep& step : steps) {
                lines.append(stepText(step));
            }
            out += paragraph(reported(title)) + htmlList(lines, "ol");
        }
    }
    return out;
}

QString notes(const IncidentReport& report)
{
    QStringList lines;
    for (const recording::NoteRecord& note : report.notes) {
        lines.append(timeIn(report, note.time) + QStringLiteral(": ") + reported(note.text));
    }
    return lines.empty() ? paragraph(QStringLiteral("None were written.")) : htmlList(lines);
}

} // namespace

QByteArray reportHtml(const IncidentReport& report)
{
    const QString title
        = QStringLiteral("Incident report, %1 to %2").arg(dayAndTime(report.start), dayAndTime(report.end));
    QString body = QStringLiteral("<h1>%1</h1>\n").arg(htmlEscaped(title));
    for (const QString& sentence : summaryOf(report)) {
        body += paragraph(sentence, "summary");
    }
    body += milestones(report);
    body += htmlSection("Servers not well", notWellChart(report).svg + QLatin1Char('\n'));
    if (!report.servers.empty()) {
        body += htmlSection("What became of the servers",
                            laneChart(report).svg + QLatin1Char('\n') + htmlTable(serverRows(report, mostRows))
                                + paragraph(moreThan(report.servers.size(), mostRows)) + legend(report));
    }
    if (const SvgChart chart = increaseChart(report); chart.height > 0) {
        body += htmlSection("Failed checks beside the rule's threshold",
                            paragraph(increaseSentence(report)) + chart.svg + QLatin1Char('\n'));
    }
    const auto timeline = foldedTimeline(report);
    body += htmlSection("Timeline",
                        htmlTable(timelineRows(report, timeline, mostRows)) + paragraph(leftOut(report, timeline)));
    const Rows fired = ruleRows(report);
    body += htmlSection("What the rules made of it",
                        (fired.size() > 1 ? htmlTable(fired) + paragraph(firedLegend()) : QString())
                            + paragraph(neverFired(report).join(QLatin1Char(' '))));
    body += htmlSection("What these rules cannot tell", blindSpots(report));
    if (!report.runbooks.empty()) {
        body += htmlSection("Runbooks of the alerts that fired",
                            paragraph(ticksSentence(report)) + htmlRunbooks(report));
    }
    body += htmlSection("Notes", notes(report));
    body += htmlSection("About this report", htmlList(sourcesOf(report)));
    return QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                          "style-src 'unsafe-inline'\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width\">\n<title>%1</title>\n"
                          "<style>%2</style>\n</head>\n<body>\n%3</body>\n</html>\n")
        .arg(htmlEscaped(title), QString::fromLatin1(style), body)
        .toUtf8();
}

} // namespace checkwatch::app
