#pragma once

#include "models/base/cancel.h"
#include "models/base/result.h"
#include "models/promql/parser.h"
#include "models/promql/value.h"
#include "models/tsdb/querier.h"

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace checkwatch::promql {

struct Explanation; // explanation.h

struct EngineOptions
{
    Compat compat = Compat::Prometheus3;
    base::Duration lookback = std::chrono::minutes{5};
    base::Duration defaultSubqueryStep = std::chrono::minutes{1};  ///< global evaluation_interval
    std::size_t maxSamples = 50'000'000;                           ///< touched by one query
    base::Duration timeout = std::chrono::minutes{2};              ///< of wall time, for one query
    base::Duration explainTimeout = std::chrono::milliseconds{50}; ///< of wall time, for explain()
    bool experimental = false; ///< of the expressions that a rule's templates query: see ParseOptions
    std::size_t maxSeries = std::numeric_limits<std::size_t>::max(); ///< of an answer; the others are only counted

    /// How to read expressions for it.
    [[nodiscard]] ParseOptions parsing() const { return {experimental, compat}; }
};

/// Some of the steps of a range query.
struct RangePart
{
    base::Timestamp start{};
    base::Timestamp end{};
    base::Duration step{0};
    base::Timestamp queryStart{}; ///< of the whole query: what @ start() means
    base::Timestamp queryEnd{};
};

/// Evaluates expressions over a Querier, with the semantics of guides/prometheus.md 2. Holds only caches (what selectors
/// selected, by Querier::generation()), so one Engine per Querier and thread.
class Engine
{
public:
    explicit Engine(EngineOptions options = {});
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    [[nodiscard]] const EngineOptions& options() const noexcept { return m_options; }

    /// The value at one time. A limit, a cancel, or an evaluation error is an Error.
    base::Result<Value> instant(const tsdb::Querier& data, const ExprPtr& expr, base::Timestamp time,
                                const base::CancelToken& cancel = {});
    /// Equal parts of the expressions that instant() will be asked for, list by list: what one comes to at a time holds for
    /// all of them until beginRound(), so nothing that they read may change before. The nodes must outlive the engine.
    void share(const std::vector<std::vector<const Expr*>>& equalParts);
    void beginRound();
    /// Independent evaluations at start, start + step, … <= end, put together by series, sorted by labels.
    /// REQUIRES: step > 0.
    base::Result<Matrix> range(const tsdb::Querier& data, const ExprPtr& expr, base::Timestamp start,
                               base::Timestamp end, base::Duration step, const base::CancelToken& cancel = {});
    /// The steps from part.start to part.end of such a query, in at most `timeout`: see RangeQuery.
    base::Result<Matrix> rangePart(const tsdb::Querier& data, const ExprPtr& expr, const RangePart& part,
                                   base::Duration timeout, const base::CancelToken& cancel = {});
    /// Samples that the newest instant() or range touched.
    [[nodiscard]] std::size_t touched() const noexcept;
    /// instant() once more, recorded: why the expression says what it says about the element with the labels `focus`, or
    /// why it says nothing about it. Without them, about its first element. Element and value of a present root are bit
    /// for bit those of instant(). Takes options().explainTimeout at most and is a Timeout error where that is too short.
    base::Result<Explanation> explain(const tsdb::Querier& data, const ExprPtr& expr, base::Timestamp time,
                                      const std::optional<metrics::Labels>& focus = std::nullopt,
                                      const base::CancelToken& cancel = {});

private:
    struct Impl;
    EngineOptions m_options;
    std::unique_ptr<Impl> m_impl;
};

/// A result element that has not been given labels yet: a series of the Querier and a value. See FilterPlan.
struct RawElement
{
    tsdb::SeriesRef series = 0;
    double value = 0;
};

/// The quick way for the commonest alert expressions: `f(selector[range]) op number` and `selector op number`, where each
/// result element belongs to exactly one series. Bit-identical to Engine::instant; a test proves it on random data.
class FilterPlan
{
public:
    /// Null where the expression is not of such a form.
    static std::unique_ptr<FilterPlan> compile(const ExprPtr& expr, const EngineOptions& options);
    virtual ~FilterPlan() = default;
    /// The elements that pass, ascending by series. The labels of an element are those of its series, without __name__
    /// where dropsName().
    virtual void evaluate(const tsdb::Querier& data, base::Timestamp time, std::vector<RawElement>& out) = 0;
    [[nodiscard]] virtual bool dropsName() const = 0;
};

/// increase(series[range]) at `time` for one series: the formula of guides/prometheus.md 2.3, the same code the evaluator
/// uses. nullopt with fewer than two samples in the window.
std::optional<double> increase(const tsdb::Querier& data, tsdb::SeriesRef series, base::Duration range,
                               base::Timestamp time, Compat compat);

/// Times from the first one to the last: from, from + step, …
struct Steps
{
    base::Timestamp from{};
    base::Timestamp to{};
    base::Duration step{}; ///< more than 0
};

/// increase() at each of them, with the samples read once where windows overlap.
std::vector<std::optional<double>> increases(const tsdb::Querier& data, tsdb::SeriesRef series, base::Duration range,
                                             const Steps& steps, Compat compat);

} // namespace checkwatch::promql
