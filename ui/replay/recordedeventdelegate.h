#pragma once

#include "ui/common/exporternames.h"
#include "ui/common/format.h"

#include <QAbstractItemDelegate>
#include <QHash>

namespace checkwatch::replay {

class RecordedEventsModel;

/// One event: time, shape, and what happened in up to three lines. GUI thread.
class RecordedEventDelegate final : public QAbstractItemDelegate
{
public:
    RecordedEventDelegate(const RecordedEventsModel& model, QObject* parent);

    void setZone(common::Zone zone) { m_zone = zone; }
    [[nodiscard]] common::ExporterNames& names() { return m_names; }
    [[nodiscard]] QString spoken(int row) const;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

private:
    [[nodiscard]] int linesOf(const QString& words, const QFont& font, int width) const;

    const RecordedEventsModel& m_model;
    common::Zone m_zone = common::Zone::Utc;
    common::ExporterNames m_names;
    mutable QHash<QString, int> m_lines; ///< of words in m_width: views ask for the same sizes again and again
    mutable int m_width = 0;
};

} // namespace checkwatch::replay
