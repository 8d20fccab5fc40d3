#pragma once

#include "app/headless/reportwords.h"
#include "app/run/pagebreaks.h"

#include <QByteArray>
#include <QFont>
#include <QList>
#include <QPdfWriter>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

class QPainter;

namespace checkwatch::app {

/// A document from top to bottom on numbered A4 pages. Rows of tables stay whole, and the head of a table stands on every page that
/// it goes on to; a heading is on the page of what it is about. Every text is plain text. Needs a QGuiApplication.
class PdfPages
{
public:
    /// `pdf`: nothing is painted on it yet. Must outlive the pages.
    explicit PdfPages(QPdfWriter& pdf);
    ~PdfPages();
    PdfPages(const PdfPages&) = delete;
    PdfPages& operator=(const PdfPages&) = delete;

    void heading(const QString& text, double points);
    /// Nothing where the text is empty. `withNext`: on the page of what follows.
    void paragraph(const QString& text, bool withNext = false);
    void list(const QStringList& lines, const QString& mark = QStringLiteral("•"));
    /// An SVG, as wide as the text, which stays sharp.
    void picture(const QByteArray& svg);
    /// The head is the first of the rows. `shares`: of the width, in percent, by column.
    void table(const Rows& rows, const QList<double>& shares);

    /// Paints everything. `goOn` is told the share that is painted before each page, 0 to 1. False: it said no.
    bool paint(const std::function<bool(double)>& goOn);

private:
    struct Text;
    struct Box;
    [[nodiscard]] double units(double points) const;
    [[nodiscard]] QFont letters(double points, QFont::Weight weight = QFont::Normal) const;
    [[nodiscard]] Text laidOut(const QString& text, const QFont& font, double x, double width) const;
    void add(Box box, Piece piece);
    [[nodiscard]] Box row(const QStringList& cells, const QList<double>& shares, const QFont& font) const;
    void paint(QPainter& painter, const Box& box, double top) const;

    QPdfWriter& m_pdf;
    double m_margin; ///< of the text at each side
    double m_width;  ///< of the text
    double m_height; ///< of the text on a page
    std::vector<Box> m_boxes;
    std::vector<Piece> m_pieces; ///< by box
};

} // namespace checkwatch::app
