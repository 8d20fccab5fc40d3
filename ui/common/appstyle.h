#pragma once

#include <QProxyStyle>

namespace checkwatch::common {

/// Fusion with edges that are seen on dark grounds (fields, ticks) and quiet scroll bars, in the colours of the theme.
class AppStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    AppStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    [[nodiscard]] QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                       const QWidget* widget) const override;
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;

private:
    void paintEdge(ComplexControl control, const QStyleOptionComplex& option, QPainter& painter,
                   const QWidget* widget) const;
};

} // namespace checkwatch::common
