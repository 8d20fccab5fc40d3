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
/// For how long before a start it is evaluated what rules look back at that rules wrote. A rule over a week of ALERTS would
/// have all rules evaluated for that week, before a report of an hour.
inline constexpr base::Duration mostReadBack = std::chrono::hours{6};
/// The first evaluation that a replay needs, with `for` and keep_firing_for in full and mostReadBack; of the stages those count
/// that held by its start.
[[nodiscard]] base::Timestamp beginOf(const std::vector<LaterRules>& stages, const RuleReplayOptions& options);
/// Whether rules look back further than that at what rules wrote by then.
[[nodiscard]] bool looksBackBefore(const std::vector<LaterRules>& stages, const RuleReplayOptions& options);

} // namespace checkwatch::session
