#pragma once

#include "models/fleet/history.h"
#include "ui/servers/servercells.h"

#include <QAbstractItemDelegate>

#include <unordered_map>

namespace checkwatch::servers {

/// Paints the cells of a server table: plain text, glyphs, badges, sparklines. Owned by its ServerTable, which tells it
/// the time, the row under the mouse and the histories. GUI thread.
class ServerCellDelegate final : public QAbstractItemDelegate
{
    Q_OBJECT

public:
    explicit ServerCellDelegate(const items::ServerTableModel& model, QObject* parent = nullptr);

    void setNow(base::Timestamp now) { m_now = now; }
    void setZone(common::Zone zone) { m_zone = zone; }
    void setHovered(int row) { m_hovered = row; }
    /// Left and right edge of the whole row in viewport pixels, for what is painted across cells.
    void setRowSpan(int left, int right);
    /// Servers that are not in it keep their last one.
    void setHistory(const fleet::HistoryPtr& history);

    /// What exporters are called.
    [[nodiscard]] common::ExporterNames& names() { return m_names; }
    [[nodiscard]] CellContext context() const { return {m_model, m_names, m_now, m_zone}; }
    /// A cell in words, for assistive technology.
    [[nodiscard]] QString spoken(const QModelIndex& index) const;
    [[nodiscard]] static int rowHeight(const QFont& font);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintGround(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintServer(QPainter& painter, const QStyleOptionViewItem& option, const fleet::ServerRow& row,
                     int column) const;
    void paintText(QPainter& painter, const QRect& area, const Cell& cell, Qt::Alignment alignment, const QFont& font,
                   Qt::TextElideMode elide = Qt::ElideRight) const;
    void paintHistory(QPainter& painter, const QRect& area, const fleet::ServerRow& row) const;
    void paintGroup(QPainter& painter, const QStyleOptionViewItem& option, const items::ServerGroup& group) const;

    struct Past
    {
        fleet::HistoryPtr history; ///< owner
        const fleet::ServerHistory* server = nullptr;
    };
    const items::ServerTableModel& m_model;
    common::ExporterNames m_names;
    base::Timestamp m_now{};
    common::Zone m_zone = common::Zone::Utc;
    int m_hovered = -1;
    int m_left = 0;
    int m_right = 0;
    std::unordered_map<fleet::ServerId, Past> m_past;
};

} // namespace checkwatch::servers
