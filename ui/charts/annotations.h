#pragma once

#include "models/fleet/history.h"
#include "ui/charts/plot.h"
#include "ui/common/format.h"
#include "ui/common/glyphs.h"
#include "ui/common/theme.h"

#include <QString>

#include <vector>

class QFont;
class QPainter;

/// What stands around and over the lines of a chart, painted by ourselves as plain text: Qt Charts shows its own titles,
/// legends and labels as rich text. Texts handed in have passed the gateway. The painter's font is the base size.
namespace checkwatch::charts {

/// Horizontal lines with their values.
void paintValues(QPainter& painter, const Plot& plot, const common::Theme& theme, int count);
/// Times along the bottom.
void paintTimes(QPainter& painter, const Plot& plot, const common::Theme& theme, common::Zone zone);

/// Colours the stretch over the whole height, or hatches it `height` pixels high above the bottom (0 = whole height).
void paintSpan(QPainter& painter, const Plot& plot, const fleet::Span& span, const common::Theme& theme,
               double height = 0);

/// How wide a note is, with the room around it.
[[nodiscard]] double noteWidth(const QFont& font, const QString& text);
/// A note left of `right`, baseline under `top`; moved inside the plot and shortened to it.
void paintNote(QPainter& painter, const Plot& plot, QPointF right, const QString& text, const QColor& colour);

/// How far to the right of the plot's left edge the words of paintThreshold() reach.
[[nodiscard]] double thresholdWordsWidth(const QFont& font, double threshold);
void paintThresholdLine(QPainter& painter, const Plot& plot, double threshold, const common::Theme& theme);
/// The line, and in words what it is.
void paintThreshold(QPainter& painter, const Plot& plot, double threshold, const common::Theme& theme);

/// Something that happened: a dotted line over the whole height and words above the plot.
struct Flag
{
    base::Timestamp time{};
    QString text;
    common::Glyph glyph = common::Glyph::None;
    common::Role colour = common::Role::Muted;
};
/// Words that would overlap are left out, their lines stay. REQUIRES: ascending.
void paintFlags(QPainter& painter, const Plot& plot, const std::vector<Flag>& flags, const common::Theme& theme);

/// The values under the mouse.
struct ReadOut
{
    base::Timestamp time{};
    struct Row
    {
        QString name;
        QString value;
        common::Role colour = common::Role::Muted;
    };
    std::vector<Row> rows;
};
void paintReadOut(QPainter& painter, const Plot& plot, const ReadOut& readOut, const common::Theme& theme,
                  common::Zone zone);

} // namespace checkwatch::charts
