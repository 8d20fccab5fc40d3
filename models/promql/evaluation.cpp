#include "models/promql/evaluation.h"

#include "models/promql/arithmetic.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace checkwatch::promql {
namespace {

constexpr std::size_t cancelCheckInterval = 4096;

} // namespace

Evaluation::Evaluation(const EngineOptions& options, SelectionCache& cache, const tsdb::Querier& data, Bounds bounds,
                       const base::CancelToken& cancel)
    : m_options(options), m_cache(cache), m_data(data), m_bounds(bounds), m_cancel(cancel),
      m_duplicates(bounds.step > base::Duration{0}), m_deadline(std::chrono::steady_clock::now() + options.timeout)
{
    m_cache.begin(data);
}

void Evaluation::fail(base::ErrorCode code, std::string message)
{
    if (!m_failed) {
        m_failed = true;
        m_error = base::Error{code, std::move(message)};
    }
}

void Evaluation::reset()
{
    m_touched = 0;
    m_nextCancelCheck = 0;
}

void Evaluation::touch(std::size_t samples)
{
    m_touched += samples;
    if (m_touched < m_nextCancelCheck) {
        return;
    }
    m_nextCancelCheck = m_touched + cancelCheckInterval;
    if (!interrupted() && m_touched > m_options.maxSamples) {
        fail(base::ErrorCode::Limit, "query processing would load too many samples into memory in query execution");
    }
}

bool Evaluation::interrupted()
{
    if (m_cancel.canceled()) {
        fail(base::ErrorCode::Canceled, "query was canceled in query execution");
    } else if (std::chrono::steady_clock::now() >= m_deadline) {
        fail(base::ErrorCode::Timeout, "query timed out in query execution");
    }
    return m_failed;
}

const std::string& Evaluation::text(const Expr& expr)
{
    return as<TextLiteral>(unwrapped(expr)).value;
}

double Evaluation::scalar(const Expr& expr, base::Timestamp time)
{
    touch(1);
    if (m_failed) {
        return 0;
    }
    const Expr& inner = unwrapped(expr);
    if (!m_tape) {
        return number(inner, time);
    }
    m_tape->begin(inner, time);
    const double value = number(inner, time);
    m_tape->end(value);
    return value;
}

double Evaluation::number(const Expr& expr, base::Timestamp time)
{
    switch (expr.kind) {
    case ExprKind::Number: return as<NumberLiteral>(expr).value;
    case ExprKind::Binary: return scalarBinary(as<Binary>(expr), time);
    case ExprKind::Call: return scalarCall(as<Call>(expr), time);
    case ExprKind::Unary: {
        const double value = scalar(*as<Unary>(expr).inner, time);
        return as<Unary>(expr).negative ? -value : value;
    }
    default: return std::numeric_limits<double>::quiet_NaN();
    }
}

double Evaluation::scalarBinary(const Binary& node, base::Timestamp time)
{
    const double left = scalar(*node.left, time);
    const Outcome outcome = apply(node.op, left, scalar(*node.right, time));
    if (isComparison(node.op)) {
        return outcome.keep ? 1 : 0;
    }
    return outcome.value;
}

double Evaluation::scalarCall(const Call& call, base::Timestamp time)
{
    switch (call.function->id) {
    case FunctionId::Time: return base::unixSeconds(time);
    case FunctionId::Pi: return std::numbers::pi;
    default: break;
    }
    const Items items = vector(*call.args.front(), time); // scalar()
    return items.size() == 1 ? items.front().value : std::numeric_limits<double>::quiet_NaN();
}

Items Evaluation::vector(const Expr& expr, base::Timestamp time)
{
    if (m_failed) {
        return {};
    }
    const Expr& inner = unwrapped(expr);
    if (!m_tape) {
        return m_cache.shared().has(inner) ? shared(inner, time) : evaluated(inner, time);
    }
    m_tape->begin(inner, time);
    Items items = evaluated(inner, time);
    m_tape->end(items);
    return items;
}

/// A part that other expressions have as well.
Items Evaluation::shared(const Expr& expr, base::Timestamp time)
{
    if (const SharedParts::Result* const known = m_cache.shared().find(expr, time)) {
        touch(known->touched);
        return known->items;
    }
    const std::size_t before = m_touched;
    Items items = evaluated(expr, time);
    if (!m_failed) {
        m_cache.shared().put(expr, time, items, m_touched - before);
    }
    return items;
}

Items Evaluation::evaluated(const Expr& expr, base::Timestamp time)
{
    Items items;
    switch (expr.kind) {
    case ExprKind::Selector: return select(as<Selector>(expr), time, false);
    case ExprKind::Call: items = call(as<Call>(expr), time); break;
    case ExprKind::Aggregate: items = aggregate(as<Aggregate>(expr), time); break;
    case ExprKind::Binary: items = binary(as<Binary>(expr), time); break;
    case ExprKind::Unary: items = negated(as<Unary>(expr), time); break;
    default: break;
    }
    touch(items.size() + 1);
    if (!m_failed && m_duplicates.within(expr, items)) {
        fail("vector cannot contain metrics with the same labelset");
    }
    return items;
}

Items Evaluation::negated(const Unary& node, base::Timestamp time)
{
    Items items = vector(*node.inner, time);
    if (node.negative) {
        for (Item& item : items) {
            item.value = -item.value;
            item.dropName = true;
        }
    }
    return items;
}

Items Evaluation::call(const Call& call, base::Timestamp time)
{
    for (const ValueType type : call.function->args) {
        if (type == ValueType::Matrix) {
            return rangeCall(call, time);
        }
    }
    return instantCall(call, time);
}

} // namespace checkwatch::promql
