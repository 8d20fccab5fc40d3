#pragma once

#include "ui/alerts/alerttext.h"
#include "ui/alerts/textmeasure.h"

#include <QAbstractItemDelegate>

namespace checkwatch::alerts {

/// Paints the rows of the alert panel as plain text. GUI thread.
class AlertDelegate final : public QAbstractItemDelegate
{
    Q_OBJECT

public:
    /// `model` must outlive it.
    explicit AlertDelegate(const items::AlertListModel& model, QObject* parent = nullptr);

    void setMoment(const AlertMoment& moment) { m_moment = moment; }
    [[nodiscard]] const AlertMoment& moment() const { return m_moment; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

private:
    const items::AlertListModel& m_model;
    AlertMoment m_moment;
    mutable TextMeasure m_measure; ///< of the last row's font
};

} // namespace checkwatch::alerts
