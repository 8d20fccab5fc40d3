#include "app/run/pdfpages.h"

#include <QGuiApplication>
#include <QPainter>
#include <QSvgRenderer>
#include <QTextLayout>

#include <algorithm>
#include <memory>

namespace checkwatch::app {
namespace {

constexpr double margin = 72 * 2 / 2.54; ///< in points, as everything here
constexpr double textSize = 9.5;
constexpr double cellSize = 8;
constexpr double cellPadding = 2;
constexpr double columnGap = 8;
constexpr double listIndent = 12;
constexpr double lineWidth = 0.4;

} // namespace

/// A paragraph that is broken into lines, where it lies in its box.
struct PdfPages::Text
{
    std::unique_ptr<QTextLayout> layout;
    double x = 0;
    double y = 0;
    double height = 0;
};

struct PdfPages::Box
{
    std::vector<Text> texts{};
    QByteArray svg{};
    double height = 0;
    double ruled = 0; ///< how dark the line below it is; 0 = none
};

PdfPages::PdfPages(QPdfWriter& pdf) : m_pdf(pdf)
{
    pdf.setPageSize(QPageSize(QPageSize::A4));
    pdf.setPageMargins(QMarginsF());
    m_margin = units(margin);
    m_width = pdf.width() - 2 * m_margin;
    m_height = pdf.height() - 2 * m_margin;
}

PdfPages::~PdfPages() = default;

double PdfPages::units(double points) const
{
    return points * m_pdf.logicalDpiY() / 72;
}

QFont PdfPages::letters(double points, QFont::Weight weight) const
{
    QFont font = QGuiApplication::font();
    font.setPointSizeF(points);
    font.setWeight(weight);
    return {font, &m_pdf};
}

PdfPages::Text PdfPages::laidOut(const QString& text, const QFont& font, double x, double width) const
{
    Text out{std::make_unique<QTextLayout>(text, font, &m_pdf), x};
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    out.layout->setTextOption(option);
    out.layout->setCacheEnabled(true);
    out.layout->beginLayout();
    for (QTextLine line = out.layout->createLine(); line.isValid(); line = out.layout->createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, out.height});
        out.height += line.height();
    }
    out.layout->endLayout();
    return out;
}

void PdfPages::add(Box box, Piece piece)
{
    piece.height = box.height;
    m_boxes.push_back(std::move(box));
    m_pieces.push_back(piece);
}

void PdfPages::heading(const QString& text, double points)
{
    Box box;
    box.texts.push_back(laidOut(text, letters(points, QFont::DemiBold), 0, m_width));
    box.height = box.texts.front().height + units(3);
    add(std::move(box), {.above = units(points * 0.75), .withNext = true});
}

void PdfPages::paragraph(const QString& text, bool withNext)
{
    if (text.isEmpty()) {
        return;
    }
    Box box;
    box.texts.push_back(laidOut(text, letters(textSize), 0, m_width));
    box.height = box.texts.front().height;
    add(std::move(box), {.withNext = withNext});
}

void PdfPages::list(const QStringList& lines, const QString& mark)
{
    const QFont font = letters(textSize);
    const double indent = units(listIndent);
    for (const QString& line : lines) {
        Box box;
        box.texts.push_back(laidOut(line, font, indent, m_width - indent));
        box.height = box.texts.front().height;
        box.texts.push_back(laidOut(mark, font, 0, indent));
        add(std::move(box), {.above = units(1)});
    }
}

void PdfPages::picture(const QByteArray& svg)
{
    const QSize size = QSvgRenderer(svg).defaultSize();
    Box box;
    box.svg = svg;
    box.height = size.width() > 0 ? m_width * size.height() / size.width() : 0;
    add(std::move(box), {.above = units(4)});
}

PdfPages::Box PdfPages::row(const QStringList& cells, const QList<double>& shares, const QFont& font) const
{
    const double padding = units(cellPadding);
    Box out;
    double x = 0;
    for (qsizetype column = 0; column < cells.size(); ++column) {
        const double width = m_width * shares[column] / 100;
        Text text = laidOut(cells[column], font, x, width - units(columnGap));
        text.y = padding;
        out.height = std::max(out.height, text.height + 2 * padding);
        out.texts.push_back(std::move(text));
        x += width;
    }
    return out;
}

void PdfPages::table(const Rows& rows, const QList<double>& shares)
{
    const std::size_t head = m_boxes.size();
    const QFont bold = letters(cellSize, QFont::DemiBold);
    const QFont normal = letters(cellSize);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Box box = row(rows[i], shares, i == 0 ? bold : normal);
        box.ruled = i == 0 ? 0.5 : 0.15;
        add(std::move(box),
            {.above = i == 0 ? units(4) : 0, .withNext = i == 0, .head = i == 0 ? std::nullopt : std::optional(head)});
    }
}

void PdfPages::paint(QPainter& painter, const Box& box, double top) const
{
    if (!box.svg.isEmpty()) {
        QSvgRenderer(box.svg).render(&painter, QRectF(m_margin, top, m_width, box.height));
    }
    for (const Text& text : box.texts) {
        text.layout->draw(&painter, {m_margin + text.x, top + text.y});
    }
    if (box.ruled > 0) {
        const double y = top + box.height;
        painter.setPen(QPen(QColor::fromRgbF(0, 0, 0, static_cast<float>(box.ruled)), units(lineWidth)));
        painter.drawLine(QPointF(m_margin, y), QPointF(m_margin + m_width, y));
        painter.setPen(Qt::black);
    }
}

bool PdfPages::paint(const std::function<bool(double)>& goOn)
{
    const std::vector<PlacedPiece> placed = placedPieces(m_pieces, m_height);
    const std::size_t pages = placed.empty() ? 1 : placed.back().page + 1;
    QPainter painter(&m_pdf);
    auto next = placed.begin();
    for (std::size_t page = 0; page < pages; ++page) {
        if (!goOn(static_cast<double>(page) / static_cast<double>(pages))) {
            return false;
        }
        if (page > 0) {
            m_pdf.newPage();
        }
        painter.setPen(Qt::black);
        for (; next != placed.end() && next->page == page; ++next) {
            paint(painter, m_boxes[next->piece], m_margin + next->top);
        }
        painter.setFont(letters(textSize));
        painter.drawText(QRectF(m_margin, m_margin + m_height, m_width, m_margin), Qt::AlignRight | Qt::AlignVCenter,
                         QStringLiteral("%1 / %2").arg(page + 1).arg(pages));
    }
    return true;
}

} // namespace checkwatch::app
