#include "models/fleet/acknowledgement.h"

#include <algorithm>

namespace checkwatch::fleet {

Event acknowledgementOf(const ServerIdentity& who, std::string_view by, base::Timestamp at)
{
    Event event;
    event.kind = EventKind::Acknowledged;
    event.time = at;
    event.server = who.id;
    event.job = who.job;
    event.instance = who.instance;
    event.proxy = who.proxy;
    event.serverName = who.server;
    event.detail = by;
    event.value = static_cast<double>(base::unixMs(at));
    return event;
}

Event acknowledgementOf(const AlertRow& alert, std::string_view by, base::Timestamp at)
{
    const metrics::Labels& labels = alert.alert.identity->labels;
    const bool ofServer = alert.subject == SubjectKind::Server;
    Event event = acknowledgementOf({alert.server, alert.job, alert.instance, alert.proxy,
                                     ofServer ? std::string(labels.get("server")) : std::string()},
                                    by, at);
    event.name = labels.get("alertname");
    return event;
}

std::vector<metrics::Labels> alertsOf(const Event& acknowledgement, const Snapshot& snapshot)
{
    std::vector<metrics::Labels> out;
    for (const AlertRow& row : snapshot.alerts ? *snapshot.alerts : std::vector<AlertRow>()) {
        const bool active = row.phase == AlertPhase::Pending || row.phase == AlertPhase::Firing;
        const metrics::Labels& labels = row.alert.identity->labels;
        const bool about = acknowledgement.server != noServer ? row.server == acknowledgement.server
                                                              : row.subject != SubjectKind::Server
                && labels.get("alertname") == acknowledgement.name && row.job == acknowledgement.job
                && row.instance == acknowledgement.instance && row.proxy == acknowledgement.proxy;
        if (active && about) {
            out.push_back(labels);
        }
    }
    return out;
}

base::Timestamp acknowledgedAt(const Event& event) noexcept
{
    return base::fromUnixMs(static_cast<std::int64_t>(event.value));
}

bool isSameAcknowledgement(const Event& a, const Event& b) noexcept
{
    return a.kind == EventKind::Acknowledged && b.kind == a.kind && a.value == b.value && a.name == b.name
        && a.job == b.job && a.instance == b.instance && a.proxy == b.proxy && a.serverName == b.serverName
        && a.detail == b.detail;
}

Acknowledgements::Key Acknowledgements::keyOf(const Event& event)
{
    return {event.serverName.empty() ? event.name : std::string(), event.job, event.instance, event.proxy,
            event.serverName};
}

Acknowledgements::Acknowledgements(const Snapshot& snapshot)
{
    if (!snapshot.events) {
        return;
    }
    for (const Event& event : *snapshot.events) {
        if (event.kind == EventKind::Acknowledged) {
            const Event*& newest = m_newest[keyOf(event)];
            newest = newest == nullptr || newest->value <= event.value ? &event : newest;
        }
    }
}

const Event* Acknowledgements::since(const Key& key, base::Timestamp began) const
{
    const auto at = m_newest.find(key);
    return at != m_newest.end() && acknowledgedAt(*at->second) >= began ? at->second : nullptr;
}

const Event* Acknowledgements::of(const Snapshot& snapshot, const ServerRow& row) const
{
    if (isEmpty()) {
        return nullptr;
    }
    const auto place = static_cast<std::size_t>(row.alert);
    const bool alert = row.alert >= 0 && snapshot.alerts && place < snapshot.alerts->size();
    const bool down = haproxy::isDown(row.state);
    base::Timestamp began = alert && !down ? (*snapshot.alerts)[place].alert.activeAt : row.since;
    if (alert && down) {
        began = std::min(began, (*snapshot.alerts)[place].alert.activeAt);
    }
    const ServerIdentity& who = *row.identity;
    return since({std::string(), who.job, who.instance, who.proxy, who.server}, began);
}

const Event* Acknowledgements::of(const AlertRow& alert) const
{
    return isEmpty() || !alert.alert.identity
        ? nullptr
        : since(keyOf(acknowledgementOf(alert, {}, base::Timestamp{})), alert.alert.activeAt);
}

} // namespace checkwatch::fleet
