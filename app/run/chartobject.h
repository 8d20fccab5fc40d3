#pragma once

#include <QObject>
#include <QTextFormat>
#include <QTextObjectInterface>

namespace checkwatch::app {

/// A chart within a text document: draws an SVG as what it is, so that it stays sharp. Stands for a character whose format has
/// this type and the SVG's bytes as svgProperty. As wide as told, in inches.
class ChartObject final : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    static constexpr int type = QTextFormat::UserObject + 1;
    static constexpr int svgProperty = QTextFormat::UserProperty + 1;

    explicit ChartObject(double width) : m_width(width) {}

    QSizeF intrinsicSize(QTextDocument* document, int place, const QTextFormat& format) override;
    void drawObject(QPainter* painter, const QRectF& rectangle, QTextDocument* document, int place,
                    const QTextFormat& format) override;

private:
    double m_width;
};

} // namespace checkwatch::app
