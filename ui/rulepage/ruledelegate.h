#pragma once

#include <QAbstractItemDelegate>

namespace checkwatch::items {
class RuleListModel;
}

namespace checkwatch::rulepage {

/// Paints one cell: its words, shortened to its width; the tooltip tells the whole row. GUI thread.
class RuleDelegate final : public QAbstractItemDelegate
{
    Q_OBJECT

public:
    RuleDelegate(const items::RuleListModel& model, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* help, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

private:
    const items::RuleListModel& m_model;
};

} // namespace checkwatch::rulepage
