#include "models/fleet/alertbook.h"

#include <algorithm>

namespace checkwatch::fleet {
namespace {

using rules::AlertState;

EventKind eventKindOf(AlertPhase phase) noexcept
{
    switch (phase) {
    case AlertPhase::Pending: return EventKind::AlertPending;
    case AlertPhase::Firing: return EventKind::AlertFiring;
    case AlertPhase::Resolved: return EventKind::AlertResolved;
    case AlertPhase::ClearedDown: return EventKind::AlertClearedDown;
    case AlertPhase::Unknown: return EventKind::AlertUnknown;
    }
    return EventKind::AlertUnknown;
}

bool isActive(AlertPhase phase) noexcept
{
    return phase == AlertPhase::Pending || phase == AlertPhase::Firing || phase == AlertPhase::Unknown;
}

/// The first slot after `slot` whose evaluation sees that `for` has passed.
base::Timestamp firesAt(const rules::Alert& alert, base::Timestamp slot, base::Duration interval)
{
    const base::Timestamp passed = alert.activeAt + alert.identity->rule->holdFor;
    if (interval <= base::Duration{0}) {
        return passed;
    }
    const base::Duration left = std::max(passed - slot, base::Duration{1});
    return slot + (left + interval - base::Duration{1}) / interval * interval;
}

} // namespace

std::string_view phaseName(AlertPhase phase) noexcept
{
    switch (phase) {
    case AlertPhase::Pending: return "pending";
    case AlertPhase::Firing: return "firing";
    case AlertPhase::Resolved: return "resolved";
    case AlertPhase::ClearedDown: return "cleared_down";
    case AlertPhase::Unknown: return "unknown";
    }
    return "unknown";
}

AlertBook::AlertBook(const TrackerOptions& options, Directory& directory, EventLog& events, SilenceBook& silences)
    : m_healthAlerts(options.healthAlerts), m_endedKept(options.endedKept), m_directory(directory), m_events(events),
      m_silences(silences)
{
}

void AlertBook::evaluate(const rules::Group& group, base::Timestamp time, base::Duration interval,
                         std::span<const rules::Alert> alerts)
{
    GroupState& state = m_groups[{group.file, group.name}];
    ++state.evaluation;
    state.order.resize(alerts.size(), none);
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        if (alerts[i].state == AlertState::Inactive || ofRemovedTarget(alerts[i])) {
            continue;
        }
        const Index index = locate(state, i, alerts[i], group);
        Record& record = m_records[index];
        record.seen = state.evaluation;
        follow(record, alerts[i], time, interval);
    }
    std::vector<Index> stillActive;
    stillActive.reserve(state.active.size());
    for (const Index index : state.active) {
        if (m_records[index].seen == state.evaluation || end(state, index, time)) {
            stillActive.push_back(index);
        } else if (m_records[index].row.alert.firedAt == base::Timestamp{}
                   && m_records[index].row.phase == AlertPhase::Resolved) {
            release(state, index); // it never fired and nothing is wrong: no news for a list
        }
    }
    state.active = std::move(stillActive);
}

AlertBook::Index AlertBook::locate(GroupState& state, std::size_t place, const rules::Alert& alert,
                                   const rules::Group& group)
{
    const std::uint64_t id = alert.identity->id;
    Index index = state.order[place];
    if (index == none || index >= m_records.size() || m_records[index].id != id || !m_records[index].used) {
        const auto it = state.byId.find(id);
        index = it != state.byId.end() ? it->second : makeRecord(state, alert, group.product);
        state.order[place] = index;
    }
    return index;
}

AlertBook::Index AlertBook::makeRecord(GroupState& state, const rules::Alert& alert, bool product)
{
    // An alert that comes back takes the place of what is left of it, so that there is one row for it.
    const auto known = state.byLabels.find(alert.identity->labels);
    Index index = none;
    if (known != state.byLabels.end() && m_records[known->second].seen != state.evaluation) {
        index = known->second;
        state.byId.erase(m_records[index].id);
        if (!isActive(m_records[index].row.phase)) {
            state.active.push_back(index);
        }
        unlinkServer(index);
    } else {
        if (m_free.empty()) {
            m_free.push_back(static_cast<Index>(m_records.size()));
            m_records.emplace_back();
        }
        index = m_free.back();
        m_free.pop_back();
        state.active.push_back(index);
    }
    Record& record = m_records[index];
    record = {};
    record.used = true;
    record.id = alert.identity->id;
    state.byId[record.id] = index;
    state.byLabels[alert.identity->labels] = index;
    describe(record, alert, product);
    if (record.row.server != noServer) {
        m_firstOfServer.resize(std::max<std::size_t>(m_firstOfServer.size(), record.row.server + 1), none);
        record.nextOfServer = std::exchange(m_firstOfServer[record.row.server], index);
    }
    return index;
}

void AlertBook::describe(Record& record, const rules::Alert& alert, bool product)
{
    AlertRow& row = record.row;
    row.alert = alert;
    row.alert.state = AlertState::Inactive; // follow() sees the change
    row.product = product;
    row.severity = alert.identity->labels.get("severity");
    const metrics::Labels& labels = alert.identity->source.empty() ? alert.identity->labels : alert.identity->source;
    row.job = labels.get("job");
    row.instance = labels.get("instance");
    row.proxy = labels.has("proxy") ? labels.get("proxy") : labels.get("backend");
    const std::string_view server = labels.get("server");
    if (!row.instance.empty() && !row.proxy.empty() && !server.empty()) {
        row.server = alert.identity->id >= pastAlertIds // no scrape has shown its server yet
            ? m_directory.know(row.job, row.instance, row.proxy, server)
            : m_directory.find(row.job, row.instance, row.proxy, server);
    }
    row.subject = row.server != noServer ? SubjectKind::Server
        : !row.proxy.empty()             ? SubjectKind::Backend
        : !row.instance.empty()          ? SubjectKind::Exporter
                                         : SubjectKind::Fleet;
    row.health = isHealthAlert(alert);
}

void AlertBook::follow(Record& record, const rules::Alert& alert, base::Timestamp time, base::Duration interval)
{
    AlertRow& row = record.row;
    if (row.alert.state == alert.state) {
        if (!metrics::sameBits(row.alert.value, alert.value) || row.alert.keepFiringSince != alert.keepFiringSince) {
            row.alert.value = alert.value;
            row.alert.keepFiringSince = alert.keepFiringSince;
            m_valuesChanged = true;
        }
        if (row.alert.activeAt != alert.activeAt) { // it was active before a restart
            row.alert.activeAt = alert.activeAt;
            row.phaseSince = alert.activeAt;
            row.firesAt = firesAt(alert, time, interval);
            m_orderChanged = true;
        }
        return;
    }
    const bool isNew = row.alert.state == AlertState::Inactive;
    const bool firing = alert.state == AlertState::Firing;
    const AlertPhase before = firing && firedBefore(record, alert, interval) ? AlertPhase::Unknown
        : isNew                                                              ? AlertPhase::Resolved
                                                                             : row.phase;
    row.alert = alert;
    row.phase = firing ? AlertPhase::Firing : AlertPhase::Pending;
    row.phaseSince = firing ? alert.firedAt : alert.activeAt;
    row.firesAt = firing ? alert.firedAt : firesAt(alert, time, interval);
    record.cover = firing ? Cover::Firing : Cover::Pending;
    m_orderChanged = true;
    if (row.server != noServer) {
        updateCover(row.server, time);
    }
    addEvent(record, before, row.phase, time, {});
    if (isNew) {
        row.silence = m_silences.of(alert.identity->labels);
    }
}

void AlertBook::updateCover(ServerId server, base::Timestamp now)
{
    const Directory::Place place = m_directory.findPlace(server);
    if (place.target == nullptr || server >= m_firstOfServer.size()) {
        return;
    }
    Cover cover = Cover::None;
    base::Timestamp since{};
    for (Index index = m_firstOfServer[server]; index != none; index = m_records[index].nextOfServer) {
        const Record& record = m_records[index];
        if (record.row.health && record.cover > cover) {
            cover = record.cover;
            since = cover == Cover::Firing ? record.row.alert.firedAt : record.row.alert.activeAt;
        }
    }
    ServerRows& rows = place.target->servers();
    rows.setCover(place.index, cover, since, now);
    if (cover == Cover::None) {
        rows.setAlertPlace(place.index, -1);
    }
}

void AlertBook::addEvent(const Record& record, AlertPhase before, AlertPhase after, base::Timestamp time,
                         std::string detail)
{
    const metrics::Labels& labels = record.row.alert.identity->labels;
    Event event;
    event.time = time;
    event.kind = eventKindOf(after);
    event.server = record.row.server;
    event.job = record.row.job;
    event.instance = record.row.instance;
    event.proxy = record.row.proxy;
    event.name = labels.get("alertname");
    event.serverName
        = event.server != noServer ? m_directory.identity(event.server).server : std::string(labels.get("server"));
    event.before = before == AlertPhase::Resolved ? std::string_view{} : phaseName(before);
    event.after = phaseName(after);
    event.detail = std::move(detail);
    event.value = record.row.alert.value;
    event.alertId = record.id;
    event.fired = record.row.alert.firedAt != base::Timestamp{};
    m_events.add(std::move(event));
}

} // namespace checkwatch::fleet
