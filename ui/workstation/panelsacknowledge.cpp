#include "models/fleet/acknowledgement.h"
#include "ui/common/exporternames.h"
#include "ui/common/text.h"
#include "ui/workstation/acknowledgedialog.h"
#include "ui/workstation/fleetlookup.h"
#include "ui/workstation/fleetpanels.h"

// "I am on it", and whom else that may keep from being told.
namespace checkwatch::workstation {
namespace {

/// Who is logged in here.
std::string personHere()
{
    for (const char* const variable : {"USER", "LOGNAME"}) {
        if (const QString name = qEnvironmentVariable(variable); !name.isEmpty()) {
            return name.toStdString();
        }
    }
    return "somebody";
}

} // namespace

void FleetPanels::acknowledge(fleet::Event event)
{
    event.detail = personHere();
    if (m_session == nullptr || !m_session->canSilence()) {
        tell(event);
        return;
    }
    const std::vector<metrics::Labels> alerts = fleet::alertsOf(event, *m_snapshot);
    common::ExporterNames names;
    names.setTargets(m_snapshot->targets);
    const QString about = event.serverName.empty() ? common::display(event.name, 120) : names.subjectOf(event);
    auto* dialog = new AcknowledgeDialog(about, alerts.size(), this);
    connect(dialog, &AcknowledgeDialog::acknowledged, this,
            [this, event, alerts](const std::optional<AcknowledgeDialog::Silencing>& silencing) {
                tell(event);
                if (silencing && m_session != nullptr) {
                    const std::string why = silencing->comment.isEmpty() ? "acknowledged in Checkwatch"
                                                                         : silencing->comment.toStdString();
                    m_session->requestSilence({alerts, silencing->length, event.detail, why});
                }
            });
    dialog->open();
}

void FleetPanels::tell(const fleet::Event& event)
{
    if (m_session != nullptr) {
        m_session->addEvent(event);
    }
}

} // namespace checkwatch::workstation
