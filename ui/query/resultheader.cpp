#include "ui/query/resultheader.h"

#include "ui/common/font.h"
#include "ui/common/theme.h"

#include <QPainter>

namespace checkwatch::query {

using common::Role;

ResultHeader::ResultHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent)
{
    setFont(common::bold(common::scaled(common::interfaceFont(), 0.9)));
    setSectionsClickable(true);
    setHighlightSections(false);
    setMinimumSectionSize(40);
}

void ResultHeader::paintEvent(QPaintEvent* event)
{
    QHeaderView::paintEvent(event);
    // Right of the last section the style has painted a band of its own.
    const common::Theme& theme = common::currentTheme();
    const QRect rest = viewport()->rect().adjusted(length() - offset(), 0, 0, 0);
    QPainter painter(viewport());
    painter.fillRect(rest, theme[Role::Panel]);
    painter.setPen(theme[Role::Line]);
    painter.drawLine(rest.bottomLeft(), rest.bottomRight());
}

void ResultHeader::paintSection(QPainter* painter, const QRect& rectangle, int section) const
{
    const common::Theme& theme = common::currentTheme();
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    const QString arrow = sortIndicatorOrder() == Qt::AscendingOrder ? QStringLiteral(" ↑") : QStringLiteral(" ↓");
    const QString text = model()->headerData(section, orientation(), Qt::DisplayRole).toString();
    const int alignment = model()->headerData(section, orientation(), Qt::TextAlignmentRole).toInt();
    const QRect room = rectangle.adjusted(8, 0, -8, -1);
    painter->fillRect(rectangle.adjusted(0, 0, 0, -1), theme[Role::Panel]);
    painter->setFont(font());
    painter->setPen(theme[sorted ? Role::Text : Role::Muted]);
    painter->drawText(room, alignment | Qt::TextSingleLine,
                      fontMetrics().elidedText(sorted ? text + arrow : text, Qt::ElideRight, room.width()));
    painter->setPen(theme[Role::Line]);
    painter->drawLine(rectangle.bottomLeft(), rectangle.bottomRight());
}

} // namespace checkwatch::query
