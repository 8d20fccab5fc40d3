#pragma once

#include "models/items/fleettreemodel.h"
#include "models/items/servertablemodel.h"
#include "models/runbooks/library.h"
#include "models/session/session.h"
#include "ui/common/exporternames.h"
#include "ui/common/theme.h"
#include "ui/workstation/selection.h"
#include "ui/workstation/sessionfeed.h"

#include <QMainWindow>
#include <QTimer>

#include <memory>
#include <optional>

class QAction;
class QSplitter;
class QStackedWidget;

namespace checkwatch::alerts {
class AlertPanel;
}
namespace checkwatch::charts {
class FailuresChart;
}
namespace checkwatch::common {
class Panel;
}
namespace checkwatch::servers {
class FleetTree;
class ServerTable;
} // namespace checkwatch::servers

namespace checkwatch::workstation {

class ChartOrQuery;
class DetailTabs;
class EmptyPage;
class HeaderBar;
class Notifier;
class StatusLine;

/// The workstation: fleet, servers, chart, alerts, details of what is selected. It sees the engine only through a Session;
/// what only the program around it can do (demo, files, exporters, themes) it asks for by signals. GUI thread.
class WorkstationWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Null shows how to begin. Does not take ownership; the session must outlive the window or be replaced before.
    explicit WorkstationWindow(session::Session* session, QWidget* parent = nullptr);
    ~WorkstationWindow() override;

    void setSession(session::Session* session);
    void setRunbooks(std::shared_ptr<const runbooks::Library> library);
    void setNotificationsEnabled(bool enabled);
    /// "server", "backend/server" or "exporter/backend/server"; false where there is none now.
    bool selectServer(const QString& name);
    /// Opens the query pane, with an expression and its answer where one is given.
    void openQuery(const QString& expression = {});
    /// The same as soon as it is there, unless somebody selects something before; says so while it is not.
    void selectServerWhenThere(const QString& name);
    /// A word in the status bar.
    void showNotice(const QString& text);
    /// Whether there are added exporters that a file could keep.
    void setKeepable(bool keepable);
    /// Positions of splitters, columns, and what the user chose; for settings. Foreign bytes are refused.
    [[nodiscard]] QByteArray saveLayout() const;
    bool restoreLayout(const QByteArray& layout);
    /// Draws now what was going to be drawn in the next frames: for screenshots.
    void flush();
    [[nodiscard]] const Selection& selection() const { return *m_selection; }

Q_SIGNALS:
    void demoRequested();
    void openRequested(QString path);
    void exporterRequested(QString address);
    void reloadRequested();
    void keepRequested();
    /// nullopt follows the desktop.
    void themeChosen(std::optional<checkwatch::common::ThemeKind> kind);

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildPanels();
    void connectPanels();
    void shareOutSpace();
    void buildMenus();
    void buildViewMenu();
    void askForExporter(bool asked);
    void takeSnapshot(const fleet::SnapshotPtr& snapshot);
    void tick();
    void onSelection();
    void showInTable(fleet::ServerId server);
    void showEmptyTexts();
    void showSubject();
    void updateChart();
    void askHistory();
    void askSparklines();
    void selectWanted();
    void openFile();
    void goToServer();
    void selectNode(const std::string& job, const std::string& instance, const std::string& proxy);
    [[nodiscard]] std::vector<fleet::ServerId> chartServers() const;
    [[nodiscard]] base::Timestamp now() const;

    session::Session* m_session = nullptr;
    fleet::SnapshotPtr m_snapshot;
    Selection* m_selection;
    SessionFeed* m_feed;
    Notifier* m_notifier;
    items::FleetTreeModel m_fleetModel;
    items::ServerTableModel m_serverModel;
    HeaderBar* m_header = nullptr;
    StatusLine* m_status = nullptr;
    QStackedWidget* m_pages = nullptr;
    EmptyPage* m_empty = nullptr;
    QSplitter* m_columns = nullptr;
    QSplitter* m_middle = nullptr;
    QSplitter* m_right = nullptr;
    common::Panel* m_serverPanel = nullptr;
    common::Panel* m_chartPanel = nullptr;
    servers::FleetTree* m_tree = nullptr;
    servers::ServerTable* m_table = nullptr;
    charts::FailuresChart* m_chart = nullptr;
    ChartOrQuery* m_lower = nullptr;
    alerts::AlertPanel* m_alerts = nullptr;
    DetailTabs* m_details = nullptr;
    QAction* m_keep = nullptr;
    QTimer m_tick;
    std::vector<fleet::ServerId> m_sparklines;
    common::ExporterNames m_names;
    QString m_wanted;           ///< server to select as soon as it is there
    bool m_sizesChosen = false; ///< the user moved a splitter, or a layout was restored
    bool m_emptyAsked = false;  ///< the user opened the page of exporters over a running session
};

} // namespace checkwatch::workstation
