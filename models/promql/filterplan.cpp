#include "models/promql/arithmetic.h"
#include "models/promql/engine.h"
#include "models/promql/rangefunction.h"
#include "models/promql/selectioncache.h"

#include <cmath>

namespace checkwatch::promql {
namespace {

/// `compared op number`.
struct Condition
{
    BinaryOp op = BinaryOp::Greater;
    double number = 0;

    [[nodiscard]] bool holds(double value) const { return apply(op, value, number).keep; }
};

const Selector* plainSelector(const Expr& expr)
{
    const Selector* selector = expr.kind == ExprKind::Selector ? &as<Selector>(expr)
        : expr.kind == ExprKind::Range                         ? as<Range>(expr).selector.get()
                                                               : nullptr;
    // A pinned selector would need the query's bounds; a nameless one could give two elements the same labels.
    return selector && selector->shift.at == At::None && !selector->name.empty() ? selector : nullptr;
}

class Plan : public FilterPlan
{
public:
    Plan(ExprPtr expr, const Selector& selector, Condition condition, const EngineOptions& options)
        : m_expr(std::move(expr)), m_selector(selector), m_condition(condition),
          m_open(options.compat == Compat::Prometheus3 ? 1 : 0)
    {
    }

protected:
    const ExprPtr m_expr; ///< keeps the nodes below alive
    const Selector& m_selector;
    const Condition m_condition;
    const base::Duration m_open;
    SelectionCache m_cache;
};

/// `selector op number`.
class SelectorPlan final : public Plan
{
public:
    SelectorPlan(ExprPtr expr, const Selector& selector, Condition condition, const EngineOptions& options)
        : Plan(std::move(expr), selector, condition, options), m_lookback(options.lookback)
    {
    }
    void evaluate(const tsdb::Querier& data, base::Timestamp time, std::vector<RawElement>& out) override
    {
        out.clear();
        const auto selection = m_cache.get(data, m_selector);
        const base::Timestamp to = time - m_selector.shift.offset;
        const base::Timestamp from = to - m_lookback + m_open;
        for (const tsdb::SeriesRef series : *selection) {
            const auto newest = data.newest(series, from, to);
            if (newest && !metrics::isStale(newest->value) && m_condition.holds(newest->value)) {
                out.push_back({series, newest->value});
            }
        }
    }
    [[nodiscard]] bool dropsName() const override { return false; }

private:
    base::Duration m_lookback;
};

/// `function(selector[range]) op number`.
class RangePlan final : public Plan
{
public:
    RangePlan(ExprPtr expr, const Range& range, FunctionId function, Condition condition, const EngineOptions& options)
        : Plan(std::move(expr), *range.selector, condition, options), m_range(range.range), m_function(function),
          m_quietFails(!condition.holds(0))
    {
    }
    void evaluate(const tsdb::Querier& data, base::Timestamp time, std::vector<RawElement>& out) override
    {
        out.clear();
        const auto selection = m_cache.get(data, m_selector);
        const base::Timestamp to = time - m_selector.shift.offset;
        const base::Timestamp from = to - m_range + m_open;
        for (const tsdb::SeriesRef series : *selection) {
            if (skips(data, series, from, to)) {
                continue;
            }
            m_samples.clear();
            data.window(series, from, to, m_samples);
            if (m_samples.empty()) {
                continue;
            }
            const auto value = overWindow(m_function, {m_samples, to, m_range, time});
            if (value && m_condition.holds(*value)) {
                out.push_back({series, *value});
            }
        }
    }
    [[nodiscard]] bool dropsName() const override { return m_function != FunctionId::LastOverTime; }

private:
    /// Whether a series that stood still can be passed over. Where the value is finite its change is exactly 0.
    [[nodiscard]] bool skips(const tsdb::Querier& data, tsdb::SeriesRef series, base::Timestamp from,
                             base::Timestamp to) const
    {
        if (!m_quietFails || !isChange(m_function)) {
            return false;
        }
        const auto constant = data.constantWindow(series, from, to);
        return constant && std::isfinite(constant->value);
    }

    base::Duration m_range;
    FunctionId m_function;
    bool m_quietFails;
    std::vector<metrics::Sample> m_samples;
};

std::unique_ptr<FilterPlan> planFor(const ExprPtr& expr, const Expr& compared, Condition condition,
                                    const EngineOptions& options)
{
    if (compared.kind == ExprKind::Selector) {
        const Selector* selector = plainSelector(compared);
        return selector ? std::make_unique<SelectorPlan>(expr, *selector, condition, options) : nullptr;
    }
    if (compared.kind != ExprKind::Call || !isPlainOverWindow(as<Call>(compared).function->id)) {
        return nullptr;
    }
    const Call& call = as<Call>(compared);
    const Expr& argument = unwrapped(*call.args.front());
    if (argument.kind != ExprKind::Range || !plainSelector(argument)) {
        return nullptr;
    }
    return std::make_unique<RangePlan>(expr, as<Range>(argument), call.function->id, condition, options);
}

} // namespace

std::unique_ptr<FilterPlan> FilterPlan::compile(const ExprPtr& expr, const EngineOptions& options)
{
    const Expr& top = unwrapped(*expr);
    if (top.kind != ExprKind::Binary) {
        return nullptr;
    }
    const Binary& node = as<Binary>(top);
    const Expr& number = unwrapped(*node.right);
    if (!isComparison(node.op) || node.returnBool || number.kind != ExprKind::Number) {
        return nullptr;
    }
    return planFor(expr, unwrapped(*node.left), {node.op, as<NumberLiteral>(number).value}, options);
}

} // namespace checkwatch::promql
