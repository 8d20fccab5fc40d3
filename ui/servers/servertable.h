#pragma once

#include "models/fleet/history.h"
#include "models/items/servertablemodel.h"
#include "ui/common/format.h"

#include <QElapsedTimer>
#include <QTableView>
#include <QTimer>

#include <array>
#include <functional>
#include <vector>

class QMenu;

namespace checkwatch::servers {

class ServerCellDelegate;

/// The server table on the screen. Paints its cells itself, counts ages once a second without touching the rest, keeps
/// rows in their place that are pointed at or selected, and never changes a column's width by itself except to fit its
/// own. The exporter's column comes by itself where there are several exporters. Give snapshots to the model; sparklines to setHistory(). GUI thread.
class ServerTable final : public QTableView
{
    Q_OBJECT

public:
    /// `model` must outlive the view.
    explicit ServerTable(items::ServerTableModel& model, QWidget* parent = nullptr);

    /// Where the time of live ages comes from; without it, the snapshot's own time.
    void setClock(std::function<base::Timestamp()> clock);
    void setZone(common::Zone zone);
    void setColumnShown(items::ServerColumn column, bool shown);
    /// What the trends cover: "Last 30 min".
    void setTrendWords(const QString& words);
    /// Actions that choose columns and sorting, for menus; the ones before are removed.
    void fillColumnMenu(QMenu* menu);
    void fillSortMenu(QMenu* menu);
    /// Said in the middle of the table while it has no rows: what is missing, and what to do.
    void setEmptyText(const QString& text);
    /// Shown columns, order and widths chosen by the user; for settings. Unknown bytes are refused.
    [[nodiscard]] QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray& state);

    /// Noserver where a group row or nothing is selected.
    [[nodiscard]] fleet::ServerId selectedServer() const;
    /// Selects and scrolls to; false where the table does not show the server.
    bool selectServer(fleet::ServerId server);
    /// Servers on the screen now, top to bottom.
    [[nodiscard]] std::vector<fleet::ServerId> visibleServers() const;
    /// Says at once what it was going to say in a moment; whether other servers are visible than it said last.
    bool announceVisible();

    /// Rows as people see them: columns parted by tabs, or as CSV with a heading (RFC 4180). The selected rows, or all.
    enum class CopyFormat : std::uint8_t { Text, Csv };
    [[nodiscard]] QString copied(CopyFormat format) const;

public Q_SLOTS:
    void setHistory(const checkwatch::fleet::HistoryPtr& history);

Q_SIGNALS:
    /// The current row changed; fleet::noServer for none.
    void serverSelected(checkwatch::fleet::ServerId server);
    /// Enter or double click.
    void serverActivated(checkwatch::fleet::ServerId server);
    /// Other servers are on the screen: ask for their history.
    void visibleServersChanged(std::vector<checkwatch::fleet::ServerId> servers);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;

private:
    void setUpHeader();
    void showExporterWhereNeeded();
    void showColumn(int column, bool shown);
    void setUpActions();
    void onHeaderClicked(int column);
    void onHeaderMenu(const QPoint& position);
    void onModelChanged();
    void tick();
    void setHovered(int row);
    void updateHeld();
    void releaseWhenLeft();
    struct Give;
    [[nodiscard]] std::vector<Give> shownColumns(bool cutExporters) const;
    void fitColumns();
    [[nodiscard]] int squeeze(std::vector<Give>& columns) const;
    [[nodiscard]] static int takeFrom(std::vector<Give>& columns, int turn, int missing);
    [[nodiscard]] int sampleWidth(const QString& heading, const QString& sample) const;
    [[nodiscard]] int widestOf(int column) const;
    void learnNameLengths();
    void toolTipAt(const QPoint& position, const QPoint& globalPosition);
    void copyToClipboard(CopyFormat format) const;

    items::ServerTableModel& m_model;
    ServerCellDelegate* m_delegate; ///< a child
    std::function<base::Timestamp()> m_clock;
    QTimer m_tick;
    QTimer m_announce;
    int m_hovered = -1;
    QElapsedTimer m_untouched;     ///< since the last key, click or move of the mouse here
    bool m_fitting = false;        ///< widths are being set by fitColumns(), not by the user
    std::vector<int> m_dropped;    ///< columns hidden for want of room, not by the user
    bool m_userWidths = false;     ///< the user chose widths: they stay
    bool m_exporterChosen = false; ///< the user chose whether the exporter's column is there
    int m_knownServers = -1;
    QString m_emptyText;
    std::array<int, 3> m_nameLengths{}; ///< longest server, backend, exporter met, in characters; only grows
    fleet::ServerId m_selected = fleet::noServer;
    std::vector<fleet::ServerId> m_visible;
};

} // namespace checkwatch::servers
