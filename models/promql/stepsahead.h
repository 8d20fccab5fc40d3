#pragma once

#include "models/base/time.h"
#include "models/promql/ast.h"
#include "models/promql/items.h"
#include "models/tsdb/querier.h"

#include <cstddef>
#include <vector>

namespace checkwatch::promql {

/// What one function over `selector[range]` gives at the coming steps of a range query. Worked out series by series, so that
/// each series' samples are read once and the window moves along them. Owned by the Evaluation, on its thread.
class StepsAhead
{
public:
    struct Step
    {
        Items items;
        std::size_t touched = 0; ///< what the step counts against the limit of samples
    };

    /// The range whose windows move along with the steps; null where the call is of another form.
    [[nodiscard]] static const Range* movingRange(const Call& call);

    /// Begins with `count` steps, without elements. REQUIRES: count > 0, step > 0, movingRange(call) != nullptr.
    /// `open`: how much later than its range says a window begins.
    StepsAhead(const Call& call, base::Timestamp begin, base::Duration step, std::size_t count, base::Duration open);
    /// Adds one series' element to each step in which it has one.
    void add(const tsdb::Querier& data, tsdb::SeriesRef series);

    /// Time of the first step that is not here any more.
    [[nodiscard]] base::Timestamp end() const { return m_begin + m_step * static_cast<std::int64_t>(m_steps.size()); }
    /// Null where `time` is none of the steps.
    [[nodiscard]] const Step* find(base::Timestamp time) const;

private:
    const Call* m_call;
    const Range* m_range;
    base::Timestamp m_begin;
    base::Duration m_step;
    base::Duration m_open;
    std::vector<Step> m_steps;
    std::vector<metrics::Sample> m_samples; ///< of one series, for all steps
};

} // namespace checkwatch::promql
