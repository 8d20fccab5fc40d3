#include "tests/peers/atdefects.h"

#include "models/promql/functions.h"

#include <algorithm>

namespace checkwatch::peers {
namespace {

using namespace promql;

class Walk
{
public:
    explicit Walk(base::Timestamp query) : m_query(query) {}

    /// `start`: the first step of what is around.
    bool mistaken(const Expr& expr, base::Timestamp start, bool inSteps) const
    {
        switch (expr.kind) {
        case ExprKind::Subquery: {
            const auto& node = as<Subquery>(expr);
            const base::Timestamp first = firstStep(node, start);
            return (first == start && usesAt(*node.inner)) || mistaken(*node.inner, first, true);
        }
        case ExprKind::Call: {
            const auto& node = as<Call>(expr);
            const bool moves = inSteps && node.function->id == FunctionId::PredictLinear && usesAt(*node.args.front());
            return moves || forgetsOffset(node)
                || std::any_of(node.args.begin(), node.args.end(),
                               [&](const ExprPtr& argument) { return mistaken(*argument, start, inSteps); });
        }
        default: return anyChild(expr, [&](const Expr& child) { return mistaken(child, start, inSteps); });
        }
    }

private:
    template <typename Test>
    static bool anyChild(const Expr& expr, Test test)
    {
        switch (expr.kind) {
        case ExprKind::Aggregate: {
            const auto& node = as<Aggregate>(expr);
            return test(*node.inner) || (node.param && test(*node.param));
        }
        case ExprKind::Binary: return test(*as<Binary>(expr).left) || test(*as<Binary>(expr).right);
        case ExprKind::Unary: return test(*as<Unary>(expr).inner);
        case ExprKind::Paren: return test(*as<Paren>(expr).inner);
        default: return false;
        }
    }
    static bool forgetsOffset(const Call& node)
    {
        if (node.function->id != FunctionId::Timestamp || unwrapped(*node.args.front()).kind != ExprKind::Selector) {
            return false;
        }
        const TimeShift& shift = as<Selector>(unwrapped(*node.args.front())).shift;
        return shift.at != At::None && shift.offset.count() != 0;
    }
    static bool usesAt(const Expr& expr)
    {
        switch (expr.kind) {
        case ExprKind::Selector: return as<Selector>(expr).shift.at != At::None;
        case ExprKind::Range: return usesAt(*as<Range>(expr).selector);
        case ExprKind::Subquery: return as<Subquery>(expr).shift.at != At::None || usesAt(*as<Subquery>(expr).inner);
        case ExprKind::Call:
            return std::any_of(as<Call>(expr).args.begin(), as<Call>(expr).args.end(),
                               [](const ExprPtr& argument) { return usesAt(*argument); });
        default: return anyChild(expr, usesAt);
        }
    }
    [[nodiscard]] base::Timestamp firstStep(const Subquery& node, base::Timestamp start) const
    {
        const base::Timestamp at = node.shift.at == At::None ? start
            : node.shift.at == At::Time                      ? node.shift.time
                                                             : m_query;
        const std::int64_t step = node.step.count() > 0 ? node.step.count() : 15'000;
        const std::int64_t begin = base::unixMs(at - node.shift.offset - node.range);
        const std::int64_t floor = begin / step * step;
        return base::fromUnixMs(floor < begin ? floor + step : floor);
    }

    base::Timestamp m_query;
};

} // namespace

bool mistakesAt(const Expr& expr, base::Timestamp time, bool inRangeQuery)
{
    return Walk(time).mistaken(expr, time, inRangeQuery);
}

} // namespace checkwatch::peers
