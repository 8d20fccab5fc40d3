#pragma once

#include "models/promql/engine.h"

#include <chrono>
#include <unordered_map>
#include <unordered_set>

namespace checkwatch::promql {

/// A range query that can be put aside between its steps, so that its thread can do other things meanwhile, appends to the
/// Querier included. Works on as many steps at a time as fit into a few milliseconds, so that it is hardly slower than
/// Engine::range(). Engine and Querier must outlive it.
class RangeQuery
{
public:
    struct Times
    {
        base::Timestamp start{};
        base::Timestamp end{};
        base::Duration step{0};
    };
    /// REQUIRES: times.step > 0; expr.type is Scalar or Vector.
    RangeQuery(Engine& engine, const tsdb::Querier& data, ExprPtr expr, const Times& times, base::CancelToken cancel);

    /// Evaluates the next steps. No step may take longer than `stepLimit`; the time of all together is limited by
    /// EngineOptions::timeout. False when nothing is left to do: the end, or a failure.
    bool advance(base::Duration stepLimit);
    /// The series, sorted by labels, or why not. REQUIRES: advance() said false.
    base::Result<Matrix> take();
    /// Samples touched so far.
    [[nodiscard]] std::size_t touched() const noexcept { return m_touched; }

private:
    void join(Matrix part);

    Engine& m_engine;
    const tsdb::Querier& m_data;
    ExprPtr m_expr;
    Times m_times;
    base::CancelToken m_cancel;
    base::Timestamp m_next;
    std::int64_t m_steps = 1; ///< at a time
    std::chrono::nanoseconds m_used{0};
    std::size_t m_touched = 0;
    Matrix m_matrix;
    std::unordered_map<metrics::Labels, std::size_t> m_places; ///< of the series in m_matrix
    std::unordered_set<metrics::Labels> m_left;                ///< that came when it was full
    std::size_t m_mostOmitted = 0;                             ///< in one part
    std::optional<base::Error> m_error;
};

} // namespace checkwatch::promql
