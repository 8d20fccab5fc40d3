#pragma once

#include <QStyledItemDelegate>

namespace checkwatch::query {

/// The words of a cell of the query's table: raw values on the way through the text gateway. GUI thread.
[[nodiscard]] QString cellText(const QModelIndex& index);

class ResultDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace checkwatch::query
