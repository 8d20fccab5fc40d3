#pragma once

#include "models/items/columns.h"
#include "ui/common/glyphs.h"
#include "ui/workstation/fleetcounts.h"

#include <QWidget>

#include <array>

class QComboBox;

namespace checkwatch::common {
class PlainLabel;
}
namespace checkwatch::servers {
class FilterEdit;
}

namespace checkwatch::workstation {

class BadgeLabel;

/// The line over the panels: freshness, time range, grouping, filter, and the fleet in counts that filter when clicked.
/// GUI thread.
class HeaderBar : public QWidget
{
    Q_OBJECT

public:
    explicit HeaderBar(QWidget* parent = nullptr);

    void setSnapshot(const fleet::SnapshotPtr& snapshot, base::Timestamp now);
    /// Ages count on.
    void setNow(const fleet::Snapshot& snapshot, base::Timestamp now);
    [[nodiscard]] servers::FilterEdit* filter() const { return m_filter; }
    [[nodiscard]] base::Duration range() const;
    void setRange(base::Duration range);
    /// "Last 30 min"
    [[nodiscard]] QString rangeWords() const;
    [[nodiscard]] items::Grouping grouping() const;
    void setGrouping(items::Grouping grouping);

Q_SIGNALS:
    void rangeChosen(checkwatch::base::Duration range);
    void groupingChosen(checkwatch::items::Grouping grouping);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Count
    {
        BadgeLabel* label = nullptr;
        const char* filter = "";
    };
    void addCounts();
    void setCount(std::size_t index, std::uint32_t count, const QString& words, const common::Badge& badge);

    BadgeLabel* m_freshness;
    QComboBox* m_range;
    QComboBox* m_grouping;
    servers::FilterEdit* m_filter;
    common::PlainLabel* m_counted; ///< what the counts are of
    std::array<Count, 7> m_counts;
};

} // namespace checkwatch::workstation
