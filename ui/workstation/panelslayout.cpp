#include "ui/alerts/alertpanel.h"
#include "ui/charts/failureschart.h"
#include "ui/common/flattabbar.h"
#include "ui/common/panel.h"
#include "ui/common/text.h"
#include "ui/query/querypane.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/fleettree.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/chartorquery.h"
#include "ui/workstation/detailtabs.h"
#include "ui/workstation/fleetpanels.h"
#include "ui/workstation/headerbar.h"
#include "ui/workstation/panelroom.h"

#include <QVBoxLayout>

// The panels: what stands where, and who hears whom.
namespace checkwatch::workstation {

using fleet::ServerId;

void FleetPanels::build()
{
    m_header = new HeaderBar(this);
    m_status = new StatusLine(this);
    auto* fleetPanel = new common::Panel(QStringLiteral("Fleet"), this);
    m_tree = new servers::FleetTree(m_fleetModel, fleetPanel);
    fleetPanel->setContent(m_tree);
    m_serverPanel = new common::Panel(QStringLiteral("Servers"), this);
    m_table = new servers::ServerTable(m_serverModel, m_serverPanel);
    m_serverPanel->setContent(m_table);
    m_chartPanel = new common::Panel(QStringLiteral("Health-check failures · increase over 1 m, per server"), this);
    m_chart = new charts::FailuresChart(m_chartPanel);
    m_chartPanel->setContent(m_chart);
    m_alerts = new alerts::AlertPanel(this);
    auto* detailPanel = new common::Panel(QString(), this);
    m_details = new DetailTabs(detailPanel);
    detailPanel->setContent(m_details);
    m_room = new PanelRoom(this);
    m_lower = new ChartOrQuery(m_chartPanel, m_room->middle(), this);
    m_room->setPanels({fleetPanel, m_serverPanel, m_lower, m_alerts, detailPanel});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 4);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_room, 1);
}

void FleetPanels::connectPanels()
{
    m_tree->setClock([this] { return now(); });
    m_table->setClock([this] { return now(); });
    connect(m_selection, &Selection::changed, this, &FleetPanels::onSelection);
    connect(m_table, &servers::ServerTable::serverSelected, this, [this](ServerId server) {
        if (server != fleet::noServer && server != m_selection->current().server)
            m_selection->select({server, 0});
    });
    connect(m_table, &servers::ServerTable::visibleServersChanged, this, [this](const std::vector<ServerId>& servers) {
        m_sparklines = servers;
        askSparklines();
    });
    connect(m_tree, &servers::FleetTree::nodeSelected, this, &FleetPanels::selectNode);
    connect(m_alerts, &alerts::AlertPanel::selected, this, [this](ServerId server, qulonglong alert) {
        m_selection->select({server, alert});
    });
    connect(m_details, &DetailTabs::pageOpened, this, &FleetPanels::showSubject);
    connect(m_details, &DetailTabs::serverActivated, this, [this](ServerId server) {
        m_selection->select({server, 0});
    });
    connect(m_header->filter(), &servers::FilterEdit::filterChanged, this, [this](const items::Filter& filter) {
        m_serverModel.setFilter(filter);
        showEmptyTexts();
    });
    connect(m_header, &HeaderBar::groupingChosen, this, [this](items::Grouping g) { m_serverModel.setGrouping(g); });
    connect(m_header, &HeaderBar::rangeChosen, this, [this](base::Duration range) {
        m_chart->zoom().setLength(range);
        askSparklines();
    });
    connect(&m_chart->zoom(), &charts::ZoomStack::rangeChanged, this, &FleetPanels::askHistory);
    connect(m_lower, &ChartOrQuery::queryClosed, this, [this] { m_table->setFocus(Qt::OtherFocusReason); });
    connect(m_status, &StatusLine::zoneChanged, this, [this](common::Zone zone) {
        m_table->setZone(zone);
        m_chart->setZone(zone);
        m_lower->query()->setZone(zone);
        showAges();
    });
}

void FleetPanels::connectModels()
{
    connect(&m_serverModel, &items::ServerTableModel::countsChanged, this, [this](int shown, int total) {
        const QString counts = QStringLiteral("%1 shown of %2").arg(shown).arg(total);
        if (m_serverModel.orderHeld()) { // an order that does not hold must not be claimed
            m_serverPanel->setNote(counts + QStringLiteral(" · order held, Esc releases"), common::Role::PendingText);
            return;
        }
        const bool urgent = m_serverModel.sortedBy().column < 0;
        m_serverPanel->setNote(counts + (urgent ? QStringLiteral(" · most urgent first") : QString()));
    });
    connect(m_feed, &SessionFeed::chartReady, this, [this](const fleet::HistoryPtr& history) {
        m_chart->setHistory(history);
        m_chartPanel->setNote(common::display(history->expression));
    });
    connect(m_feed, &SessionFeed::sparklinesReady, m_table, &servers::ServerTable::setHistory);
    connect(m_feed, &SessionFeed::whyReady, m_details, &DetailTabs::setExplanation);
    connect(m_details, &DetailTabs::questionChanged, m_feed, &SessionFeed::askWhy);
    connect(m_details, &DetailTabs::stepTicked, this, &FleetPanels::tell);
    connect(m_alerts, &alerts::AlertPanel::acknowledged, this, &FleetPanels::acknowledge);
}

void FleetPanels::addPageAtLeft(QWidget* page, const QString& title)
{
    auto* panel = new common::Panel(QString(), this);
    auto* tabs = new common::FlatTabs(panel);
    tabs->addTab(page, title);
    tabs->addTab(m_tree, QStringLiteral("Fleet"));
    panel->setContent(tabs);
    m_room->replaceLeft(panel);
}

} // namespace checkwatch::workstation
