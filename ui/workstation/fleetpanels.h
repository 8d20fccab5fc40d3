#pragma once

#include "models/items/fleettreemodel.h"
#include "models/items/servertablemodel.h"
#include "models/runbooks/library.h"
#include "models/session/session.h"
#include "ui/common/exporternames.h"
#include "ui/common/theme.h"
#include "ui/workstation/emptywords.h"
#include "ui/workstation/selection.h"
#include "ui/workstation/sessionfeed.h"
#include "ui/workstation/statusline.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <optional>

class QJsonObject;
class QMenu;

namespace checkwatch::alerts {
class AlertPanel;
}
namespace checkwatch::charts {
class FailuresChart;
class ZoomStack;
} // namespace checkwatch::charts
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
class HeaderBar;
class PanelRoom;

/// What a window shows of a session, live or recorded: the line with filter and counts, fleet, servers, chart or query,
/// alerts, details of what is selected, and the status bar that goes with them. It sees the engine only through a Session.
/// GUI thread.
class FleetPanels : public QWidget
{
    Q_OBJECT

public:
    explicit FleetPanels(QWidget* parent = nullptr);
    ~FleetPanels() override;

    /// Null shows nothing. Does not take ownership; the session must outlive the panels or be replaced before.
    void setSession(session::Session* session);
    void setRunbooks(std::shared_ptr<const runbooks::Library> library);
    /// What panels say that have nothing to show; emptyWordsOf() before.
    void setEmptyWords(std::function<EmptyWords(const fleet::Snapshot&)> words);
    /// Puts a page before the fleet, as tabs in the left column. Takes ownership.
    void addPageAtLeft(QWidget* page, const QString& title);
    /// "server", "backend/server" or "exporter/backend/server"; false where there is none now.
    bool selectServer(const QString& name);
    /// The same as soon as it is there, unless somebody selects something before; says so while it is not.
    void selectServerWhenThere(const QString& name);
    /// Opens the query pane, with an expression and its answer where one is given.
    void openQuery(const QString& expression = {});
    /// A word in the status bar.
    void showNotice(const QString& text, bool error = false);
    /// Ages count on, and everything that follows the time is asked for; nothing where the time stands still.
    void tick();
    /// Nothing counts on from here.
    void stop() { m_tick.stop(); }
    /// Draws now what was going to be drawn in the next frames: for screenshots.
    void flush();
    /// Positions of splitters, columns, and what the user chose.
    [[nodiscard]] QJsonObject saveLayout() const;
    void restoreLayout(const QJsonObject& layout);
    void fillViewMenu(QMenu* menu);
    void fillServersMenu(QMenu* menu);
    void fillAlertsMenu(QMenu* menu);
    [[nodiscard]] Selection& selection() { return *m_selection; }
    [[nodiscard]] charts::ZoomStack& zoom();
    /// To be put under the window; goes with these panels.
    [[nodiscard]] StatusLine* status() const { return m_status; }
    [[nodiscard]] const fleet::SnapshotPtr& snapshot() const { return m_snapshot; }

Q_SIGNALS:
    void snapshotShown(const checkwatch::fleet::SnapshotPtr& snapshot);
    /// nullopt follows the desktop.
    void themeChosen(std::optional<checkwatch::common::ThemeKind> kind);

protected:
    /// What no part of it wanted.
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    void connectPanels();
    void connectModels();
    void addThemes(QMenu* view);
    void takeSnapshot(const fleet::SnapshotPtr& snapshot);
    void giveToPanels(const fleet::SnapshotPtr& snapshot);
    void onSelection();
    void showInTable(fleet::ServerId server);
    void showEmptyTexts();
    void showSubject();
    void showAges();
    void showChartSubjects();
    void askHistory();
    void askSparklines();
    void selectWanted();
    /// Somebody is on it; where there is an Alertmanager, he is asked whether it shall be silenced there as well.
    void acknowledge(fleet::Event event);
    void tell(const fleet::Event& event);
    void goToServer();
    void showRules();
    void selectNode(const std::string& job, const std::string& instance, const std::string& proxy);
    [[nodiscard]] std::vector<fleet::ServerId> chartServers() const;
    [[nodiscard]] base::Timestamp now() const;

    session::Session* m_session = nullptr;
    fleet::SnapshotPtr m_snapshot;
    Selection* m_selection;
    SessionFeed* m_feed;
    items::FleetTreeModel m_fleetModel;
    items::ServerTableModel m_serverModel;
    std::function<EmptyWords(const fleet::Snapshot&)> m_emptyWords = emptyWordsOf;
    HeaderBar* m_header = nullptr;
    StatusLine* m_status = nullptr;
    PanelRoom* m_room = nullptr;
    common::Panel* m_serverPanel = nullptr;
    common::Panel* m_chartPanel = nullptr;
    servers::FleetTree* m_tree = nullptr;
    servers::ServerTable* m_table = nullptr;
    charts::FailuresChart* m_chart = nullptr;
    ChartOrQuery* m_lower = nullptr;
    alerts::AlertPanel* m_alerts = nullptr;
    DetailTabs* m_details = nullptr;
    QTimer m_tick;
    std::optional<base::Timestamp> m_shownAt;    ///< what the ages are of
    std::optional<base::Timestamp> m_followedAt; ///< what was asked for with the time is of it
    std::vector<fleet::ServerId> m_sparklines;
    common::ExporterNames m_names;
    QString m_wanted;      ///< server to select as soon as it is there
    bool m_giving = false; ///< a snapshot to the panels
};

} // namespace checkwatch::workstation
