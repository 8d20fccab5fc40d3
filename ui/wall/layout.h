#pragma once

#include "ui/wall/scale.h"

#include <QRectF>

namespace checkwatch::wall {

/// The parts of the wall on a screen: beside each other on a wide one, below each other on a tall one. What a small screen
/// has no room for is an empty rectangle; the verdict is the last to go.
struct Layout
{
    QRectF header;
    QRectF scope; ///< what is not shown, or does not count; empty where that is nothing
    QRectF tiles;
    QRectF trend;
    QRectF worst;
    QRectF recent;
};
[[nodiscard]] Layout layOut(const QRectF& screen, const Scale& scale, bool scoped = false);
/// A header with one line of large text, or with counts and freshness below it where the screen is narrow.
[[nodiscard]] bool headerInTwoLines(const QRectF& screen, const Scale& scale);

} // namespace checkwatch::wall
