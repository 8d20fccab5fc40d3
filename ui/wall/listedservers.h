#pragma once

#include "ui/wall/worst.h"

#include <cstdint>
#include <vector>

namespace checkwatch::wall {

/// A server of the list, as the most urgent of its vantages shows it.
struct ListedServer
{
    const fleet::ServerRow* row = nullptr;
    std::uint32_t server = 0; ///< its number among the vantages, where there are any
    WorstRow::Rank rank = WorstRow::Rank::Other;
    bool acknowledged = false; ///< somebody is on it, or has silenced it
};

/// The first `most` of those that are listed of their own, as the list goes: what nobody is on before what somebody is; how
/// many there are in all.
struct ListedServers
{
    std::vector<ListedServer> first;
    std::size_t all = 0;
};
[[nodiscard]] ListedServers listedServers(const WorstContext& context, std::size_t most);

/// Its entry, with who is on it and who has silenced it, from whatever vantage: silenced must be each that is listed.
[[nodiscard]] WorstRow entryOf(const WorstContext& context, const ListedServer& listed);

} // namespace checkwatch::wall
