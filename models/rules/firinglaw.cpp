#include "models/rules/firinglaw.h"

#include "models/promql/ast.h"
#include "models/promql/functions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace checkwatch::rules {
namespace {

using base::Duration;
using std::int64_t;

constexpr int64_t manyEvents = 1'000'000'000;

/// The smallest whole number of events whose increase, times `factor`, passes the threshold.
int64_t eventsFor(const FiringLaw& law, double factor)
{
    const double wanted = law.threshold / factor;
    const double events = law.orEqual ? std::ceil(wanted) : std::floor(wanted) + 1;
    return events < 1 ? 1 : events < manyEvents ? static_cast<int64_t>(events) : manyEvents;
}

/// counter[W] under increase() or rate(); null for anything else.
const promql::Range* countedRange(const promql::Expr& expr, double& scale)
{
    const promql::Expr& side = promql::unwrapped(expr);
    if (side.kind != promql::ExprKind::Call) {
        return nullptr;
    }
    const auto& call = promql::as<promql::Call>(side);
    const promql::FunctionId id = call.function->id;
    if (id != promql::FunctionId::Increase && id != promql::FunctionId::Rate) {
        return nullptr;
    }
    const promql::Expr& argument = promql::unwrapped(*call.args.front());
    if (argument.kind != promql::ExprKind::Range) {
        return nullptr;
    }
    const auto& range = promql::as<promql::Range>(argument);
    scale = id == promql::FunctionId::Rate ? std::chrono::duration<double>(range.range).count() : 1;
    return &range;
}

/// How many scrapes lie between the first showings of two events `apart`: `least`, or one more.
struct ScrapesBetween
{
    Duration least;
    Duration most;
};
ScrapesBetween scrapesBetween(const FiringLaw& law, Duration apart)
{
    const Duration least = apart / law.scrapeInterval * law.scrapeInterval;
    return {least, least == apart ? least : least + law.scrapeInterval};
}

} // namespace

Duration FiringLaw::visible() const
{
    const Duration closed{compat == promql::Compat::Prometheus2 ? 1 : 0};
    return range - scrapeInterval + closed;
}

Duration FiringLaw::effectiveFor() const
{
    return (holdFor + evaluationInterval - Duration{1}) / evaluationInterval * evaluationInterval;
}

int64_t FiringLaw::eventsSure() const
{
    return eventsFor(*this, 1);
}

int64_t FiringLaw::eventsPossible() const
{
    // Extrapolation reaches the window's edges at most: by W over the time between its first and its last sample, and a
    // window holds at least two, and as many as fit.
    const int64_t samples = std::max<int64_t>(2, range / scrapeInterval);
    const auto spanned = static_cast<double>((samples - 1) * scrapeInterval.count());
    return eventsFor(*this, std::max(1.0, static_cast<double>(range.count()) / spanned) * (1 + 1e-9));
}

std::optional<FiringLaw> firingLawOf(const Rule& rule)
{
    const promql::Expr& expr = promql::unwrapped(*rule.expr);
    if (rule.kind != Rule::Kind::Alerting || expr.kind != promql::ExprKind::Binary) {
        return std::nullopt;
    }
    const auto& compare = promql::as<promql::Binary>(expr);
    const promql::Expr& right = promql::unwrapped(*compare.right);
    double scale = 1;
    const promql::Range* const range = countedRange(*compare.left, scale);
    const bool greater = compare.op == promql::BinaryOp::Greater || compare.op == promql::BinaryOp::GreaterEqual;
    if (range == nullptr || !greater || compare.returnBool || right.kind != promql::ExprKind::Number) {
        return std::nullopt;
    }
    FiringLaw law;
    law.metric = range->selector->name;
    law.range = range->range;
    law.holdFor = rule.holdFor;
    law.threshold = promql::as<promql::NumberLiteral>(right).value * scale;
    law.orEqual = compare.op == promql::BinaryOp::GreaterEqual;
    // Below nothing everything counts, without any event; that is another law.
    const bool events = law.orEqual ? law.threshold > 0 : law.threshold >= 0;
    return events ? std::optional(std::move(law)) : std::nullopt;
}

Steady steadyVerdict(const FiringLaw& law, std::span<const Duration> cycle, Duration period)
{
    const Duration visible = law.visible();
    // The distance from each event to the n-th after it, over the whole cycle.
    const auto extremes = [&](int64_t n) {
        Duration least = Duration::max();
        Duration most{0};
        const auto size = static_cast<int64_t>(cycle.size());
        for (int64_t i = 0; i < size; ++i) {
            const Duration apart = cycle[static_cast<std::size_t>((i + n) % size)] + (i + n) / size * period
                - cycle[static_cast<std::size_t>(i)];
            least = std::min(least, apart);
            most = std::max(most, apart);
        }
        return std::pair(least, most);
    };
    const auto closeEnough
        = [&](Duration apart) { return std::max(scrapesBetween(law, apart).most, law.scrapeInterval) <= visible; };
    if (closeEnough(extremes(law.eventsSure()).second)) {
        return Steady::ForGood;
    }
    const int64_t possible = law.eventsPossible();
    const Duration longest = visible - scrapesBetween(law, extremes(possible - 1).first).least;
    const Duration step = scrapesBetween(law, extremes(possible).first).least;
    if (longest <= Duration{0}) {
        return Steady::Never;
    }
    const bool everyGapSeen = std::max(step, law.scrapeInterval) - visible >= law.evaluationInterval;
    if (everyGapSeen) {
        return longest <= law.effectiveFor() ? Steady::Never : Steady::AtTimes;
    }
    if (possible != 1 || cycle.size() != 1 || period < law.scrapeInterval) {
        return Steady::AtTimes;
    }
    // Distances of `step` come at most so often in a row before a longer one, which is long enough to be seen as a gap.
    const Duration rest = period - step;
    const bool gapSeen = step + law.scrapeInterval - visible >= law.evaluationInterval;
    if (rest == Duration{0} || !gapSeen) {
        return Steady::AtTimes;
    }
    const int64_t inRow = (law.scrapeInterval - Duration{1}) / rest; // ceil((S - rest) / rest)
    return visible + std::max<int64_t>(1, inRow) * step <= law.effectiveFor() ? Steady::Never : Steady::AtTimes;
}

Steady steadyVerdict(const FiringLaw& law, Duration period)
{
    const std::array<Duration, 1> once{Duration{0}};
    return steadyVerdict(law, once, period);
}

} // namespace checkwatch::rules
