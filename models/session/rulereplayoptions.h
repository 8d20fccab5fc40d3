#pragma once

#include "models/base/time.h"
#include "models/promql/engine.h"
#include "models/rules/rulefile.h"

#include <cstdint>
#include <optional>
#include <vector>

/// Which rules are evaluated over samples that are there already, and when: for RuleReplay.
namespace checkwatch::session {

struct RuleReplayOptions
{
    base::Timestamp start{};
    base::Timestamp end{};
    base::Duration interval{15'000}; ///< of groups that say none; more than 0
    promql::EngineOptions promql{};
    metrics::Labels externalLabels{};
    /// Of all alerts together: 32 bytes each. A thousand alerts that change at every fourth evaluation of a day stay below.
    std::size_t mostTransitions = 5'000'000;
    /// Where it is set, each group is evaluated at the times at which a live engine does that, and from so long before the
    /// start, but not before this, that alerts are in the states that they are in by then.
    std::optional<base::Timestamp> liveSince{};
    struct Gap
    {
        base::Timestamp from{};
        base::Timestamp to{};
    };
    /// Nothing is evaluated after the beginning of a gap and before its end; alerts go on afterwards where they were.
    std::vector<Gap> gaps{};
};

/// Rules that take over at a time, and how they are evaluated.
struct LaterRules
{
    base::Timestamp from{};
    std::vector<rules::Group> groups;
    base::Duration interval{15'000}; ///< of groups that say none; more than 0
    promql::EngineOptions promql{};
    metrics::Labels externalLabels{};
};

} // namespace checkwatch::session
