#include "ui/wall/type.h"

#include "ui/common/font.h"

#include <QCache>
#include <QFontMetricsF>
#include <QPainter>
#include <QStaticText>

#include <cmath>
#include <unordered_map>

namespace checkwatch::wall {
namespace {

struct Face
{
    QFont font;
    QFontMetricsF metrics;
};

const Face& faceOf(int px, bool bold)
{
    // A dozen sizes. Never destroyed: at exit the application's fonts are gone before it.
    static auto& faces = *new std::unordered_map<int, Face>;
    const int key = px * 2 + (bold ? 1 : 0);
    auto at = faces.find(key);
    if (at == faces.end()) {
        QFont font = common::interfaceFont();
        font.setPixelSize(px);
        if (bold) {
            font = common::bold(font);
        }
        at = faces.emplace(key, Face{font, QFontMetricsF(font)}).first;
    }
    return at->second;
}

constexpr double anyRoom = 1e6;
constexpr int mostKnown = 2000; ///< lines; a wall shows a few hundred

struct LineKey
{
    QString text;
    int px = 0;
    bool bold = false;
    int room = 0;

    bool operator==(const LineKey&) const = default;
};

size_t qHash(const LineKey& key, size_t seed = 0)
{
    return qHashMulti(seed, key.text, key.px, key.bold, key.room);
}

} // namespace

double heightOf(int px)
{
    return std::ceil(faceOf(px, true).metrics.height());
}

double widthOf(const QString& text, int px, bool bold)
{
    return fit(text, px, bold, anyRoom).width;
}

Fitted fit(const QString& text, int px, bool bold, double room)
{
    static auto& known = *new QCache<LineKey, Fitted>(mostKnown);
    const LineKey key{text, px, bold, qRound(room)};
    if (const Fitted* const before = known.object(key)) {
        return *before;
    }
    const QFontMetricsF& metrics = faceOf(px, bold).metrics;
    Fitted fitted{text, std::ceil(metrics.horizontalAdvance(text))};
    if (fitted.width > room) {
        fitted.text = metrics.elidedText(text, Qt::ElideRight, room);
        fitted.width = std::ceil(metrics.horizontalAdvance(fitted.text));
    }
    if (fitted.width > room + 1) {
        fitted = {};
    }
    known.insert(key, new Fitted(fitted));
    return fitted;
}

void paintLine(QPainter& painter, const QRectF& box, const QString& text, int px, bool bold)
{
    static auto& known = *new QCache<LineKey, QStaticText>(mostKnown);
    const Face& face = faceOf(px, bold);
    const LineKey key{text, px, bold, 0};
    QStaticText* line = known.object(key);
    if (line == nullptr) {
        line = new QStaticText(text);
        line->setTextFormat(Qt::PlainText);
        line->prepare({}, face.font);
        known.insert(key, line);
    }
    painter.setFont(face.font);
    painter.drawStaticText(QPointF(box.left(), std::round(box.center().y() - face.metrics.height() / 2)), *line);
}

} // namespace checkwatch::wall
