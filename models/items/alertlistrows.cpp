#include "models/items/alertlistmodel.h"
#include "models/items/alertmatters.h"
#include "models/items/alertrowkeys.h"
#include "models/items/held.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

/// The part of AlertListModel that says which rows there are, and in which order.
namespace checkwatch::items {

namespace {

/// The row that a companion stands in; no row's key where it has its own.
RowKey hostOf(const AlertPlace& place, const fleet::AlertRow& alert) noexcept
{
    switch (place.kind) {
    case AlertPlace::Kind::Own: break;
    case AlertPlace::Kind::Silent: return keyOf(AlertItemKind::SilentDown, alert.server);
    case AlertPlace::Kind::Exporter: return keyOf(AlertItemKind::Exporter, place.target->id);
    case AlertPlace::Kind::Alert: return keyOf(AlertItemKind::Alert, idOf(*place.host));
    }
    return ~RowKey{0};
}

} // namespace

void AlertListModel::rebuild()
{
    m_items.clear();
    m_servers.clear();
    m_counts = {};
    std::vector<RowKey> keys;
    if (m_snapshot) {
        addSilent(keys);
        addAlerts(keys);
        addExporters(keys);
        addEnded(keys);
    }
    putOutagesFirst(keys);
    setKeys(arranged(std::move(keys)));
}

/// A backend that has no server left ranks above everything.
void AlertListModel::putOutagesFirst(std::vector<RowKey>& keys) const
{
    std::set<std::pair<std::string_view, std::string_view>> outages; // instance, proxy
    if (m_snapshot) {
        for (const fleet::BackendRow& backend : m_snapshot->backends) {
            if (backend.noneLeft)
                outages.emplace(backend.instance, backend.proxy);
        }
    }
    if (outages.empty())
        return;
    std::stable_partition(keys.begin(), keys.end(), [&](RowKey key) {
        const AlertItem& item = m_items.at(key);
        return item.kind == AlertItemKind::Alert && item.alert->subject == fleet::SubjectKind::Backend
            && outages.count({item.alert->instance, item.alert->proxy}) != 0;
    });
}

/// The most urgent first, but what is held stays where it is.
std::vector<RowKey> AlertListModel::arranged(std::vector<RowKey> keys) const
{
    std::vector<HeldRow> held;
    for (const RowKey key : m_held) {
        const int row = rowOfKey(key);
        if (row >= 0 && m_items.count(key) != 0)
            held.push_back({static_cast<std::size_t>(row), key});
    }
    std::sort(held.begin(), held.end(), [](const HeldRow& a, const HeldRow& b) { return a.place < b.place; });
    std::erase_if(keys, [&held](RowKey key) {
        return std::any_of(held.begin(), held.end(), [key](const HeldRow& row) { return row.key == key; });
    });
    return withHeld(std::move(keys), held);
}

void AlertListModel::add(std::vector<RowKey>& keys, RowKey key, const AlertItem& item)
{
    if (m_items.emplace(key, item).second)
        keys.push_back(key);
}

void AlertListModel::addMore(std::vector<RowKey>& keys, AlertItemKind kind, std::size_t count)
{
    if (count <= mostOfAKind)
        return;
    AlertItem item{.kind = AlertItemKind::More};
    item.more = static_cast<std::uint32_t>(count - mostOfAKind);
    add(keys, keyOf(AlertItemKind::More, static_cast<std::uint64_t>(kind)), item);
}

void AlertListModel::addSilent(std::vector<RowKey>& keys)
{
    std::vector<const fleet::ServerRow*> down;
    for (const SilentRows& silent : m_silent) {
        for (const std::uint32_t row : silent.rows)
            down.push_back(&silent.block->rows[row]);
    }
    const auto end = down.begin() + static_cast<std::ptrdiff_t>(std::min(down.size(), mostOfAKind));
    std::partial_sort(down.begin(), end, down.end(), [](const fleet::ServerRow* a, const fleet::ServerRow* b) {
        if (a->urgency != b->urgency)
            return a->urgency < b->urgency;
        return a->since != b->since ? a->since > b->since : a->identity->id < b->identity->id;
    });
    const auto* alerts = m_snapshot->alerts.get();
    for (auto at = down.begin(); at != end; ++at) {
        AlertItem item{.kind = AlertItemKind::SilentDown, .server = *at};
        const auto alert = static_cast<std::size_t>((*at)->alert);
        if ((*at)->alert >= 0 && alerts != nullptr && alert < alerts->size())
            item.alert = &(*alerts)[alert];
        m_servers.emplace((*at)->identity->id, *at);
        add(keys, keyOf(AlertItemKind::SilentDown, (*at)->identity->id), item);
    }
    m_counts.silentDown = static_cast<int>(down.size());
    addMore(keys, AlertItemKind::SilentDown, down.size());
}

const fleet::ServerRow* AlertListModel::serverRow(fleet::ServerId id) const
{
    const auto at = m_servers.find(id);
    return at == m_servers.end() ? nullptr : at->second;
}

/// Silent or not is told for all of them, also for those that the list is cut before.
bool AlertListModel::isSilent(fleet::ServerId server) const
{
    return server < m_isSilent.size() && m_isSilent[server];
}

void AlertListModel::addCompanion(RowKey host, const fleet::AlertRow& alert)
{
    if (const auto at = m_items.find(host); at != m_items.end())
        at->second.companions.push_back(&alert);
}

void AlertListModel::addAlert(std::vector<RowKey>& keys, const fleet::AlertRow& row)
{
    AlertItem item{.kind = AlertItemKind::Alert, .alert = &row};
    if (row.subject == fleet::SubjectKind::Server)
        item.server = serverRow(row.server);
    add(keys, keyOf(AlertItemKind::Alert, idOf(row)), item);
}

void AlertListModel::addAlerts(std::vector<RowKey>& keys)
{
    if (!m_snapshot->alerts)
        return;
    std::vector<const fleet::AlertRow*> active;
    for (const fleet::AlertRow& row : *m_snapshot->alerts) {
        if (!hasEnded(row))
            active.push_back(&row);
    }
    const auto places = placesOf(active, m_snapshot->targets, [this](fleet::ServerId id) { return isSilent(id); });
    std::size_t count = 0;
    for (std::size_t i = 0; i < active.size(); ++i) {
        const fleet::AlertRow& row = *active[i];
        if (places[i].kind == AlertPlace::Kind::Exporter)
            add(keys, keyOf(AlertItemKind::Exporter, places[i].target->id),
                {.kind = AlertItemKind::Exporter, .target = places[i].target});
        if (places[i].kind != AlertPlace::Kind::Own)
            continue;
        m_counts.firing += row.phase == fleet::AlertPhase::Firing ? 1 : 0;
        m_counts.pending += row.phase == fleet::AlertPhase::Pending ? 1 : 0;
        m_counts.unknown += row.phase == fleet::AlertPhase::Unknown ? 1 : 0;
        if (++count <= mostOfAKind)
            addAlert(keys, row);
    }
    addMore(keys, AlertItemKind::Alert, count);
    for (std::size_t i = 0; i < active.size(); ++i)
        addCompanion(hostOf(places[i], *active[i]), *active[i]);
}

void AlertListModel::addExporters(std::vector<RowKey>& keys)
{
    std::size_t count = 0;
    for (const fleet::TargetRow& target : m_snapshot->targets) {
        if (!doesNotAnswer(target))
            continue;
        if (++count <= mostOfAKind)
            add(keys, keyOf(AlertItemKind::Exporter, target.id), {.kind = AlertItemKind::Exporter, .target = &target});
    }
    m_counts.exporters = static_cast<int>(count);
    addMore(keys, AlertItemKind::Exporter, count);
    addForeign(keys);
}

/// One row for all of them: a whole prometheus.yml names other exporters too, and means it.
void AlertListModel::addForeign(std::vector<RowKey>& keys)
{
    AlertItem item{.kind = AlertItemKind::Exporter};
    for (const fleet::TargetRow& target : m_snapshot->targets) {
        if (target.lack != fleet::Lack::Metrics || doesNotAnswer(target))
            continue;
        if (item.target == nullptr)
            item.target = &target;
        else
            ++item.more;
    }
    if (item.target != nullptr)
        add(keys, keyOf(AlertItemKind::Exporter, item.target->id), item);
}

/// Newest first. One that cleared because its server went DOWN stands in that server's own row while it is DOWN.
void AlertListModel::addEnded(std::vector<RowKey>& keys)
{
    std::vector<const fleet::AlertRow*> rows;
    for (const auto& [id, row] : m_ended) {
        if (row.phase != fleet::AlertPhase::ClearedDown || serverRow(row.server) == nullptr)
            rows.push_back(&row);
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const fleet::AlertRow* a, const fleet::AlertRow* b) { return a->phaseSince > b->phaseSince; });
    const auto places = placesOf(rows, {}, [](fleet::ServerId) { return false; });
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (places[i].kind != AlertPlace::Kind::Own)
            continue;
        add(keys, keyOf(AlertItemKind::Alert, idOf(*rows[i])), {.kind = AlertItemKind::Ended, .alert = rows[i]});
        ++m_counts.ended;
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
        addCompanion(hostOf(places[i], *rows[i]), *rows[i]);
}

} // namespace checkwatch::items
