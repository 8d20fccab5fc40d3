#include "ui/query/choicedelegate.h"

#include "ui/common/font.h"
#include "ui/common/theme.h"
#include "ui/query/choicemodel.h"

#include <QPainter>

#include <algorithm>

namespace checkwatch::query {

using common::Role;

void ChoiceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const common::Theme& theme = common::currentTheme();
    const bool current = (option.state & QStyle::State_Selected) != 0;
    painter->fillRect(option.rect, theme[current ? Role::Selected : Role::Raised]);
    const QRect room = option.rect.adjusted(8, 0, -8, 0);
    painter->setFont(option.font);
    const QString text = index.data(Qt::DisplayRole).toString();
    const int width = std::min(option.fontMetrics.horizontalAdvance(text), room.width());
    painter->setPen(theme[Role::Text]);
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(text, Qt::ElideMiddle, room.width()));
    const QFont small = common::scaled(common::interfaceFont(), 0.9);
    const QRect rest = room.adjusted(width + 24, 0, 0, 0);
    painter->setFont(small);
    painter->setPen(theme[Role::Muted]);
    painter->drawText(
        rest, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(small).elidedText(index.data(ChoiceModel::DetailRole).toString(), Qt::ElideRight, rest.width()));
}

QSize ChoiceDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {100, option.fontMetrics.height() + 6};
}

} // namespace checkwatch::query
