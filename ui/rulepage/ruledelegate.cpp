#include "ui/rulepage/ruledelegate.h"

#include "models/items/rulelistmodel.h"
#include "ui/common/text.h"
#include "ui/rulepage/rulewords.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>

namespace checkwatch::rulepage {

using common::Role;

namespace {

constexpr int padding = 8;

}

RuleDelegate::RuleDelegate(const items::RuleListModel& model, QObject* parent)
    : QAbstractItemDelegate(parent), m_model(model)
{
}

void RuleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const items::RuleItem* item = m_model.itemAt(index.row());
    if (item == nullptr)
        return;
    const common::Theme& theme = common::currentTheme();
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    const Words words = cellWords(*item, static_cast<items::RuleColumn>(index.column()));
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // a name may carry marks that rise
    painter->fillRect(option.rect, theme[selected ? Role::Selected : Role::Panel]);
    painter->setFont(option.font);
    painter->setPen(theme[words.ink]);
    const QRect area = option.rect.adjusted(padding, 0, -padding, 0);
    painter->drawText(area, Qt::AlignVCenter | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(words.text, Qt::ElideRight, area.width()));
    painter->restore();
}

QSize RuleDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const items::RuleItem* item = m_model.itemAt(index.row());
    const QString text
        = item == nullptr ? QString() : cellWords(*item, static_cast<items::RuleColumn>(index.column())).text;
    return {option.fontMetrics.horizontalAdvance(text) + 2 * padding, option.fontMetrics.height() + 8};
}

bool RuleDelegate::helpEvent(QHelpEvent* help, QAbstractItemView* view, const QStyleOptionViewItem& option,
                             const QModelIndex& index)
{
    const items::RuleItem* item = index.isValid() ? m_model.itemAt(index.row()) : nullptr;
    if (item == nullptr)
        return false;
    common::showPlainToolTip(help->globalPos(), rowWords(*item), view, option.rect);
    return true;
}

} // namespace checkwatch::rulepage
