#include "ui/alerts/alertpanel.h"
#include "ui/common/text.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/detailtabs.h"
#include "ui/workstation/fleetlookup.h"
#include "ui/workstation/fleetpanels.h"
#include "ui/workstation/headerbar.h"

#include <QKeyEvent>

#include <algorithm>

// What is selected in the panels, and how everything follows.
namespace checkwatch::workstation {

using fleet::ServerId;

void FleetPanels::onSelection()
{
    const Selection::Choice& choice = m_selection->current();
    showInTable(choice.server);
    m_alerts->select(choice.server, choice.alert);
    if (!m_snapshot || m_giving)
        return;
    showSubject();
    showChartSubjects();
    askHistory();
    m_feed->askWhy(m_details->question());
}

/// A server that the filter hides, or a closed group, is brought out: who selects it wants to see it.
void FleetPanels::showInTable(ServerId server)
{
    if (server == fleet::noServer || m_serverModel.server(server) == nullptr) {
        m_table->setCurrentIndex({});
        m_table->clearSelection();
        return;
    }
    if (m_table->selectServer(server))
        return;
    m_header->filter()->setFilterText({});
    m_serverModel.openGroupOf(server);
    m_table->selectServer(server);
}

void FleetPanels::showSubject()
{
    if (!m_snapshot)
        return;
    DetailTabs::Subject subject;
    if (m_selection->current().server != fleet::noServer)
        subject.found = findServer(m_serverModel, m_selection->current().server);
    subject.alert = findAlert(*m_snapshot, m_selection->current().alert);
    m_details->setSubject(m_snapshot, subject, {now(), m_status->zone()});
}

void FleetPanels::selectNode(const std::string& job, const std::string& instance, const std::string& proxy)
{
    const auto term = [](const char* key, const std::string& value) {
        return value.empty() ? QString()
                             : QStringLiteral("%1:\"%2\"").arg(QLatin1String(key), QString::fromStdString(value));
    };
    const bool sameAddress = m_names.wholeNameOf(job, instance) != common::display(instance, 80);
    m_header->filter()->setFilterText(
        QStringLiteral("%1 %2 %3")
            .arg(term("exporter", instance), term("backend", proxy), term("job", sameAddress ? job : std::string()))
            .trimmed());
}

bool FleetPanels::selectServer(const QString& name)
{
    const ServerId server = serverNamed(*m_snapshot, name);
    if (server != fleet::noServer)
        m_selection->select({server, 0});
    return server != fleet::noServer;
}

void FleetPanels::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_serverModel.orderHeld())
        m_serverModel.release();
    else
        QWidget::keyPressEvent(event);
}

void FleetPanels::selectServerWhenThere(const QString& name)
{
    m_wanted = name;
    selectWanted();
}

void FleetPanels::selectWanted()
{
    if (m_wanted.isEmpty())
        return;
    if (!m_selection->current().isEmpty() || selectServer(m_wanted)) {
        m_wanted.clear();
        showNotice({});
        return;
    }
    const auto answered = [](const fleet::TargetRow& target) { return base::unixMs(target.lastGood) != 0; };
    if (std::any_of(m_snapshot->targets.begin(), m_snapshot->targets.end(), answered))
        showNotice(QStringLiteral("No server \"%1\" here so far (there is %2); it is selected as soon as it comes")
                       .arg(m_wanted, serversLike(*m_snapshot, m_wanted).join(QStringLiteral(", "))));
}

} // namespace checkwatch::workstation
