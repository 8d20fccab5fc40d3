#pragma once

#include "models/base/cancel.h"
#include "models/promql/rangequery.h"
#include "models/session/query.h"

#include <chrono>
#include <functional>
#include <list>
#include <memory>

namespace checkwatch::session {

/// What QueryRunner::work() is given at a time, beside everything else that its thread does.
inline constexpr std::chrono::milliseconds querySlice{10};

/// Evaluates what people ask, piece by piece, so that it fits between the evaluations of rules: a range query is put aside
/// after each moment, and one moment may take QueryLimits::moment at most, or the query is refused with what to do. One
/// thread (the engine's).
class QueryRunner
{
public:
    using Answer = std::function<void(QueryAnswerPtr)>;

    /// `data` must outlive it.
    QueryRunner(const tsdb::Querier& data, const promql::EngineOptions& options, const QueryLimits& limits = {});
    ~QueryRunner();

    /// For queries from now on; those under way go on as they began.
    void setOptions(const promql::EngineOptions& options);
    void add(QueryRequest request, base::CancelToken cancel);
    [[nodiscard]] bool idle() const noexcept { return m_waiting.empty(); }
    /// Works for about `slice`: longer by at most one moment of one query. A query that was canceled gets no answer.
    void work(std::chrono::nanoseconds slice, const Answer& answer);
    [[nodiscard]] const QueryLimits& limits() const noexcept { return m_limits; }

private:
    struct Job;

    /// Does the next piece; the answer, or null where more is to do.
    [[nodiscard]] QueryAnswerPtr advance(Job& job);
    [[nodiscard]] bool begin(Job& job, QueryAnswer& answer);
    void finishRange(Job& job, QueryAnswer& answer) const;
    [[nodiscard]] base::Error plain(base::Error error, std::size_t samples) const;

    const tsdb::Querier& m_data;
    QueryLimits m_limits;
    std::shared_ptr<promql::Engine> m_moments;
    std::shared_ptr<promql::Engine> m_ranges;
    std::list<Job> m_waiting; ///< the first one is worked on
};

} // namespace checkwatch::session
