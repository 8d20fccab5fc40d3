#include "ui/alerts/alertpanel.h"
#include "ui/charts/failureschart.h"
#include "ui/rulepage/rulesdialog.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/chartorquery.h"
#include "ui/workstation/fleetpanels.h"
#include "ui/workstation/gotodialog.h"
#include "ui/workstation/headerbar.h"
#include "ui/workstation/layoutbytes.h"
#include "ui/workstation/panelroom.h"

#include <QActionGroup>
#include <QJsonObject>
#include <QMenu>

// What the panels put into menus, and what they remember.
namespace checkwatch::workstation {

void FleetPanels::fillServersMenu(QMenu* menu)
{
    menu->addAction(QStringLiteral("&Filter"), QKeySequence::Find, this,
                    [this] { m_header->filter()->setFocus(Qt::ShortcutFocusReason); });
    menu->addAction(QStringLiteral("&Go to server…"), QKeySequence(Qt::CTRL | Qt::Key_K), this,
                    &FleetPanels::goToServer);
    menu->addAction(m_selection->backAction());
    menu->addAction(m_selection->forwardAction());
}

void FleetPanels::fillAlertsMenu(QMenu* menu)
{
    menu->addAction(m_alerts->acknowledgeAction());
    menu->addAction(m_alerts->copyAction());
    menu->addAction(m_alerts->seenAction());
    menu->addSeparator();
    menu->addAction(QStringLiteral("&Rules…"), QKeySequence(Qt::CTRL | Qt::Key_R), this, &FleetPanels::showRules);
}

void FleetPanels::showRules()
{
    auto* rules = findChild<rulepage::RulesDialog*>();
    if (rules == nullptr)
        rules = new rulepage::RulesDialog(m_session, this);
    rules->show();
    rules->raise();
    rules->activateWindow();
}

void FleetPanels::fillViewMenu(QMenu* view)
{
    charts::ZoomStack& zoom = m_chart->zoom();
    view->addAction(QStringLiteral("&Query"), QKeySequence(Qt::CTRL | Qt::Key_E), m_lower, &ChartOrQuery::toggleQuery);
    view->addSeparator();
    view->addActions({zoom.zoomInAction(), zoom.zoomOutAction(), zoom.backAction(), zoom.followAction()});
    view->addSeparator();
    QMenu* columns = view->addMenu(QStringLiteral("&Columns"));
    connect(columns, &QMenu::aboutToShow, this, [this, columns] { m_table->fillColumnMenu(columns); });
    QMenu* sorting = view->addMenu(QStringLiteral("&Sort servers by"));
    connect(sorting, &QMenu::aboutToShow, this, [this, sorting] { m_table->fillSortMenu(sorting); });
    view->addSeparator();
    view->addAction(QStringLiteral("Switch UTC and &local time"), QKeySequence(Qt::CTRL | Qt::Key_L), this, [this] {
        m_status->setZone(m_status->zone() == common::Zone::Utc ? common::Zone::Local : common::Zone::Utc);
    });
    addThemes(view);
}

void FleetPanels::addThemes(QMenu* view)
{
    QMenu* themes = view->addMenu(QStringLiteral("&Theme"));
    auto* group = new QActionGroup(themes);
    const auto add = [&](const QString& words, std::optional<common::ThemeKind> kind) {
        QAction* action = themes->addAction(words, this, [this, kind] { Q_EMIT themeChosen(kind); });
        action->setCheckable(true);
        action->setChecked(!kind.has_value());
        group->addAction(action);
    };
    add(QStringLiteral("&Follow desktop"), std::nullopt);
    add(QStringLiteral("&Dark"), common::ThemeKind::Dark);
    add(QStringLiteral("&Light"), common::ThemeKind::Light);
    add(QStringLiteral("&High contrast"), common::ThemeKind::Contrast);
}

void FleetPanels::goToServer()
{
    auto* dialog = new GotoDialog(m_snapshot, this);
    connect(dialog, &GotoDialog::serverChosen, this, [this](fleet::ServerId server) {
        m_selection->select({server, 0});
    });
    dialog->open();
}

QJsonObject FleetPanels::saveLayout() const
{
    QJsonObject layout = m_room->save();
    layout.insert(QStringLiteral("table"), encoded(m_table->saveColumns()));
    layout.insert(QStringLiteral("query"), m_lower->save());
    layout.insert(QStringLiteral("rangeMs"), static_cast<double>(m_header->range().count()));
    layout.insert(QStringLiteral("grouping"), static_cast<int>(m_header->grouping()));
    layout.insert(QStringLiteral("local"), m_status->zone() == common::Zone::Local);
    return layout;
}

void FleetPanels::restoreLayout(const QJsonObject& object)
{
    m_room->restore(object);
    m_table->restoreColumns(decoded(object, "table"));
    m_lower->restore(object.value(QLatin1String("query")).toObject());
    m_header->setRange(base::Duration{static_cast<std::int64_t>(object.value(QLatin1String("rangeMs")).toDouble())});
    m_chart->zoom().setLength(m_header->range());
    m_header->setGrouping(static_cast<items::Grouping>(object.value(QLatin1String("grouping")).toInt()));
    m_serverModel.setGrouping(m_header->grouping());
    m_status->setZone(object.value(QLatin1String("local")).toBool() ? common::Zone::Local : common::Zone::Utc);
}

} // namespace checkwatch::workstation
