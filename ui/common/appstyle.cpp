#include "ui/common/appstyle.h"

#include "ui/common/theme.h"

#include <QPainter>
#include <QPlainTextEdit>
#include <QStyleOption>

#include <algorithm>

namespace checkwatch::common {

namespace {

constexpr int scrollBarExtent = 12;
constexpr int leastHandle = 28;

QColor edgeOf(const QStyleOption& option)
{
    const Theme& theme = currentTheme();
    if ((option.state & QStyle::State_HasFocus) != 0)
        return theme[Role::Accent];
    return blend(theme[Role::Panel], theme[Role::Muted], (option.state & QStyle::State_Enabled) != 0 ? 0.6 : 0.3);
}

void paintBox(QPainter& painter, const QRect& box, const QColor& edge, const QBrush& fill)
{
    painter.setPen(QPen(edge, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
}

void paintTick(QPainter& painter, const QStyleOption& option)
{
    const Theme& theme = currentTheme();
    const bool on = (option.state & QStyle::State_On) != 0;
    paintBox(painter, option.rect, on ? theme[Role::Accent] : edgeOf(option), theme[Role::Raised]);
    if (!on)
        return;
    const QRectF box(option.rect);
    painter.setPen(QPen(theme[Role::Accent], 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF corner(box.left() + box.width() * 0.44, box.bottom() - box.height() * 0.26);
    painter.drawLine(QPointF(box.left() + box.width() * 0.24, box.center().y()), corner);
    painter.drawLine(corner, QPointF(box.right() - box.width() * 0.2, box.top() + box.height() * 0.26));
}

QRect handleOf(const QStyleOptionSlider& bar)
{
    const bool upright = bar.orientation == Qt::Vertical;
    const int length = upright ? bar.rect.height() : bar.rect.width();
    const qint64 range = qint64{bar.maximum} - bar.minimum;
    const qint64 whole = std::max<qint64>(1, range + bar.pageStep);
    const int handle = std::min(length, std::max(leastHandle, static_cast<int>(qint64{length} * bar.pageStep / whole)));
    const int at = QStyle::sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition, length - handle,
                                                   bar.upsideDown);
    return upright ? QRect(bar.rect.left(), bar.rect.top() + at, bar.rect.width(), handle)
                   : QRect(bar.rect.left() + at, bar.rect.top(), handle, bar.rect.height());
}

void paintScrollBar(QPainter& painter, const QStyleOptionSlider& bar)
{
    const Theme& theme = currentTheme();
    painter.fillRect(bar.rect, theme[Role::Panel]);
    const bool busy = (bar.state & (QStyle::State_MouseOver | QStyle::State_Sunken)) != 0;
    painter.setPen(Qt::NoPen);
    painter.setBrush(blend(theme[Role::Panel], theme[Role::Muted], busy ? 0.8 : 0.45));
    const QRectF handle = QRectF(handleOf(bar)).adjusted(3, 3, -3, -3);
    painter.drawRoundedRect(handle, 3, 3);
}

} // namespace

AppStyle::AppStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void AppStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const
{
    const bool field = element == PE_FrameLineEdit
        || (element == PE_Frame && qobject_cast<const QPlainTextEdit*>(widget) != nullptr);
    if (!field && element != PE_IndicatorCheckBox) {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        return;
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (field)
        paintBox(*painter, option->rect, edgeOf(*option), Qt::NoBrush);
    else
        paintTick(*painter, *option);
    painter->restore();
}

void AppStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                  const QWidget* widget) const
{
    const auto* bar = control == CC_ScrollBar ? qstyleoption_cast<const QStyleOptionSlider*>(option) : nullptr;
    if (bar == nullptr) {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        paintEdge(control, *option, *painter, widget);
        return;
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintScrollBar(*painter, *bar);
    painter->restore();
}

/// Around what Fusion hardly shows on dark ground: numbers to type, handles to drag.
void AppStyle::paintEdge(ComplexControl control, const QStyleOptionComplex& option, QPainter& painter,
                         const QWidget* widget) const
{
    if (control != CC_SpinBox && control != CC_Slider)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (control == CC_SpinBox)
        paintBox(painter, option.rect, edgeOf(option), Qt::NoBrush);
    else
        paintBox(painter, subControlRect(CC_Slider, &option, SC_SliderHandle, widget), edgeOf(option),
                 currentTheme()[Role::Raised]);
    painter.restore();
}

/// A scroll bar is its handle and the ground beside it; there are no buttons.
QRect AppStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                               const QWidget* widget) const
{
    const auto* bar = control == CC_ScrollBar ? qstyleoption_cast<const QStyleOptionSlider*>(option) : nullptr;
    if (bar == nullptr)
        return QProxyStyle::subControlRect(control, option, part, widget);
    const QRect handle = handleOf(*bar);
    const bool upright = bar->orientation == Qt::Vertical;
    QRect rest = bar->rect;
    switch (part) {
    case SC_ScrollBarSlider: return handle;
    case SC_ScrollBarGroove: return rest;
    case SC_ScrollBarSubPage:
        upright ? rest.setBottom(handle.top() - 1) : rest.setRight(handle.left() - 1);
        return rest;
    case SC_ScrollBarAddPage:
        upright ? rest.setTop(handle.bottom() + 1) : rest.setLeft(handle.right() + 1);
        return rest;
    default: return {};
    }
}

int AppStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    if (metric == PM_ScrollBarExtent)
        return scrollBarExtent;
    if (metric == PM_ScrollBarSliderMin)
        return leastHandle;
    return QProxyStyle::pixelMetric(metric, option, widget);
}

} // namespace checkwatch::common
