#include "models/session/explainrule.h"

#include "models/base/duration.h"
#include "models/base/numbers.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;
using promql::Derivation;

constexpr int windowsShown = 4;
constexpr Duration shownWithoutWindow = std::chrono::minutes{4};
constexpr Duration longestShown = std::chrono::hours{6};
constexpr std::int64_t valuesAtMost = 60;
constexpr std::int64_t valuesAtLeast = 12; ///< fewer make no curve

/// A Querier that holds one series of another.
class OneSeries final : public tsdb::Querier
{
public:
    OneSeries(const tsdb::Querier& all, tsdb::SeriesRef series) : m_all(all), m_series(series) {}

    [[nodiscard]] std::vector<tsdb::SeriesRef> select(std::span<const metrics::Matcher> matchers) const override
    {
        const metrics::Labels& has = labels(m_series);
        const bool fits = std::all_of(matchers.begin(), matchers.end(),
                                      [&](const metrics::Matcher& m) { return m.matches(has.get(m.name())); });
        return fits ? std::vector{m_series} : std::vector<tsdb::SeriesRef>{};
    }
    [[nodiscard]] const metrics::Labels& labels(tsdb::SeriesRef series) const override { return m_all.labels(series); }
    [[nodiscard]] std::optional<metrics::Sample> newest(tsdb::SeriesRef series, Timestamp from,
                                                        Timestamp to) const override
    {
        return m_all.newest(series, from, to);
    }
    void window(tsdb::SeriesRef series, Timestamp from, Timestamp to, std::vector<metrics::Sample>& out) const override
    {
        m_all.window(series, from, to, out);
    }
    [[nodiscard]] std::optional<tsdb::ConstantWindow> constantWindow(tsdb::SeriesRef series, Timestamp from,
                                                                     Timestamp to) const override
    {
        return m_all.constantWindow(series, from, to);
    }
    [[nodiscard]] std::uint64_t generation() const override { return m_all.generation(); }

private:
    const tsdb::Querier& m_all;
    tsdb::SeriesRef m_series;
};

/// The operand that a step's value hangs on; null where several do.
const Derivation* decidingOperand(const Derivation& step)
{
    if (const auto* binary = std::get_if<promql::BinaryStep>(&step.detail)) {
        const bool filters = binary->op == promql::BinaryOp::And || binary->op == promql::BinaryOp::Unless;
        const Derivation* only = nullptr;
        for (const Derivation& operand : step.operands) {
            if (filters) {
                return &operand;
            }
            if (operand.type != promql::ValueType::Scalar) {
                if (only) {
                    return nullptr;
                }
                only = &operand;
            }
        }
        return only;
    }
    const auto* aggregate = std::get_if<promql::AggregateStep>(&step.detail);
    if ((aggregate && aggregate->members != 1) || step.operands.empty()) {
        return nullptr;
    }
    return &step.operands.front();
}

/// The selector or range whose one series decides; null where none does.
const Derivation* decidingSelection(const Derivation& root)
{
    const Derivation* step = &root;
    while (step && step->kind != promql::ExprKind::Selector && step->kind != promql::ExprKind::Range) {
        step = step->kind == promql::ExprKind::Subquery ? nullptr : decidingOperand(*step);
    }
    return step;
}

/// Whether the value comes from one series alone, whatever else there is.
bool isPerSeries(const Derivation& step)
{
    std::size_t vectors = 0;
    for (const Derivation& operand : step.operands) {
        vectors += operand.type == promql::ValueType::Scalar ? 0 : 1;
    }
    const auto* call = std::get_if<promql::CallStep>(&step.detail);
    const bool combines = std::holds_alternative<promql::AggregateStep>(step.detail)
        || step.kind == promql::ExprKind::Subquery || vectors > 1 || (call && call->function.starts_with("absent"))
        || (step.type == promql::ValueType::Scalar && vectors > 0);
    return !combines && std::all_of(step.operands.begin(), step.operands.end(), isPerSeries);
}

std::string textOf(const promql::Explanation& record, const Derivation& step)
{
    return record.text.substr(step.printed.begin, step.printed.end - step.printed.begin);
}

struct Compared
{
    promql::ExprPtr expr;             ///< the side whose value counts
    const Derivation* step = nullptr; ///< its step; null where the operands were left out
};

/// `expression op number`, or the whole where it is of another form.
Compared comparedOf(const RuleEvaluation& evaluation, const promql::Explanation& record, fleet::WhyPicture& picture)
{
    const promql::Expr& top = promql::unwrapped(*evaluation.expr);
    if (top.kind == promql::ExprKind::Binary) {
        const auto& node = promql::as<promql::Binary>(top);
        const promql::Expr& number = promql::unwrapped(*node.right);
        if (promql::isComparison(node.op) && !node.returnBool && number.kind == promql::ExprKind::Number) {
            picture.threshold = promql::as<promql::NumberLiteral>(number).value;
            picture.comparison = node.op;
            return {node.left, record.root.operands.empty() ? nullptr : &record.root.operands.front()};
        }
    }
    return {evaluation.expr, &record.root};
}

Duration shownBefore(const Derivation* selection)
{
    const auto* window = selection ? std::get_if<promql::WindowStep>(&selection->detail) : nullptr;
    return window ? std::min(windowsShown * window->range, std::max(window->range, longestShown)) : shownWithoutWindow;
}

void drawRaw(const tsdb::Querier& data, const promql::Explanation& record, const Derivation& selection,
             fleet::WhyPicture& picture)
{
    picture.what = textOf(record, selection);
    Timestamp end{};
    tsdb::SeriesRef series = tsdb::noSeries;
    if (const auto* window = std::get_if<promql::WindowStep>(&selection.detail)) {
        picture.window = window->range;
        picture.windowFrom = window->end - window->range;
        picture.leftOpen = window->leftOpen;
        end = window->end;
        series = window->series;
    } else if (const auto* selector = std::get_if<promql::SelectorStep>(&selection.detail)) {
        picture.windowFrom = selector->newest ? selector->newest->time : selector->to;
        picture.leftOpen = false;
        end = selector->to;
        series = selector->series;
    }
    if (series == tsdb::noSeries) {
        return;
    }
    std::vector<metrics::Sample> samples;
    data.window(series, end - shownBefore(&selection), end, samples);
    for (const metrics::Sample& sample : samples) {
        picture.raw.push_back({sample.time, sample.value});
    }
}

/// The values of the series with these labels at every step, NaN where there is none.
std::vector<fleet::Point> pointsOf(const promql::Matrix& matrix, const metrics::Labels& labels, Timestamp from,
                                   Timestamp to, Duration step)
{
    std::vector<fleet::Point> points;
    const auto series = std::find_if(matrix.series.begin(), matrix.series.end(),
                                     [&](const promql::Series& one) { return one.labels == labels; });
    auto sample
        = series == matrix.series.end() ? std::vector<metrics::Sample>::const_iterator{} : series->samples.begin();
    for (Timestamp time = from; time <= to; time += step) {
        const bool here = series != matrix.series.end() && sample != series->samples.end() && sample->time == time;
        points.push_back({time, here ? (sample++)->value : std::numeric_limits<double>::quiet_NaN()});
    }
    return points;
}

/// As many values as there is time for: one over one series costs next to nothing, one over all of them what the
/// explanation took.
void drawValues(const tsdb::Querier& data, const RuleEvaluation& evaluation, const Compared& compared,
                const Derivation* selection, promql::EngineOptions options, std::chrono::nanoseconds took,
                fleet::WhyPicture& picture)
{
    const auto* window = selection ? std::get_if<promql::WindowStep>(&selection->detail) : nullptr;
    const auto* selector = selection ? std::get_if<promql::SelectorStep>(&selection->detail) : nullptr;
    const tsdb::SeriesRef series = window ? window->series : selector ? selector->series : tsdb::noSeries;
    const bool alone = series != tsdb::noSeries && isPerSeries(*compared.step);
    options.timeout = std::max(Duration{0}, options.explainTimeout - std::chrono::ceil<Duration>(took));
    const auto affordable = alone
        ? valuesAtMost
        : std::min(valuesAtMost,
                   options.timeout / std::max(took, std::chrono::nanoseconds{std::chrono::microseconds{1}}));
    if (affordable < valuesAtLeast) {
        return;
    }
    const Duration before = shownBefore(selection);
    const Duration step = std::max({before / affordable, evaluation.scrapeInterval, Duration{1000}});
    const Timestamp from = evaluation.time - before / step * step;
    const OneSeries one(data, series);
    promql::Engine engine(options);
    const auto matrix = engine.range(alone ? static_cast<const tsdb::Querier&>(one) : data, compared.expr, from,
                                     evaluation.time, step);
    if (matrix) {
        picture.values = pointsOf(*matrix, compared.step->labels, from, evaluation.time, step);
    }
}

} // namespace

void explainRule(promql::Engine& engine, const tsdb::Querier& data, const RuleEvaluation& evaluation,
                 fleet::Explanation& out)
{
    const auto start = std::chrono::steady_clock::now();
    auto record = engine.explain(data, evaluation.expr, evaluation.time, evaluation.focus);
    const auto took = std::chrono::steady_clock::now() - start;
    if (!record) {
        out.trouble = record.error().code == base::ErrorCode::Timeout ? "Explaining it would take longer than "
                + base::formatDuration(engine.options().explainTimeout) + ", which evaluating must not wait for."
                                                                      : record.error().message;
        return;
    }
    const auto kept = std::make_shared<const promql::Explanation>(std::move(*record));
    out.record = kept;
    out.isTrue = kept->root.present;
    const Compared compared = comparedOf(evaluation, *kept, out.picture);
    const Derivation* const selection = decidingSelection(kept->root);
    if (selection) {
        drawRaw(data, *kept, *selection, out.picture);
    }
    if (!compared.step || compared.expr->type != promql::ValueType::Vector) {
        return;
    }
    out.picture.valueOf = textOf(*kept, *compared.step);
    if (compared.step->present) {
        out.picture.value = compared.step->value;
    }
    if (compared.step->present || !compared.step->labels.empty()) {
        drawValues(data, evaluation, compared, selection, engine.options(), took, out.picture);
    }
}

} // namespace checkwatch::session
