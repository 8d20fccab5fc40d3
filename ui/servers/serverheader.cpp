#include "ui/servers/serverheader.h"

#include "ui/common/theme.h"
#include "ui/servers/servercolumns.h"

#include <QPaintEvent>
#include <QPainter>
#include <QPolygonF>

namespace checkwatch::servers {

using common::Role;

namespace {

constexpr int headerPadding = 8;

/// Points up where the smallest comes first.
QPolygonF arrow(double side, bool up)
{
    if (up)
        return {{QPointF(0, side * 0.7), QPointF(side, side * 0.7), QPointF(side / 2, 0)}};
    return {{QPointF(0, 0), QPointF(side, 0), QPointF(side / 2, side * 0.7)}};
}

} // namespace

ServerHeader::ServerHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
    setMinimumSectionSize(24);
    setContextMenuPolicy(Qt::CustomContextMenu);
}

QSize ServerHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), fontMetrics().height() + 10};
}

QString ServerHeader::shownHeading(int column) const
{
    QString text = model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    if (fontMetrics().horizontalAdvance(text) <= sectionSize(column) - 2 * headerPadding)
        return text;
    return columnSpecs()[static_cast<std::size_t>(column)].brief;
}

void ServerHeader::paintEvent(QPaintEvent* event)
{
    const common::Theme& theme = common::currentTheme();
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme[Role::Panel]);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme[Role::Line]);
    painter.end();
    QHeaderView::paintEvent(event);
}

void ServerHeader::paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const
{
    const common::Theme& theme = common::currentTheme();
    painter->fillRect(rect, theme[Role::Panel]);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme[Role::Line]);
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == logicalIndex;
    const int alignment = model()->headerData(logicalIndex, Qt::Horizontal, Qt::TextAlignmentRole).toInt();
    const QString text = shownHeading(logicalIndex);
    QRect area = rect.adjusted(headerPadding, 0, -headerPadding, -1);
    painter->setFont(font());
    painter->setPen(theme[sorted ? Role::Text : Role::Muted]);
    const QString shown = fontMetrics().elidedText(text, Qt::ElideRight, area.width());
    painter->drawText(area, alignment | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    if (!sorted)
        return;
    const double side = fontMetrics().ascent() * 0.55;
    const int width = fontMetrics().horizontalAdvance(shown);
    const bool right = (alignment & Qt::AlignRight) != 0;
    const double x = right ? area.right() - width - side - 4 : area.left() + width + 5;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme[Role::Accent]);
    const bool up = sortIndicatorOrder() == Qt::AscendingOrder;
    painter->drawPolygon(arrow(side, up).translated(x, area.center().y() - side * 0.35));
    painter->restore();
}

} // namespace checkwatch::servers
