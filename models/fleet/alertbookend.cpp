#include "models/fleet/alertbook.h"

#include <utility>

// How an alert ends that its rule does not tell of any more: it is resolved, its server went DOWN, or nobody knows.
namespace checkwatch::fleet {

bool AlertBook::end(GroupState& state, Index index, base::Timestamp time)
{
    Record& record = m_records[index];
    AlertRow& row = record.row;
    const auto [missing, since] = dataMissing(row);
    if (missing) {
        if (row.phase != AlertPhase::Unknown) {
            const AlertPhase before = std::exchange(row.phase, AlertPhase::Unknown);
            row.phaseSince = since;
            m_orderChanged = true;
            addEvent(record, before, row.phase, time, "the data is what is missing");
        }
        return true;
    }
    const Directory::Place place = m_directory.findPlace(row.server);
    const bool down = place.target != nullptr && !place.target->servers().gone(place.index)
        && haproxy::isDown(place.target->servers().row(place.index).state);
    finish(state, index, down ? AlertPhase::ClearedDown : AlertPhase::Resolved, time);
    return false;
}

void AlertBook::finish(GroupState& state, Index index, AlertPhase phase, base::Timestamp time)
{
    Record& record = m_records[index];
    AlertRow& row = record.row;
    const AlertPhase before = std::exchange(row.phase, phase);
    row.phaseSince = time;
    row.alert.state = rules::AlertState::Inactive;
    row.alert.resolvedAt = time;
    row.silence = nullptr;
    record.cover = Cover::None;
    m_ended.push_back({time, &state, index, record.id});
    m_orderChanged = true;
    std::string detail;
    const Directory::Place place = m_directory.findPlace(row.server);
    if (place.target != nullptr) {
        if (phase == AlertPhase::ClearedDown && row.health) {
            place.target->servers().setClearedDown(place.index, time);
        }
        const bool gone = place.target->servers().gone(place.index);
        detail = gone ? "server is no longer in the data"
                      : "server is " + std::string(serverStateName(place.target->servers().row(place.index).state));
        updateCover(row.server, time);
    }
    addEvent(record, before, phase, time, std::move(detail));
}

std::pair<bool, base::Timestamp> AlertBook::dataMissing(const AlertRow& row) const
{
    if (row.server != noServer) {
        const Directory::Place place = m_directory.findPlace(row.server);
        if (place.target == nullptr) {
            return {false, {}};
        }
        const bool down = haproxy::isDown(place.target->servers().row(place.index).state);
        if (place.target->dataMissing() || (place.target->returning() && !down)) {
            return {true, place.target->missingSince()};
        }
        // After a reload every server reads UP; what a server is, is known when it was checked again.
        const bool unverified = place.target->servers().row(place.index).wasDownBeforeReload;
        return {unverified, place.target->row().reloadedAt};
    }
    for (const auto& [id, target] : m_directory.targets()) {
        const bool concerned = row.instance.empty()
            ? row.proxy.empty() || target->backends().has(row.proxy)
            : row.instance == target->row().instance && (row.job.empty() || row.job == target->row().job);
        if (concerned && (target->dataMissing() || target->returning())) {
            return {true, target->missingSince()};
        }
    }
    return {false, {}};
}

} // namespace checkwatch::fleet
