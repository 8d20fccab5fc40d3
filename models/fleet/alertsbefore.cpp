#include "models/fleet/alertbook.h"

/// The part of AlertBook that goes on where the session before stopped.
namespace checkwatch::fleet {
namespace {

/// A rule group's first evaluations find out again what was active before (guides: prometheus 3.6): an alert without `for`
/// fires in one of them, one that was unknown in the end is pending from one of them on.
constexpr int firstEvaluations = 3;
/// HAProxy tells the age of a state in whole seconds.
constexpr base::Duration ageStep = std::chrono::seconds{1};

/// A server that was DOWN at `then`, as a first scrape at `now` shows it: not where it went DOWN again later. `now` is since
/// when it is DOWN where no exporter tells.
bool isStillDown(const ServerRow& row, base::Timestamp then, base::Timestamp now)
{
    return haproxy::isDown(row.state) && (row.since <= then + ageStep || row.since == now);
}

} // namespace

void AlertBook::setBefore(const std::vector<PastAlert>& ended, const std::vector<metrics::Labels>& firing,
                          base::Timestamp now)
{
    m_begun = now;
    m_firingBefore = {firing.begin(), firing.end()};
    for (const PastAlert& past : ended) {
        addPast(past);
    }
}

void AlertBook::addPast(const PastAlert& past)
{
    const rules::AlertIdentity& identity = *past.alert.identity;
    GroupState& state = m_groups[{past.file, identity.group}];
    if (const auto known = state.byLabels.find(identity.labels); known != state.byLabels.end()) {
        release(state, known->second); // it ended more than once
    }
    const Index index = makeRecord(state, past.alert, past.product);
    state.active.pop_back(); // it is over
    Record& record = m_records[index];
    record.row.phase = past.phase;
    record.row.phaseSince = past.alert.resolvedAt;
    m_ended.push_back({record.row.phaseSince, &state, index, record.id});
    m_orderChanged = true;
}

void AlertBook::meet(ServerId server, base::Timestamp now)
{
    updateCover(server, now);
    const Directory::Place place = m_directory.findPlace(server);
    if (place.target == nullptr || server >= m_firstOfServer.size()) {
        return;
    }
    ServerRows& rows = place.target->servers();
    for (Index index = m_firstOfServer[server]; index != none; index = m_records[index].nextOfServer) {
        const Record& record = m_records[index];
        const bool cleared
            = record.id >= pastAlertIds && record.row.health && record.row.phase == AlertPhase::ClearedDown;
        if (cleared && isStillDown(rows.row(place.index), record.row.phaseSince, now)) {
            rows.setClearedDown(place.index, record.row.phaseSince);
        }
    }
}

/// One that was active all the time, as far as is known, is the one of before.
bool AlertBook::firedBefore(const Record& record, const rules::Alert& alert, base::Duration interval)
{
    return m_firingBefore.erase(alert.identity->labels) > 0
        && (alert.activeAt <= m_begun + firstEvaluations * interval || record.seen <= firstEvaluations);
}

} // namespace checkwatch::fleet
