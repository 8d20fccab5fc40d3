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
    std::vector<const fleet::ServerIdentity*> named; // by id: those of before may be gone
    const auto compared = [&](fleet::ServerId a, fleet::ServerId b) { return compare(*named[a], *named[b]); };
    const auto less = [&](fleet::ServerId a, fleet::ServerId b) { return compared(a, b) < 0; };
    std::vector<std::uint32_t> before(std::move(m_ranks));
    m_ranks.clear();
    std::vector<fleet::ServerId> added;
    for (const fleet::ServerIdentity* server : servers) {
        if (server->id >= m_ranks.size()) {
            m_ranks.resize(server->id + std::size_t{1}, absent);
            named.resize(m_ranks.size());
        }
        m_ranks[server->id] = pendingRank;
        named[server->id] = server;
        if (server->id >= before.size() || before[server->id] == absent)
            added.push_back(server->id);
    }
    std::erase_if(m_sorted, [&](fleet::ServerId id) { return id >= named.size() || named[id] == nullptr; });
    std::sort(added.begin(), added.end(), less);
    const auto middle = m_sorted.insert(m_sorted.end(), added.begin(), added.end());
    std::inplace_merge(m_sorted.begin(), middle, m_sorted.end(), less);
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < m_sorted.size(); ++i) {
        if (i > 0 && compared(m_sorted[i - 1], m_sorted[i]) != 0)
            ++rank;
        m_ranks[m_sorted[i]] = rank;
    }
}

} // namespace checkwatch::items
