#pragma once

#include "models/base/time.h"
#include "models/session/rulereplayoptions.h"

#include <vector>

namespace checkwatch::session {

/// How far back the newest samples that an expression looks at may lie, ranges and offsets together.
[[nodiscard]] base::Duration reachOf(const promql::Expr& expr);
/// How long before a time the states of alerts then can have come about, as far as rules say: what holds them, and how far
/// back they look at what rules write, one after the other. Samples that are recorded need no evaluation before.
/// `interval`: of groups that say none; more than 0.
[[nodiscard]] base::Duration memoryOf(const std::vector<rules::Group>& groups, base::Duration interval);
/// The first evaluation that a replay needs; of the stages those count that held by its start.
[[nodiscard]] base::Timestamp beginOf(const std::vector<LaterRules>& stages, const RuleReplayOptions& options);

} // namespace checkwatch::session
