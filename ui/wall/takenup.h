#pragma once

#include "models/fleet/acknowledgement.h"
#include "models/fleet/silences.h"

#include <map>
#include <string_view>
#include <tuple>

namespace checkwatch::wall {

/// Backends in which somebody is on each server that is listed, or has silenced it: their own entries are nobody's news either. Of one snapshot,
/// which must live as long.
class TakenUp
{
public:
    /// Null for none.
    TakenUp(const fleet::Snapshot& snapshot, const fleet::Acknowledgements* known, const fleet::Silences* silences);

    [[nodiscard]] bool has(const fleet::BackendRow& backend) const;

private:
    using Key = std::tuple<std::string_view, std::string_view, std::string_view>; ///< job, instance, proxy
    std::map<Key, bool> m_all;
};

} // namespace checkwatch::wall
