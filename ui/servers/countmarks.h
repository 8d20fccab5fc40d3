#pragma once

#include "models/items/fleettreemodel.h"
#include "models/items/servergroups.h"
#include "ui/common/theme.h"

#include <QRect>
#include <QString>

class QFont;
class QPainter;

namespace checkwatch::servers {

/// Counts of what is abnormal under a heading: a glyph and a number each, right-aligned; "2 out" in words.
struct CountMarks
{
    std::uint32_t down = 0;
    std::uint32_t firing = 0;
    std::uint32_t pending = 0;
    std::uint32_t out = 0;
    QString word; ///< after them, muted: "stale", a total

    [[nodiscard]] static CountMarks of(const items::ServerGroup& group);
    [[nodiscard]] static CountMarks of(const items::FleetNode& node);
};

/// Paints into the right end of `area`; returns the x where the marks begin.
int paintCountMarks(QPainter& painter, const QRect& area, const CountMarks& marks, const QFont& font,
                    const common::Theme& theme);

} // namespace checkwatch::servers
