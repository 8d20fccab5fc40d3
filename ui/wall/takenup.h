#pragma once

#include "ui/wall/worst.h"

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

/// Says in an entry who is on it, before all else: that is what a narrow wall must not cut. Null: nobody.
void takeUp(const WorstContext& context, WorstRow& entry, const fleet::Event* acknowledgement);
/// Who has silenced it, and why. `covered`: all of it.
void takeUp(const WorstContext& context, WorstRow& entry, const fleet::Silence* silence, bool covered);

} // namespace checkwatch::wall
