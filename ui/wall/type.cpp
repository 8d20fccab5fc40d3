#include "ui/wall/type.h"

#include "ui/common/font.h"

#include <QFontMetricsF>
#include <QHash>

#include <cmath>

namespace checkwatch::wall {
namespace {

struct Face
{
    QFont font;
    QFontMetricsF metrics;
};

const Face& faceOf(int px, bool bold)
{
    static QHash<int, Face*> faces; // a dozen sizes, for as long as the program runs
    Face*& face = faces[px * 2 + (bold ? 1 : 0)];
    if (face == nullptr) {
        QFont font = common::interfaceFont();
        font.setPixelSize(px);
        if (bold) {
            font = common::bold(font);
        }
        face = new Face{font, QFontMetricsF(font)};
    }
    return *face;
}

} // namespace

const QFont& fontOf(int px, bool bold)
{
    return faceOf(px, bold).font;
}

double heightOf(int px)
{
    return std::ceil(faceOf(px, true).metrics.height());
}

double widthOf(const QString& text, int px, bool bold)
{
    return std::ceil(faceOf(px, bold).metrics.horizontalAdvance(text));
}

QString fit(const QString& text, int px, bool bold, double width)
{
    const QFontMetricsF& metrics = faceOf(px, bold).metrics;
    const QString fitted = metrics.elidedText(text, Qt::ElideRight, width);
    return metrics.horizontalAdvance(fitted) <= width ? fitted : QString();
}

} // namespace checkwatch::wall
