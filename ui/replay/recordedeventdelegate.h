#pragma once

#include "models/session/replay.h"
#include "ui/common/exporternames.h"
#include "ui/common/format.h"

#include <QAbstractItemDelegate>
#include <QFont>
#include <QHash>

#include <vector>

namespace checkwatch::replay {

class RecordedEventsModel;

/// One event: time, shape, and what happened in up to three lines. GUI thread.
class RecordedEventDelegate final : public QAbstractItemDelegate
{
public:
    RecordedEventDelegate(const RecordedEventsModel& model, QObject* parent);

    void setZone(common::Zone zone) { m_zone = zone; }
    /// Whether events are named otherwise now, and may take other lines.
    bool setTargets(const std::vector<fleet::TargetRow>& targets);
    [[nodiscard]] QString spoken(int row) const;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

private:
    /// What rows were laid out for. Views ask for the same sizes again and again.
    struct Laid
    {
        session::RecordedEventsPtr events;
        QFont font;
        int width = 0;             ///< of a row
        int words = 0;             ///< of it, what the words have
        std::vector<int> lines;    ///< of each event; 0: not known yet
        QHash<QString, int> texts; ///< lines of words that were met before, among other events too
    };
    [[nodiscard]] int linesOf(const fleet::Event& event) const;
    void layOutFor(const QStyleOptionViewItem& option, int width) const;

    const RecordedEventsModel& m_model;
    common::Zone m_zone = common::Zone::Utc;
    common::ExporterNames m_names;
    mutable Laid m_laid;
};

} // namespace checkwatch::replay
