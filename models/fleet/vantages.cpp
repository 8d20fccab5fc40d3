#include "models/fleet/vantages.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace checkwatch::fleet {

using namespace std::chrono_literals;

namespace {

struct Names
{
    std::string_view proxy;
    std::string_view server;
    bool operator==(const Names&) const = default;
};

struct NamesHash
{
    std::size_t operator()(const Names& names) const
    {
        const std::hash<std::string_view> hash;
        return hash(names.proxy) * 31 + hash(names.server);
    }
};

/// Checks it itself and has the answer of a check: what is in maintenance, tracks another server, or was not checked since
/// a restart knows nothing.
bool knows(const ServerRow& row)
{
    switch (row.shown) {
    case Shown::DownRuleSilent:
    case Shown::DownFiring:
    case Shown::Firing:
    case Shown::Pending:
    case Shown::Up: return row.outCause != OutCause::Tracked && !row.wasDownBeforeReload;
    default: return false;
    }
}

/// Epoch 0 = before anybody watched.
base::Timestamp failingSince(const Snapshot& snapshot, const ServerRow& row)
{
    const bool down = row.shown == Shown::DownRuleSilent || row.shown == Shown::DownFiring;
    const auto place = static_cast<std::size_t>(row.alert);
    const bool alert = row.alert >= 0 && snapshot.alerts && place < snapshot.alerts->size();
    return down || !alert ? row.since : (*snapshot.alerts)[place].alert.activeAt;
}

/// Whether what began at `since` would be seen in this exporter's newest answer: checks of several HAProxies are seconds
/// apart, and so are scrapes. As long as data counts as fresh (design: product.md).
bool wouldShow(const Snapshot& snapshot, const RowPlace& place, base::Timestamp since)
{
    if (base::unixMs(since) == 0 || place.block >= snapshot.targets.size()) {
        return true;
    }
    const TargetRow& target = snapshot.targets[place.block];
    return target.lastGood - since >= std::max<base::Duration>(2 * target.interval, 10s);
}

} // namespace

bool fails(const ServerRow& row) noexcept
{
    return row.shown == Shown::DownRuleSilent || row.shown == Shown::DownFiring || row.shown == Shown::Firing
        || row.shown == Shown::Pending || (row.shown == Shown::Up && row.lastCheckFailed);
}

bool Vantages::sameServers(const Snapshot& snapshot) const
{
    const auto rowsOf = [](const auto& block) { return block->rows.size(); };
    if (!std::ranges::equal(snapshot.blocks, m_rowsOfBlock, {}, rowsOf)) {
        return false;
    }
    std::size_t at = 0;
    for (const auto& block : snapshot.blocks) {
        for (const ServerRow& row : block->rows) {
            if (at == m_seen.size() || m_seen[at] != row.identity) {
                return false;
            }
            ++at;
        }
    }
    return at == m_seen.size();
}

void Vantages::number(const Snapshot& snapshot)
{
    std::unordered_map<Names, std::uint32_t, NamesHash> numbers;
    m_owners.clear();
    m_rowsOfBlock.clear();
    m_seen.clear();
    m_serverOf.clear();
    for (const auto& block : snapshot.blocks) {
        m_owners.push_back(block->identities);
        m_rowsOfBlock.push_back(block->rows.size());
        for (const ServerRow& row : block->rows) {
            const auto next = static_cast<std::uint32_t>(numbers.size());
            m_seen.push_back(row.identity);
            m_serverOf.push_back(numbers.try_emplace({row.identity->proxy, row.identity->server}, next).first->second);
        }
    }
    m_first.assign(numbers.size() + 1, 0);
}

bool Vantages::take(const Snapshot& snapshot)
{
    if (sameServers(snapshot)) {
        return false;
    }
    number(snapshot);
    for (const std::uint32_t server : m_serverOf) {
        ++m_first[server + 1];
    }
    for (std::size_t server = 1; server < m_first.size(); ++server) {
        m_first[server] += m_first[server - 1];
    }
    std::vector<std::uint32_t> next(m_first.begin(), m_first.end());
    m_places.resize(m_seen.size());
    std::size_t seen = 0;
    for (std::uint32_t block = 0; block < snapshot.blocks.size(); ++block) {
        for (std::uint32_t row = 0; row < snapshot.blocks[block]->rows.size(); ++row) {
            m_places[next[m_serverOf[seen++]]++] = {block, row};
        }
    }
    return true;
}

std::span<const RowPlace> Vantages::of(std::uint32_t server) const
{
    return std::span(m_places).subspan(m_first[server], m_first[server + 1] - m_first[server]);
}

VantageView viewOf(const Snapshot& snapshot, std::span<const RowPlace> places)
{
    VantageView view;
    base::Timestamp since{};
    for (const RowPlace& place : places) {
        const ServerRow& row = snapshot.blocks[place.block]->rows[place.row];
        view.silent += row.shown == Shown::Stale ? 1 : 0;
        view.knowing += knows(row) ? 1 : 0;
        if (knows(row) && fails(row)) {
            ++view.failing;
            view.first = view.first == nullptr ? &row : view.first;
            since = failingSince(snapshot, row);
        }
    }
    if (view.failing == 0 || view.knowing < 2) {
        return view;
    }
    const auto wellAndWouldShow = [&](const RowPlace& place) {
        const ServerRow& row = snapshot.blocks[place.block]->rows[place.row];
        return !knows(row) || fails(row) || wouldShow(snapshot, place, since);
    };
    const bool all = view.failing == view.knowing;
    const bool one = view.failing == 1 && std::ranges::all_of(places, wellAndWouldShow);
    view.points = all ? VantageView::Points::Server : one ? VantageView::Points::Path : VantageView::Points::Some;
    return view;
}

} // namespace checkwatch::fleet
