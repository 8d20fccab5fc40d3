#pragma once

#include "ui/wall/counted.h"

#include <map>
#include <string_view>
#include <tuple>

namespace checkwatch::wall {

/// Of each backend its servers that are out by nobody's wish, which a BackendRow does not tell from others that are out. Of one
/// snapshot, which must live as long.
class UnwantedOuts
{
public:
    struct Of
    {
        std::uint32_t out = 0;
        std::uint32_t pending = 0;                     ///< of those: with an alert that is, and counts
        fleet::OutCause cause = fleet::OutCause::None; ///< of all of them; None where they have several
    };
    /// Of no backend.
    UnwantedOuts() = default;
    UnwantedOuts(const fleet::Snapshot& snapshot, const Counted& counted);

    [[nodiscard]] Of of(const fleet::BackendRow& backend) const;

private:
    using Key = std::tuple<std::string_view, std::string_view, std::string_view>; ///< job, instance, proxy
    std::map<Key, Of> m_of;
};

} // namespace checkwatch::wall
