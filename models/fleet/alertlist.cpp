#include "models/fleet/alertbook.h"
#include "models/fleet/severity.h"

#include <algorithm>
#include <tuple>

/// The part of AlertBook that keeps its list in order and forgets.
namespace checkwatch::fleet {
namespace {

std::uint64_t phaseRank(const AlertRow& row) noexcept
{
    switch (row.phase) {
    case AlertPhase::Firing: return 0;
    case AlertPhase::Unknown: return 1;
    case AlertPhase::Pending: return 2;
    case AlertPhase::ClearedDown: return 3;
    case AlertPhase::Resolved: return 4;
    }
    return 4;
}

/// Lower is more urgent: phase, severity, health alerts before others, newest first.
std::uint64_t sortKey(const AlertRow& row) noexcept
{
    const auto severity = static_cast<std::uint64_t>(alertSeverityOf(row.severity));
    constexpr std::uint64_t timeMask = (std::uint64_t{1} << 42U) - 1;
    const std::uint64_t newest = timeMask - (static_cast<std::uint64_t>(base::unixMs(row.phaseSince)) & timeMask);
    return phaseRank(row) << 61U | severity << 59U | std::uint64_t{row.health ? 0U : 1U} << 58U | newest;
}

} // namespace

void AlertBook::sort()
{
    struct Entry
    {
        std::uint64_t key;
        std::uint64_t id;
        Index index;
    };
    std::vector<Entry> entries;
    entries.reserve(m_records.size());
    for (Index index = 0; index < m_records.size(); ++index) {
        if (m_records[index].used) {
            entries.push_back({sortKey(m_records[index].row), m_records[index].id, index});
        }
    }
    std::ranges::sort(entries,
                      [](const Entry& a, const Entry& b) { return std::tie(a.key, a.id) < std::tie(b.key, b.id); });
    m_sorted.resize(entries.size());
    std::ranges::transform(entries, m_sorted.begin(), &Entry::index);
    // Backwards, so that of two alerts that cover one server the more urgent one stays.
    for (std::size_t i = entries.size(); i-- > 0;) {
        const Record& record = m_records[m_sorted[i]];
        const Directory::Place place = m_directory.findPlace(record.row.server);
        if (record.row.health && record.cover != Cover::None && place.target != nullptr) {
            place.target->servers().setAlertPlace(place.index, static_cast<std::int32_t>(i));
        }
    }
}

const std::shared_ptr<const std::vector<AlertRow>>& AlertBook::rows()
{
    if (m_orderChanged) {
        sort();
    }
    if (m_orderChanged || m_valuesChanged || !m_rows) {
        auto rows = std::make_shared<std::vector<AlertRow>>();
        rows->reserve(m_sorted.size());
        for (const Index index : m_sorted) {
            rows->push_back(m_records[index].row);
        }
        m_rows = std::move(rows);
        m_orderChanged = m_valuesChanged = false;
    }
    return m_rows;
}

void AlertBook::applySilences()
{
    for (const auto& [key, state] : m_groups) {
        for (const Index index : state.active) {
            AlertRow& row = m_records[index].row;
            SilencePtr silence = m_silences.of(row.alert.identity->labels);
            m_valuesChanged = m_valuesChanged || silence != row.silence;
            row.silence = std::move(silence);
        }
    }
}

void AlertBook::expire(base::Timestamp now)
{
    while (!m_ended.empty() && m_ended.front().time + m_endedKept < now) {
        const Ended ended = m_ended.front();
        m_ended.pop_front();
        const Record& record = m_records[ended.index];
        const bool over = record.row.phase == AlertPhase::Resolved || record.row.phase == AlertPhase::ClearedDown;
        if (record.used && record.id == ended.id && over) {
            release(*ended.group, ended.index);
        }
    }
}

void AlertBook::release(GroupState& state, Index index)
{
    unlinkServer(index);
    Record& record = m_records[index];
    state.byId.erase(record.id);
    const auto it = state.byLabels.find(record.row.alert.identity->labels);
    if (it != state.byLabels.end() && it->second == index) {
        state.byLabels.erase(it);
    }
    record = {};
    m_free.push_back(index);
    m_orderChanged = true;
}

void AlertBook::unlinkServer(Index index)
{
    const ServerId server = m_records[index].row.server;
    if (server >= m_firstOfServer.size()) {
        return;
    }
    Index* link = &m_firstOfServer[server];
    while (*link != none && *link != index) {
        link = &m_records[*link].nextOfServer;
    }
    if (*link == index) {
        *link = m_records[index].nextOfServer;
    }
}

void AlertBook::removeGroup(const std::string& file, const std::string& name, base::Timestamp now)
{
    const auto it = m_groups.find({file, name});
    if (it == m_groups.end()) {
        return;
    }
    std::vector<Index> all;
    for (const auto& [id, index] : it->second.byId) {
        all.push_back(index);
    }
    for (const Index index : all) {
        const ServerId server = m_records[index].row.server;
        release(it->second, index);
        updateCover(server, now);
    }
    std::erase_if(m_ended, [&it](const Ended& ended) { return ended.group == &it->second; });
    m_groups.erase(it);
}

bool AlertBook::ofRemovedTarget(const rules::Alert& alert) const
{
    if (m_removed.empty()) {
        return false;
    }
    const metrics::Labels& labels = alert.identity->source.empty() ? alert.identity->labels : alert.identity->source;
    return m_removed.contains({std::string(labels.get("job")), std::string(labels.get("instance"))});
}

void AlertBook::forgetTarget(const TargetState& target, base::Timestamp now)
{
    m_removed.emplace(target.row().job, target.row().instance);
    for (auto& [key, state] : m_groups) {
        std::erase_if(state.active, [&](Index index) {
            const AlertRow& row = m_records[index].row;
            const bool mine = row.server != noServer
                ? m_directory.findPlace(row.server).target == &target
                : row.instance == target.row().instance && row.job == target.row().job;
            if (!mine) {
                return false;
            }
            const ServerId server = row.server;
            release(state, index);
            updateCover(server, now);
            return true;
        });
    }
}

void AlertBook::setHealthAlerts(const std::vector<std::string>& names, base::Timestamp now)
{
    if (names == m_healthAlerts) {
        return;
    }
    m_healthAlerts = names;
    for (Record& record : m_records) {
        if (record.used) {
            record.row.health = isHealthAlert(record.row.alert);
        }
    }
    for (const Record& record : m_records) {
        if (record.used && record.row.server != noServer) {
            updateCover(record.row.server, now);
        }
    }
    m_orderChanged = true;
}

bool AlertBook::isHealthAlert(const rules::Alert& alert) const
{
    return std::ranges::find(m_healthAlerts, alert.identity->labels.get("alertname")) != m_healthAlerts.end();
}

} // namespace checkwatch::fleet
