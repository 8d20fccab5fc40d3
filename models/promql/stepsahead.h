#pragma once

#include "models/base/time.h"
#include "models/promql/items.h"

#include <cstddef>
#include <vector>

namespace checkwatch::promql {

/// What one function over `selector[range]` gives at the coming steps of a range query. Worked out series by series, so that
/// each series' samples are read once and the window moves along them. Owned by the Evaluation, on its thread.
struct StepsAhead
{
    struct Step
    {
        Items items;
        std::size_t touched = 0; ///< what the step counts against the limit of samples
    };
    base::Timestamp begin{}; ///< time of the first step
    base::Timestamp end{};   ///< of the first step that is not here any more
    std::vector<Step> steps;

    [[nodiscard]] bool empty() const { return steps.empty(); }
    /// Null where `time` is none of the steps.
    [[nodiscard]] const Step* find(base::Timestamp time, base::Duration step) const
    {
        const bool within = time >= begin && time < end && (time - begin) % step == base::Duration{0};
        return within ? &steps[static_cast<std::size_t>((time - begin) / step)] : nullptr;
    }
};

} // namespace checkwatch::promql
