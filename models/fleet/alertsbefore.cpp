#include "models/fleet/alertbook.h"

#include <utility>

/// The part of AlertBook that goes on where the session before stopped.
namespace checkwatch::fleet {
namespace {

/// A rule group's first evaluations find out again what was active before (guides: prometheus 3.6): an alert without `for`
/// fires in one of them.
constexpr std::uint64_t firstEvaluations = 3;

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
    if (m_free.empty()) {
        m_free.push_back(static_cast<Index>(m_records.size()));
        m_records.emplace_back();
    }
    const Index index = m_free.back();
    m_free.pop_back();
    Record& record = m_records[index];
    record = {};
    record.used = true;
    record.id = identity.id;
    state.byId[record.id] = index;
    state.byLabels[identity.labels] = index;
    describe(record, past.alert, past.product);
    AlertRow& row = record.row;
    const metrics::Labels& labels = identity.source.empty() ? identity.labels : identity.source;
    row.server = m_directory.know(labels.get("job"), row.instance, row.proxy, labels.get("server"));
    row.subject = row.server != noServer ? SubjectKind::Server : row.subject;
    row.phase = past.phase;
    row.phaseSince = past.alert.resolvedAt;
    if (row.server != noServer) {
        m_firstOfServer.resize(std::max<std::size_t>(m_firstOfServer.size(), row.server + 1), none);
        record.nextOfServer = std::exchange(m_firstOfServer[row.server], index);
    }
    m_ended.push_back({row.phaseSince, &state, index, record.id});
    m_orderChanged = true;
}

/// One that was active all the time, as far as is known, is the one of before.
bool AlertBook::firedBefore(const Record& record, const rules::Alert& alert)
{
    return m_firingBefore.erase(alert.identity->labels) > 0
        && (alert.activeAt < m_begun || record.seen <= firstEvaluations);
}

} // namespace checkwatch::fleet
