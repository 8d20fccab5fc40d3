#include "ui/wall/scale.h"

#include <QtGlobal>

#include <algorithm>

namespace checkwatch::wall {

Scale scaleFor(const QSize& screen)
{
    const double longer = std::max(screen.width(), screen.height());
    const double shorter = std::min(screen.width(), screen.height());
    Scale scale;
    scale.portrait = screen.height() > screen.width();
    scale.unit = std::max(1.0, std::min(longer / 1920, shorter / 1080));
    const auto sized = [&](int at1080) { return qRound(at1080 * scale.unit); };
    scale.verdict = sized(scale.verdict);
    scale.name = sized(scale.name);
    scale.detail = sized(scale.detail);
    scale.small = sized(scale.small);
    return scale;
}

} // namespace checkwatch::wall
