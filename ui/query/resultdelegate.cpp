#include "ui/query/resultdelegate.h"

#include "models/base/numbers.h"
#include "models/items/querytablemodel.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QPainter>

namespace checkwatch::query {

using common::Role;
using items::QueryTableModel;

QString cellText(const QModelIndex& index)
{
    if (const QVariant label = index.data(QueryTableModel::LabelRole); label.isValid())
        return common::display(label.toString());
    if (const QVariant text = index.data(QueryTableModel::TextRole); text.isValid())
        return common::display(text.toString());
    const QVariant value = index.data(QueryTableModel::ValueRole);
    if (!value.isValid())
        return {};
    const QString number = QString::fromStdString(base::formatSampleValue(value.toDouble()));
    const QVariant count = index.data(QueryTableModel::CountRole);
    return count.isValid() ? QStringLiteral("%1 · newest of %2").arg(number).arg(count.toULongLong()) : number;
}

void ResultDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const common::Theme& theme = common::currentTheme();
    if ((option.state & QStyle::State_Selected) != 0)
        painter->fillRect(option.rect, theme[Role::Selected]);
    painter->setPen(common::blend(theme[Role::Panel], theme[Role::Line], 0.6));
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    const bool value = !index.data(QueryTableModel::LabelRole).isValid();
    painter->setFont(option.font);
    painter->setPen(theme[Role::Text]);
    const QRect room = option.rect.adjusted(8, 0, -8, 0);
    const Qt::Alignment alignment = (value ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
    painter->drawText(room, static_cast<int>(alignment) | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(cellText(index), Qt::ElideMiddle, room.width()));
}

QSize ResultDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {80, option.fontMetrics.height() + 8};
}

} // namespace checkwatch::query
