#include "app/run/reportpdf.h"

#include "app/headless/reportfold.h"
#include "app/headless/reportsvg.h"
#include "app/headless/reportwords.h"
#include "app/run/chartobject.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QPageLayout>
#include <QPaintDevice>
#include <QPainter>
#include <QPdfWriter>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>

namespace checkwatch::app {
namespace {

using session::IncidentReport;

constexpr double textMargin = 2 / 2.54;                  ///< at each side, in inches
constexpr double textWidth = 21 / 2.54 - 2 * textMargin; ///< of an A4 page

/// Writes a document from top to bottom; every text goes in as plain text.
class Page
{
public:
    explicit Page(QTextDocument& document) : m_cursor(&document) {}

    void heading(const QString& text, double size)
    {
        QTextBlockFormat block;
        block.setTopMargin(size);
        block.setBottomMargin(4);
        QTextCharFormat letters;
        letters.setFontPointSize(size);
        letters.setFontWeight(QFont::DemiBold);
        m_cursor.insertBlock(block, letters);
        m_cursor.insertText(text, letters);
    }
    void paragraph(const QString& text)
    {
        m_cursor.insertBlock(QTextBlockFormat(), QTextCharFormat());
        m_cursor.insertText(text, QTextCharFormat());
    }
    void list(const QStringList& lines, const QString& mark = QStringLiteral("•  "))
    {
        QTextBlockFormat block;
        block.setLeftMargin(18);
        block.setTextIndent(-12);
        for (const QString& line : lines) {
            m_cursor.insertBlock(block, QTextCharFormat());
            m_cursor.insertText(mark + line, QTextCharFormat());
        }
    }
    void chart(const SvgChart& chart)
    {
        QTextCharFormat format;
        format.setObjectType(ChartObject::type);
        format.setProperty(ChartObject::svgProperty, chart.svg.toUtf8());
        m_cursor.insertBlock(QTextBlockFormat(), QTextCharFormat());
        m_cursor.insertText(QString(QChar::ObjectReplacementCharacter), format);
    }
    /// `shares`: of the width, by column.
    void table(const Rows& rows, const QList<double>& shares)
    {
        QTextTableFormat format;
        format.setBorder(0);
        format.setCellPadding(2);
        format.setCellSpacing(0);
        format.setHeaderRowCount(1);
        QList<QTextLength> widths;
        for (const double share : shares) {
            widths.append(QTextLength(QTextLength::PercentageLength, share));
        }
        format.setColumnWidthConstraints(widths);
        format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
        QTextTable* const table
            = m_cursor.insertTable(static_cast<int>(rows.size()), static_cast<int>(shares.size()), format);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            QTextCharFormat letters;
            letters.setFontPointSize(8);
            letters.setFontWeight(row == 0 ? QFont::DemiBold : QFont::Normal);
            for (qsizetype column = 0; column < rows[row].size(); ++column) {
                QTextCursor cell = table->cellAt(static_cast<int>(row), static_cast<int>(column)).firstCursorPosition();
                cell.insertText(rows[row].at(column), letters);
            }
        }
        m_cursor.movePosition(QTextCursor::End);
    }

private:
    QTextCursor m_cursor;
};

void addCourse(const IncidentReport& report, Page& page)
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
    page.chart(notWellChart(report));
}

void addServers(const IncidentReport& report, Page& page)
{
    if (!report.servers.empty()) {
        page.heading(QStringLiteral("What became of the servers"), 13);
        page.chart(laneChart(report));
        page.table(serverRows(report, mostRows), {20, 15, 16, 8, 33, 8});
        page.paragraph(moreThan(report.servers.size(), mostRows));
    }
    if (const SvgChart chart = increaseChart(report); chart.height > 0) {
        page.heading(QStringLiteral("Failed checks beside the rule's threshold"), 13);
        page.paragraph(increaseSentence(report));
        page.chart(chart);
    }
    page.heading(QStringLiteral("Timeline"), 13);
    const auto timeline = foldedTimeline(report);
    page.table(timelineRows(report, timeline, mostRows), {18, 10, 32, 40});
    page.paragraph(moreThan(timeline.size(), mostRows));
}

void addRules(const IncidentReport& report, Page& page)
{
    page.heading(QStringLiteral("What the rules made of it"), 13);
    page.table(ruleRows(report), {32, 7, 9, 8, 9, 9, 7, 10, 9});
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

void addRest(const IncidentReport& report, Page& page)
{
    if (!report.runbooks.empty()) {
        page.heading(QStringLiteral("Runbooks of the alerts that fired"), 13);
        page.paragraph(ticksSentence(report));
    }
    for (const session::ReportedRunbook& book : report.runbooks) {
        page.heading(reported(book.alert), 10);
        for (const auto& [title, steps] : book.sections) {
            page.paragraph(reported(title));
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

/// The document as pages with numbers, as QTextDocument::print() would do it, which nobody can stop. False: goOn said no.
bool printPages(QTextDocument& document, QPdfWriter& pdf, ChartObject& charts, const std::function<bool(double)>& goOn)
{
    QPainter painter(&pdf);
    const double margin = textMargin * pdf.logicalDpiY();
    const QRectF text(0, 0, pdf.width() - 2 * margin, pdf.height() - 2 * margin);
    document.setDocumentMargin(0);
    // Not earlier: a document that has a layout lays itself out anew with everything that is added.
    QAbstractTextDocumentLayout* const layout = document.documentLayout();
    layout->setPaintDevice(&pdf);
    layout->registerHandler(ChartObject::type, &charts);
    document.setPageSize(text.size());
    const int pages = document.pageCount();
    for (int number = 0; number < pages; ++number) {
        if (!goOn(static_cast<double>(number) / pages)) {
            return false;
        }
        if (number > 0) {
            pdf.newPage();
        }
        QAbstractTextDocumentLayout::PaintContext context;
        context.clip = text.translated(0, number * text.height());
        context.palette.setColor(QPalette::Text, Qt::black);
        painter.save();
        painter.translate(margin, margin - context.clip.top());
        painter.setClipRect(context.clip);
        layout->draw(&painter, context);
        painter.restore();
        painter.setFont(QFont(document.defaultFont(), &pdf));
        painter.drawText(QRectF(margin, margin + text.height(), text.width(), margin),
                         Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("%1 / %2").arg(number + 1).arg(pages));
    }
    return true;
}

} // namespace

base::Result<QByteArray> reportPdf(const IncidentReport& report, const std::function<bool(double)>& goOn)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setPageSize(QPageSize(QPageSize::A4));
    pdf.setPageMargins(QMarginsF());
    pdf.setCreator(QStringLiteral("Checkwatch"));
    QTextDocument document;
    QFont font = document.defaultFont();
    font.setPointSizeF(9.5);
    document.setDefaultFont(font);
    Page page(document);
    addCourse(report, page);
    addServers(report, page);
    addRules(report, page);
    addRest(report, page);
    ChartObject charts(textWidth);
    if (!goOn(0) || !printPages(document, pdf, charts, goOn)) {
        return base::Error{base::ErrorCode::Canceled, "the report was canceled"};
    }
    buffer.close();
    if (bytes.isEmpty()) {
        return base::Error{base::ErrorCode::Internal, "the PDF could not be made"};
    }
    return bytes;
}

} // namespace checkwatch::app
