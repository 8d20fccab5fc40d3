#include "ui/workstation/workstationwindow.h"

#include "ui/alerts/alertpanel.h"
#include "ui/charts/failureschart.h"
#include "ui/common/panel.h"
#include "ui/common/statewords.h"
#include "ui/common/text.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/fleettree.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/detailtabs.h"
#include "ui/workstation/emptypage.h"
#include "ui/workstation/headerbar.h"
#include "ui/workstation/notifier.h"
#include "ui/workstation/statusline.h"

#include <QCloseEvent>
#include <QListView>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace checkwatch::workstation {

using fleet::ServerId;

namespace {

constexpr std::size_t linesAtMost = 10;

} // namespace

WorkstationWindow::WorkstationWindow(session::Session* session, QWidget* parent)
    : QMainWindow(parent), m_selection(new Selection(this)), m_feed(new SessionFeed(this)),
      m_notifier(new Notifier(this))
{
    setWindowTitle(QStringLiteral("Checkwatch"));
    resize(1600, 1000);
    buildPanels();
    buildMenus();
    connectPanels();
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &WorkstationWindow::tick);
    m_tick.start();
    m_table->setFocus(Qt::OtherFocusReason);
    setSession(session);
}

WorkstationWindow::~WorkstationWindow() = default;

void WorkstationWindow::buildPanels()
{
    m_header = new HeaderBar(this);
    m_status = new StatusLine(this);
    setStatusBar(m_status);
    auto* fleetPanel = new common::Panel(QStringLiteral("Fleet"), this);
    m_tree = new servers::FleetTree(m_fleetModel, fleetPanel);
    fleetPanel->setContent(m_tree);
    m_serverPanel = new common::Panel(QStringLiteral("Servers"), this);
    m_table = new servers::ServerTable(m_serverModel, m_serverPanel);
    m_serverPanel->setContent(m_table);
    m_chartPanel = new common::Panel(QStringLiteral("Health-check failures · increase over 1 m, per server"), this);
    m_chart = new charts::FailuresChart(m_chartPanel);
    m_chart->setEmptyText(QStringLiteral("No server fails and none is selected. Select a server to see its failures."));
    m_chartPanel->setContent(m_chart);
    m_alerts = new alerts::AlertPanel(this);
    auto* detailPanel = new QFrame(this);
    auto* detailLayout = new QVBoxLayout(detailPanel);
    detailLayout->setContentsMargins(0, 0, 0, 0);
    m_details = new DetailTabs(detailPanel);
    detailLayout->addWidget(m_details);
    m_middle = new QSplitter(Qt::Vertical, this);
    m_middle->addWidget(m_serverPanel);
    m_middle->addWidget(m_chartPanel);
    m_right = new QSplitter(Qt::Vertical, this);
    m_right->addWidget(m_alerts);
    m_right->addWidget(detailPanel);
    m_columns = new QSplitter(Qt::Horizontal, this);
    m_columns->addWidget(fleetPanel);
    m_columns->addWidget(m_middle);
    m_columns->addWidget(m_right);
    for (QSplitter* splitter : {m_columns, m_middle, m_right}) {
        splitter->setHandleWidth(8);
        splitter->setChildrenCollapsible(false);
    }
    m_columns->setSizes({190, 918, 380});
    m_middle->setSizes({534, 340});
    m_right->setSizes({318, 556});
    m_columns->setStretchFactor(1, 1);
    m_middle->setStretchFactor(0, 1);
    m_right->setStretchFactor(1, 1);
    m_empty = new EmptyPage(this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_columns);
    m_pages->addWidget(m_empty);
    auto* centre = new QWidget(this);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(8, 0, 8, 4);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_pages, 1);
    setCentralWidget(centre);
}

void WorkstationWindow::connectPanels()
{
    m_tree->setClock([this] { return now(); });
    m_table->setClock([this] { return now(); });
    connect(m_selection, &Selection::changed, this, &WorkstationWindow::onSelection);
    connect(m_table, &servers::ServerTable::serverSelected, this, [this](ServerId server) {
        if (server != fleet::noServer)
            m_selection->select({server, 0});
    });
    connect(m_table, &servers::ServerTable::visibleServersChanged, this, [this](const std::vector<ServerId>& servers) {
        m_sparklines = servers;
        m_feed->askSparklines(m_sparklines, {now() - m_header->range(), now(), 80});
    });
    connect(m_tree, &servers::FleetTree::nodeSelected, this,
            [this](const std::string&, const std::string& instance, const std::string& proxy) {
                selectNode(instance, proxy);
            });
    connect(m_alerts, &alerts::AlertPanel::serverSelected, this, [this](ServerId server) {
        m_selection->select({server, 0});
    });
    connect(m_alerts, &alerts::AlertPanel::alertSelected, this, [this](qulonglong alert) {
        m_selection->select({fleet::noServer, alert});
    });
    connect(m_details, &DetailTabs::serverActivated, this, [this](ServerId server) {
        m_selection->select({server, 0});
    });
    connect(m_header->filter(), &servers::FilterEdit::filterChanged, this,
            [this](const items::Filter& filter) { m_serverModel.setFilter(filter); });
    connect(m_header, &HeaderBar::groupingChosen, this, [this](items::Grouping g) { m_serverModel.setGrouping(g); });
    connect(m_header, &HeaderBar::rangeChosen, this,
            [this](base::Duration range) { m_chart->zoom().setLength(range); });
    connect(&m_chart->zoom(), &charts::ZoomStack::rangeChanged, this, &WorkstationWindow::askHistory);
    connect(m_status, &StatusLine::zoneChanged, this, [this](common::Zone zone) {
        m_table->setZone(zone);
        m_chart->setZone(zone);
        tick();
    });
    connect(&m_serverModel, &items::ServerTableModel::countsChanged, this, [this](int shown, int total) {
        m_serverPanel->setNote(QStringLiteral("%1 shown of %2 · most urgent first").arg(shown).arg(total));
    });
    connect(m_feed, &SessionFeed::chartReady, this, [this](const fleet::HistoryPtr& history) {
        m_chart->setHistory(history);
        m_chartPanel->setNote(common::display(history->expression));
    });
    connect(m_feed, &SessionFeed::sparklinesReady, m_table, &servers::ServerTable::setHistory);
    connect(m_feed, &SessionFeed::whyReady, m_details, &DetailTabs::setExplanation);
    connect(m_empty, &EmptyPage::demoRequested, this, &WorkstationWindow::demoRequested);
    connect(m_empty, &EmptyPage::exporterRequested, this, &WorkstationWindow::exporterRequested);
    connect(m_empty, &EmptyPage::openRequested, this, &WorkstationWindow::openFile);
    connect(m_notifier, &Notifier::activated, this, [this] {
        show();
        raise();
        activateWindow();
    });
}

void WorkstationWindow::setSession(session::Session* session)
{
    if (m_session != nullptr)
        disconnect(m_session, nullptr, this, nullptr);
    m_session = session;
    m_emptyAsked = false;
    m_feed->setSession(session);
    if (session != nullptr) {
        connect(session, &session::Session::snapshotReady, this, &WorkstationWindow::takeSnapshot);
        connect(session, &session::Session::notice, this,
                [this](const QString& text, bool error) { m_status->setNotice(text, error); });
    }
    const fleet::SnapshotPtr first = session != nullptr ? session->snapshot() : nullptr;
    takeSnapshot(first ? first : std::make_shared<fleet::Snapshot>());
}

void WorkstationWindow::setRunbooks(std::shared_ptr<const runbooks::Library> library)
{
    m_details->setLibrary(std::move(library));
    showSubject();
}

void WorkstationWindow::setNotificationsEnabled(bool enabled)
{
    m_notifier->setEnabled(enabled);
}

base::Timestamp WorkstationWindow::now() const
{
    return m_session != nullptr ? m_session->now() : base::Timestamp{};
}

void WorkstationWindow::takeSnapshot(const fleet::SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    const bool nothing = snapshot->targets.empty();
    m_pages->setCurrentWidget(nothing || m_emptyAsked ? static_cast<QWidget*>(m_empty) : m_columns);
    m_header->setVisible(!nothing);
    m_alerts->setMoment({now(), m_status->zone()});
    m_fleetModel.setSnapshot(snapshot);
    m_serverModel.setSnapshot(snapshot);
    m_alerts->setSnapshot(snapshot);
    m_header->setSnapshot(snapshot, now());
    m_status->setSnapshot(*snapshot, now());
    m_notifier->setSnapshot(snapshot);
    m_chart->zoom().setEarliest(watchingSince(*snapshot));
    m_chart->zoom().setNow(now());
    showSubject();
    updateChart();
    m_feed->askWhy(m_selection->current().server);
}

void WorkstationWindow::tick()
{
    const base::Timestamp time = now();
    m_alerts->setMoment({time, m_status->zone()});
    m_header->setNow(*m_snapshot, time);
    m_status->setNow(*m_snapshot, time);
    showSubject();
    m_chart->zoom().setNow(time); // asks for history while it follows
    if (!m_sparklines.empty())
        m_feed->askSparklines(m_sparklines, {time - m_header->range(), time, 80});
}

void WorkstationWindow::onSelection()
{
    const Selection::Choice& choice = m_selection->current();
    m_table->selectServer(choice.server);
    m_alerts->selectServer(choice.server);
    if (!m_snapshot)
        return;
    showSubject();
    updateChart();
    m_feed->askWhy(choice.server);
}

void WorkstationWindow::showSubject()
{
    if (!m_snapshot)
        return;
    DetailTabs::Subject subject;
    if (m_selection->current().server != fleet::noServer)
        subject.found = findServer(*m_snapshot, m_selection->current().server);
    subject.alert = findAlert(*m_snapshot, m_selection->current().alert);
    m_details->setSubject(m_snapshot, subject, {now(), m_status->zone()});
}

std::vector<ServerId> WorkstationWindow::chartServers() const
{
    std::vector<ServerId> servers;
    const auto add = [&servers](ServerId server) {
        if (server != fleet::noServer && std::find(servers.begin(), servers.end(), server) == servers.end())
            servers.push_back(server);
    };
    add(m_selection->current().server);
    const items::AlertListModel& list = m_alerts->model();
    for (int row = 0; row < list.rowCount() && servers.size() < linesAtMost; ++row) {
        const QVariant server = list.index(row, 0).data(items::AlertListModel::ServerIdRole);
        if (server.isValid())
            add(server.toUInt());
    }
    return servers;
}

void WorkstationWindow::updateChart()
{
    std::vector<charts::FailuresChart::Subject> subjects;
    for (const ServerId server : chartServers()) {
        const Found found = findServer(*m_snapshot, server);
        if (found.row != nullptr)
            subjects.push_back(
                {server, common::display(found.row->identity->server, 40), common::effective(*found.row)});
    }
    m_chart->setSubjects(std::move(subjects), m_selection->current().server);
    askHistory();
}

void WorkstationWindow::askHistory()
{
    const auto& range = m_chart->zoom().range();
    m_feed->askChart(chartServers(), {range.from, range.to, std::max(100, m_chart->width())});
}

void WorkstationWindow::selectNode(const std::string& instance, const std::string& proxy)
{
    const auto term = [](const char* key, const std::string& value) {
        return value.empty() ? QString()
                             : QStringLiteral("%1:\"%2\"").arg(QLatin1String(key), QString::fromStdString(value));
    };
    m_header->filter()->setFilterText(
        QStringLiteral("%1 %2").arg(term("exporter", instance), term("backend", proxy)).trimmed());
}

bool WorkstationWindow::selectServer(const QString& name)
{
    const ServerId server = serverNamed(*m_snapshot, name);
    if (server != fleet::noServer)
        m_selection->select({server, 0});
    return server != fleet::noServer;
}

void WorkstationWindow::flush()
{
    tick();
    m_chart->flush();
}

void WorkstationWindow::closeEvent(QCloseEvent* event)
{
    m_tick.stop();
    QMainWindow::closeEvent(event);
}

} // namespace checkwatch::workstation
