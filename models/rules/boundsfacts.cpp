#include "models/rules/bounds.h"

#include "models/promql/functions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

// What is known of metrics, functions and aggregations without looking at data.
namespace checkwatch::rules {
namespace {

using namespace promql;

Bounds between(double lo, double hi, std::string premise = {})
{
    Bounds out;
    out.lo = lo;
    out.hi = hi;
    if (!premise.empty()) {
        out.premises.push_back(std::move(premise));
    }
    return out;
}

Bounds zeroOrOne(std::string premise)
{
    Bounds out = between(0, 1, std::move(premise));
    out.whole = true;
    return out;
}

/// State sets of HAProxy's own exporter since 2.4: with a label `state` each is 1 for the state that holds and 0 else.
bool isOneHot(const Selector& selector)
{
    constexpr std::array<std::string_view, 5> names{"haproxy_server_status", "haproxy_server_check_status",
                                                    "haproxy_backend_status", "haproxy_frontend_status",
                                                    "haproxy_listener_status"};
    const bool named = std::find(names.begin(), names.end(), selector.name) != names.end();
    return named
        && std::any_of(selector.matchers.begin(), selector.matchers.end(), [](const metrics::Matcher& matcher) {
               return matcher.name() == "state" && !matcher.matches("");
           });
}

bool isUpOrNot(std::string_view name)
{
    constexpr std::array<std::string_view, 4> names{"up", "haproxy_up", "haproxy_server_up", "haproxy_backend_up"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

Bounds notBelow(double lo, const Bounds& from)
{
    Bounds out;
    out.lo = lo;
    out.premises = from.premises;
    return out;
}

/// What rate() and its like make of samples that are never negative: a fall counts as a reset, so nothing is negative.
Bounds increased(const Bounds& samples)
{
    return samples.lo >= 0 ? notBelow(0, samples) : Bounds();
}

Bounds rangeCall(FunctionId id, const Bounds& samples)
{
    Bounds out;
    switch (id) {
    case FunctionId::Rate:
    case FunctionId::Increase:
    case FunctionId::Irate: return increased(samples);
    case FunctionId::SumOverTime:
        out = samples.lo >= 0 ? notBelow(samples.lo, samples) : Bounds();
        out.whole = samples.whole;
        return out;
    case FunctionId::CountOverTime: return between(1, infinite, "count_over_time() of nothing has no result");
    case FunctionId::Changes:
    case FunctionId::Resets:
    case FunctionId::StddevOverTime:
    case FunctionId::StdvarOverTime: return between(0, infinite);
    case FunctionId::AvgOverTime:
        out = samples;
        out.rounded = true;
        out.whole = false;
        return out;
    case FunctionId::MinOverTime:
    case FunctionId::MaxOverTime:
    case FunctionId::LastOverTime: return samples;
    case FunctionId::PresentOverTime:
    case FunctionId::Absent:
    case FunctionId::AbsentOverTime: return between(1, 1);
    default: return out;
    }
}

Bounds clamped(const Call& call, const std::vector<Bounds>& args)
{
    Bounds out = args.front();
    const bool both = call.function->id == FunctionId::Clamp;
    const bool fromBelow = both || call.function->id == FunctionId::ClampMin;
    const bool fromAbove = both || call.function->id == FunctionId::ClampMax;
    if (fromBelow) {
        out.lo = std::max(out.lo, args[1].lo);
        out.hi = std::max(out.hi, args[1].hi);
    }
    if (fromAbove) {
        const Bounds& limit = args[both ? 2 : 1];
        out.lo = std::min(out.lo, limit.lo);
        out.hi = std::min(out.hi, limit.hi);
    }
    out.whole = std::all_of(args.begin(), args.end(), [](const Bounds& argument) { return argument.whole; });
    addPremises(out, args[1]);
    return out;
}

Bounds absolute(Bounds value)
{
    const double most = std::max(std::abs(value.lo), std::abs(value.hi));
    value.lo = value.lo > 0 ? value.lo : value.hi < 0 ? -value.hi : 0;
    value.hi = most;
    return value;
}

Bounds wholeNumbers(FunctionId id, Bounds value)
{
    value.lo = id == FunctionId::Ceil ? std::ceil(value.lo) : std::floor(value.lo);
    value.hi = id == FunctionId::Floor ? std::floor(value.hi) : std::ceil(value.hi);
    value.whole = true;
    return value;
}

Bounds dateCall(FunctionId id)
{
    switch (id) {
    case FunctionId::DayOfWeek: return between(0, 6);
    case FunctionId::DayOfMonth: return between(1, 31);
    case FunctionId::DayOfYear: return between(1, 366);
    case FunctionId::DaysInMonth: return between(28, 31);
    case FunctionId::Hour: return between(0, 23);
    case FunctionId::Minute: return between(0, 59);
    case FunctionId::Month: return between(1, 12);
    default: return {};
    }
}

} // namespace

bool isCounter(std::string_view name, const MetricTypes& types)
{
    // HAProxy 3.2 and later call a counter a gauge where the first server listed has no check: the name is right.
    const bool named = name.ends_with("_total") || name.ends_with("_count") || name.ends_with("_bucket");
    const auto type = types.find(name);
    return named || (type != types.end() && type->second == metrics::MetricType::Counter);
}

Bounds selectorBounds(const Selector& selector, const MetricTypes& types)
{
    const std::string& name = selector.name;
    const auto type = types.find(name);
    if (type != types.end() && type->second == metrics::MetricType::Unknown) {
        return {};
    }
    if (isUpOrNot(name)) {
        return zeroOrOne(name + " is 0 or 1");
    }
    if (isOneHot(selector)) {
        return zeroOrOne(name + " is 0 or 1 for each state");
    }
    if (isCounter(name, types)) {
        return between(0, infinite, name + " is a counter, so it is never negative");
    }
    if (name.starts_with("haproxy_") && name.ends_with("_percent")) {
        return between(0, 100, name + " is a percentage");
    }
    // -1 where there was no session yet, and -1 ms where no check was timed: seen in both.
    const bool mayBeNegative = name.ends_with("_last_session_seconds") || name.ends_with("_check_duration_seconds");
    if (name.starts_with("haproxy_") && !mayBeNegative) {
        return between(0, infinite, name + " is a count or a time, so it is never negative");
    }
    return {};
}

Bounds callBounds(const Call& call, const std::vector<Bounds>& args)
{
    const FunctionId id = call.function->id;
    switch (id) {
    case FunctionId::Abs: return absolute(args.front());
    case FunctionId::Ceil:
    case FunctionId::Floor: return wholeNumbers(id, args.front());
    case FunctionId::Round: return args.size() == 1 ? wholeNumbers(id, args.front()) : Bounds();
    case FunctionId::Clamp:
    case FunctionId::ClampMin:
    case FunctionId::ClampMax: return clamped(call, args);
    case FunctionId::Sgn: return between(-1, 1);
    case FunctionId::Sin:
    case FunctionId::Cos:
    case FunctionId::Tanh: return between(-1, 1);
    case FunctionId::Pi: return between(std::numbers::pi, std::numbers::pi);
    case FunctionId::Sqrt:
    case FunctionId::Exp:
    case FunctionId::Time:
    case FunctionId::Timestamp: return between(0, infinite);
    case FunctionId::Scalar:
    case FunctionId::Vector:
    case FunctionId::Sort:
    case FunctionId::SortDesc:
    case FunctionId::SortByLabel:
    case FunctionId::SortByLabelDesc:
    case FunctionId::LabelReplace:
    case FunctionId::LabelJoin: return args.front();
    default: break;
    }
    const Bounds date = dateCall(id);
    return std::isfinite(date.hi) ? date : args.empty() ? Bounds() : rangeCall(id, args.front());
}

Bounds aggregateBounds(const Aggregate& node, Bounds inner, const MetricTypes& types)
{
    switch (node.op) {
    case AggregateOp::Count:
    case AggregateOp::CountValues: return between(1, infinite, "a count of nothing has no result, so it is never 0");
    case AggregateOp::Group: return between(1, 1);
    case AggregateOp::Stddev:
    case AggregateOp::Stdvar: return between(0, infinite);
    case AggregateOp::Sum:
        if (!(inner.lo >= 0)) {
            inner.lo = -infinite;
        }
        if (!(inner.hi <= 0)) {
            inner.hi = infinite;
        }
        return inner;
    case AggregateOp::Avg:
        inner.rounded = true;
        inner.whole = false;
        return inner;
    case AggregateOp::Quantile: {
        const Bounds share = boundsOf(*node.param, types);
        inner.rounded = true;
        inner.whole = false;
        return share.lo >= 0 && share.hi <= 1 ? inner : Bounds();
    }
    case AggregateOp::Min:
    case AggregateOp::Max:
    case AggregateOp::Topk:
    case AggregateOp::Bottomk:
    case AggregateOp::Limitk: return inner;
    }
    return {};
}

} // namespace checkwatch::rules
