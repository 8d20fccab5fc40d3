#include "models/testfiles/pinned.h"

#include "models/promql/functions.h"

#include <algorithm>

namespace checkwatch::testfiles {
namespace {

using namespace promql;

bool dependsOnTime(FunctionId id)
{
    switch (id) {
    case FunctionId::DaysInMonth:
    case FunctionId::DayOfMonth:
    case FunctionId::DayOfWeek:
    case FunctionId::DayOfYear:
    case FunctionId::Hour:
    case FunctionId::Minute:
    case FunctionId::Month:
    case FunctionId::Year:
    case FunctionId::PredictLinear:
    case FunctionId::Time:
    case FunctionId::Timestamp: return true;
    default: return false;
    }
}

TimeShift at(TimeShift shift, base::Timestamp time)
{
    if (shift.at == At::None) {
        shift.at = At::Time;
        shift.time = time;
    }
    return shift;
}

/// Replaces each child by its pinned form; false where one has none.
bool pin(base::Timestamp time, std::initializer_list<ExprPtr*> children)
{
    return std::all_of(children.begin(), children.end(), [time](ExprPtr* child) {
        *child = *child ? pinned(*child, time) : nullptr;
        return *child != nullptr;
    });
}

template <typename T>
std::shared_ptr<T> copyOf(const ExprPtr& expr)
{
    return std::make_shared<T>(as<T>(*expr));
}

ExprPtr pinnedCall(const ExprPtr& expr, base::Timestamp time)
{
    auto call = copyOf<Call>(expr);
    const bool all = std::all_of(call->args.begin(), call->args.end(),
                                 [time](ExprPtr& argument) { return pin(time, {&argument}); });
    return all && !dependsOnTime(call->function->id) ? call : nullptr;
}

/// Subqueries are left as they are inside, but must not depend on the time there either.
ExprPtr pinnedSubquery(const ExprPtr& expr, base::Timestamp time)
{
    auto copy = copyOf<Subquery>(expr);
    copy->shift = at(copy->shift, time);
    return pinned(copy->inner, time) ? copy : nullptr;
}

} // namespace

ExprPtr pinned(const ExprPtr& expr, base::Timestamp time)
{
    switch (expr->kind) {
    case ExprKind::Selector: {
        auto copy = copyOf<Selector>(expr);
        copy->shift = at(copy->shift, time);
        return copy;
    }
    case ExprKind::Range: {
        auto copy = copyOf<Range>(expr);
        auto selector = std::make_shared<Selector>(*copy->selector);
        selector->shift = at(selector->shift, time);
        copy->selector = selector;
        return copy;
    }
    case ExprKind::Subquery: return pinnedSubquery(expr, time);
    case ExprKind::Call: return pinnedCall(expr, time);
    case ExprKind::Aggregate: {
        auto copy = copyOf<Aggregate>(expr);
        const bool ok = pin(time, {&copy->inner}) && (!copy->param || pin(time, {&copy->param}));
        return ok ? copy : nullptr;
    }
    case ExprKind::Binary: {
        auto copy = copyOf<Binary>(expr);
        return pin(time, {&copy->left, &copy->right}) ? copy : nullptr;
    }
    case ExprKind::Unary: {
        auto copy = copyOf<Unary>(expr);
        return pin(time, {&copy->inner}) ? copy : nullptr;
    }
    case ExprKind::Paren: {
        auto copy = copyOf<Paren>(expr);
        return pin(time, {&copy->inner}) ? copy : nullptr;
    }
    default: return expr;
    }
}

} // namespace checkwatch::testfiles
