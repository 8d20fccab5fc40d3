#include "models/items/nameranks.h"

#include "models/items/natural.h"

#include <algorithm>

namespace checkwatch::items {

namespace {

constexpr std::uint32_t absent = 0xffffffffU;
constexpr std::uint32_t pendingRank = 0xfffffffeU;

} // namespace

int NameRanks::compare(const fleet::ServerIdentity& a, const fleet::ServerIdentity& b) const noexcept
{
    switch (m_order) {
    case NameOrder::Server: return naturalCompare(a.server, b.server);
    case NameOrder::Backend: return naturalCompare(a.proxy, b.proxy);
    case NameOrder::Exporter: return naturalCompare(a.instance, b.instance);
    case NameOrder::Whole: break;
    }
    if (const int order = naturalCompare(a.proxy, b.proxy); order != 0)
        return order;
    if (const int order = naturalCompare(a.server, b.server); order != 0)
        return order;
    if (const int order = naturalCompare(a.instance, b.instance); order != 0)
        return order;
    if (const int order = naturalCompare(a.job, b.job); order != 0)
        return order;
    return a.id < b.id ? -1 : static_cast<int>(a.id > b.id);
}

void NameRanks::setServers(const std::vector<const fleet::ServerIdentity*>& servers)
{
    const auto less
        = [this](const fleet::ServerIdentity* a, const fleet::ServerIdentity* b) { return compare(*a, *b) < 0; };
    std::vector<std::uint32_t> before(std::move(m_ranks));
    m_ranks.clear();
    std::vector<const fleet::ServerIdentity*> added;
    for (const fleet::ServerIdentity* server : servers) {
        if (server->id >= m_ranks.size())
            m_ranks.resize(server->id + std::size_t{1}, absent);
        m_ranks[server->id] = pendingRank;
        if (server->id >= before.size() || before[server->id] == absent)
            added.push_back(server);
    }
    std::erase_if(m_sorted, [this](const fleet::ServerIdentity* server) {
        return server->id >= m_ranks.size() || m_ranks[server->id] == absent;
    });
    std::sort(added.begin(), added.end(), less);
    const auto middle = m_sorted.insert(m_sorted.end(), added.begin(), added.end());
    std::inplace_merge(m_sorted.begin(), middle, m_sorted.end(), less);
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < m_sorted.size(); ++i) {
        if (i > 0 && compare(*m_sorted[i - 1], *m_sorted[i]) != 0)
            ++rank;
        m_ranks[m_sorted[i]->id] = rank;
    }
}

} // namespace checkwatch::items
