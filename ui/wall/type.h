#pragma once

#include <QRectF>
#include <QString>

class QPainter;

/// The wall's letters, by pixel size. GUI thread.
namespace checkwatch::wall {

/// Whole pixels that a line needs.
[[nodiscard]] double heightOf(int px);
[[nodiscard]] double widthOf(const QString& text, int px, bool bold = false);
/// A line and what it takes.
struct Fitted
{
    QString text;
    double width = 0;
};
/// The text, shortened with "…" where it is wider than `room`; empty where not even that fits. What was measured lately is
/// known: most of a wall is as it was half a second ago.
[[nodiscard]] Fitted fit(const QString& text, int px, bool bold, double room);
/// Paints a line at the left of `box` and in its middle, in the painter's pen; laid out once, while it stays.
void paintLine(QPainter& painter, const QRectF& box, const QString& text, int px, bool bold);

} // namespace checkwatch::wall
