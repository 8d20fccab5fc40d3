#pragma once

#include "models/fleet/snapshot.h"

#include <cstdint>
#include <vector>

namespace checkwatch::items {

/// Which name servers are ordered by.
enum class NameOrder : std::uint8_t {
    Whole, ///< backend, server, exporter, job: never equal
    Server,
    Backend,
    Exporter,
};

/// Names as numbers: ranks in natural order, so that sorting 100,000 rows compares integers. New servers are merged in;
/// the strings of the others are not sorted again. Equal names have equal ranks.
class NameRanks
{
public:
    explicit NameRanks(NameOrder order) : m_order(order) {}

    /// The servers there are now; they are looked at during the call alone. An id keeps its names.
    void setServers(const std::vector<const fleet::ServerIdentity*>& servers);
    /// REQUIRES: the server was in the last setServers().
    [[nodiscard]] std::uint32_t rank(fleet::ServerId id) const noexcept { return m_ranks[id]; }

private:
    [[nodiscard]] int compare(const fleet::ServerIdentity& a, const fleet::ServerIdentity& b) const noexcept;

    NameOrder m_order;
    std::vector<fleet::ServerId> m_sorted;
    std::vector<std::uint32_t> m_ranks; ///< by ServerId; absent = none there
};

} // namespace checkwatch::items
