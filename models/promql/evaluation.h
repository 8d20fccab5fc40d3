#pragma once

#include "models/promql/bounds.h"
#include "models/promql/duplicates.h"
#include "models/promql/engine.h"
#include "models/promql/items.h"
#include "models/promql/selectioncache.h"
#include "models/promql/stepsahead.h"
#include "models/promql/tape.h"
#include "models/promql/window.h"

#include <functional>
#include <unordered_map>

namespace checkwatch::promql {

/// The evaluation of one query at one time after the other. Everything reports failure by failed(); after that, results
/// mean nothing. Items point into the Querier or into the cache.
class Evaluation
{
public:
    Evaluation(const EngineOptions& options, SelectionCache& cache, const tsdb::Querier& data, Bounds bounds,
               const base::CancelToken& cancel);

    /// From now on tells `tape` what it does. Does not take ownership; null ends it.
    void record(Tape* tape) { m_tape = tape; }
    [[nodiscard]] Tape* tape() const { return m_tape; }

    /// REQUIRES: expr.type == ValueType::Scalar.
    double scalar(const Expr& expr, base::Timestamp time);
    /// REQUIRES: expr.type == ValueType::Vector.
    Items vector(const Expr& expr, base::Timestamp time);
    /// REQUIRES: expr.type == ValueType::String.
    static const std::string& text(const Expr& expr);

    /// Calls `visit` with each series of a range vector that has samples. REQUIRES: expr.type == ValueType::Matrix.
    using Visit = std::function<void(const Item& series, const Window& window)>;
    void ranges(const Expr& expr, base::Timestamp time, const Visit& visit);

    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] const base::Error& error() const { return m_error; }
    void fail(base::ErrorCode code, std::string message);
    void fail(std::string message) { fail(base::ErrorCode::BadInput, std::move(message)); }

    /// Counts anew against the limit of samples, for the next time.
    void reset();
    /// Keeps a label set as long as this object lives: equal ones in one place.
    const metrics::Labels* keep(metrics::Labels labels) { return m_cache.keep(std::move(labels)); }
    /// The groups of what `operand` gives: see SelectionCache.
    OperandGroups& groupsOf(const Expr& operand, const std::vector<std::string>& names, bool without)
    {
        return m_cache.groupsOf(operand, names, without);
    }
    /// Counts what was touched; fails over the limit and when the query was canceled.
    void touch(std::size_t samples);
    [[nodiscard]] std::size_t touched() const { return m_touched; }
    /// For loops over elements that touch no samples: false once the query has failed. Looks at the clock now and then.
    [[nodiscard]] bool goOn() { return (++m_rounds % 1024 != 0 || !interrupted()) && !m_failed; }

private:
    // evaluation.cpp
    bool interrupted(); ///< canceled, or out of time: fails
    double number(const Expr& expr, base::Timestamp time);
    Items evaluated(const Expr& expr, base::Timestamp time);
    Items shared(const Expr& expr, base::Timestamp time);
    Items call(const Call& call, base::Timestamp time);
    double scalarCall(const Call& call, base::Timestamp time);
    double scalarBinary(const Binary& node, base::Timestamp time);
    Items negated(const Unary& node, base::Timestamp time);
    // selecting.cpp
    void looked(base::Timestamp from, base::Timestamp to);
    Items select(const Selector& selector, base::Timestamp time, bool ownTimes);
    void selectorRanges(const Range& range, base::Timestamp time, const Visit& visit);
    void subqueryRanges(const Subquery& node, base::Timestamp time, const Visit& visit);
    [[nodiscard]] base::Timestamp shifted(base::Timestamp time, const TimeShift& shift) const;
    /// The first time inside a window of this length that ends at `end`.
    [[nodiscard]] base::Timestamp windowBegin(base::Timestamp end, base::Duration length) const;

    // rangecall.cpp
    Items rangeCall(const Call& call, base::Timestamp time);
    /// At a step of a range query, worked out with those after it; null where it must be evaluated.
    const StepsAhead::Step* ahead(const Call& call, base::Timestamp time);
    Items overSelector(FunctionId id, const Range& range, base::Timestamp time);
    Items quantileOverTime(const Call& call, base::Timestamp time);
    Items absentOverTime(const Call& call, base::Timestamp time);
    Items holtWintersCall(const Call& call, base::Timestamp time);

    // aggregate.cpp
    Items aggregate(const Aggregate& node, base::Timestamp time);
    void tellGroup(std::uint32_t number); ///< of the operand's next element
    /// For count_values: gives each element its value as the label `name`.
    bool labelValues(const std::string& name, Items& items);
    // binary.cpp, instantfunctions.cpp, labelfunctions.cpp, histogram.cpp
    Items binary(const Binary& node, base::Timestamp time);
    Items combineSets(const Binary& node, const Items& left, const Items& right);
    Items instantCall(const Call& call, base::Timestamp time);
    Items absent(const Call& call, base::Timestamp time);
    Items clamp(const Call& call, base::Timestamp time);
    Items round(const Call& call, base::Timestamp time);
    Items dates(const Call& call, base::Timestamp time);
    Items timestamps(const Call& call, base::Timestamp time);
    Items sortByLabel(const Call& call, base::Timestamp time);
    Items labelReplace(const Call& call, base::Timestamp time);
    Items labelJoin(const Call& call, base::Timestamp time);
    Items histogramQuantile(const Call& call, base::Timestamp time);

    const EngineOptions& m_options;
    SelectionCache& m_cache;
    const tsdb::Querier& m_data;
    Bounds m_bounds;
    base::CancelToken m_cancel;
    Duplicates m_duplicates;
    std::vector<metrics::Sample> m_samples; ///< one series' window at a time
    std::unordered_map<const Call*, StepsAhead> m_ahead;
    Tape* m_tape = nullptr;
    std::size_t m_touched = 0;
    std::size_t m_rounds = 0; ///< of goOn()
    std::size_t m_nextCancelCheck = 0;
    std::chrono::steady_clock::time_point m_deadline;
    bool m_failed = false;
    base::Error m_error;
};

} // namespace checkwatch::promql
