#pragma once

#include "ui/wall/worst.h"

namespace checkwatch::wall {

/// Exporters that answer, and tell of no HAProxy, though they should: others of their job do, or nobody does.
[[nodiscard]] std::vector<const fleet::TargetRow*> tellNothing(const fleet::Snapshot& snapshot);
/// Rules whose newest evaluation failed: whether they, or those that read what they record, would fire is not known.
[[nodiscard]] std::vector<const rules::RuleStatus*> failingRules(const fleet::Snapshot& snapshot);
/// Whether something that counts in the verdict is not known though all the data is there.
[[nodiscard]] bool isBlind(const fleet::Snapshot& snapshot, const Counted& counted);

/// Their entries in the list, at most `most` of each kind, and one for health-check rules that cannot fire here.
struct BlindEntries
{
    std::vector<WorstRow> rows;
    std::size_t all = 0; ///< with those that are left out
};
[[nodiscard]] BlindEntries blindEntries(const WorstContext& context, std::size_t most);

} // namespace checkwatch::wall
