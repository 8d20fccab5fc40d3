#pragma once

#include "ui/wall/worst.h"

namespace checkwatch::wall {

/// Exporters that answer, and tell of no HAProxy, though they should: others of their job do, or nobody does.
[[nodiscard]] std::vector<const fleet::TargetRow*> tellNothing(const fleet::Snapshot& snapshot);
/// Rules whose newest evaluation failed: whether they would fire is not known.
[[nodiscard]] std::vector<const rules::RuleStatus*> failingRules(const fleet::Snapshot& snapshot);
/// Whether something that counts in the verdict is not known though all the data is there.
[[nodiscard]] bool isBlind(const fleet::Snapshot& snapshot, const Counted& counted);

/// Their entries in the list, and one for the health-check rule where it cannot fire here.
[[nodiscard]] std::vector<WorstRow> blindEntries(const WorstContext& context);

} // namespace checkwatch::wall
