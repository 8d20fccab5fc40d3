#include "models/promql/ast.h"
#include "models/promql/engine.h"
#include "models/promql/explanation.h"

#include <benchmark/benchmark.h>

#include <algorithm>

using namespace checkwatch;

namespace {

constexpr int scrapes = 24;
constexpr base::Duration interval = std::chrono::seconds(5);

std::string numbered(std::string text, int number)
{
    text += std::to_string(number);
    return text;
}

/// A fleet's check failure counters in the simplest memory there is: every series has a sample at every scrape, and most
/// stand still. Knows for each series since when it has stood still, as the store does.
class Fleet final : public tsdb::Querier
{
public:
    explicit Fleet(int servers, int failing)
    {
        for (int i = 0; i < servers; ++i) {
            m_labels.push_back({{"__name__", "x"},
                                {"instance", numbered("lb", i % 7)},
                                {"job", "haproxy"},
                                {"proxy", numbered("app", i / 100)},
                                {"server", numbered("s", i)}});
            for (int scrape = 0; scrape < scrapes; ++scrape) {
                m_values.push_back(i % 1000 < failing ? i + scrape : i);
            }
            m_quiet.push_back(i % 1000 >= failing);
        }
    }

    [[nodiscard]] std::vector<tsdb::SeriesRef> select(std::span<const metrics::Matcher>) const override
    {
        std::vector<tsdb::SeriesRef> all(m_labels.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i] = static_cast<tsdb::SeriesRef>(i);
        }
        return all;
    }
    [[nodiscard]] const metrics::Labels& labels(tsdb::SeriesRef series) const override { return m_labels[series]; }
    [[nodiscard]] std::optional<metrics::Sample> newest(tsdb::SeriesRef series, base::Timestamp from,
                                                        base::Timestamp to) const override
    {
        const auto [first, last] = within(from, to);
        return first > last ? std::nullopt : std::optional(sample(series, last));
    }
    void window(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                std::vector<metrics::Sample>& out) const override
    {
        const auto [first, last] = within(from, to);
        for (int i = first; i <= last; ++i) {
            out.push_back(sample(series, i));
        }
    }
    [[nodiscard]] std::optional<tsdb::ConstantWindow> constantWindow(tsdb::SeriesRef series, base::Timestamp from,
                                                                     base::Timestamp to) const override
    {
        const auto [first, last] = within(from, to);
        if (!m_quiet[series] || first > last) {
            return std::nullopt;
        }
        return tsdb::ConstantWindow{static_cast<std::uint32_t>(last - first + 1), sample(series, last).value,
                                    base::Timestamp{interval * first}, base::Timestamp{interval * last}};
    }
    [[nodiscard]] std::uint64_t generation() const override { return 1; }

private:
    [[nodiscard]] static std::pair<int, int> within(base::Timestamp from, base::Timestamp to)
    {
        const auto first = (from.time_since_epoch() + interval - base::Duration{1}) / interval;
        const auto last = to.time_since_epoch() / interval;
        return {static_cast<int>(std::max<std::int64_t>(first, 0)),
                static_cast<int>(std::min<std::int64_t>(last, scrapes - 1))};
    }
    [[nodiscard]] metrics::Sample sample(tsdb::SeriesRef series, int scrape) const
    {
        return {base::Timestamp{interval * scrape}, m_values[series * std::size_t{scrapes} + std::size_t(scrape)]};
    }

    std::vector<metrics::Labels> m_labels;
    std::vector<double> m_values;
    std::vector<bool> m_quiet;
};

constexpr base::Timestamp now{interval * (scrapes - 1)};

const Fleet& fleet(int failing)
{
    static const Fleet quiet(100'000, 5);
    static const Fleet failingAll(100'000, 1000);
    return failing == 1000 ? failingAll : quiet;
}

/// The headline rule over 100,000 series: 0.5 % failing, then all of them.
void headlineRule(benchmark::State& state)
{
    const Fleet& data = fleet(static_cast<int>(state.range(0)));
    const auto plan = promql::FilterPlan::compile(*promql::parse("increase(x[1m]) > 0"), {});
    std::vector<promql::RawElement> out;
    for (auto _ : state) {
        plan->evaluate(data, now, out);
        benchmark::DoNotOptimize(out.data());
    }
    state.counters["firing"] = static_cast<double>(out.size());
}
BENCHMARK(headlineRule)->Arg(5)->Arg(1000)->Unit(benchmark::kMillisecond);

void evaluateGenerally(benchmark::State& state, const char* text, int failing)
{
    const Fleet& data = fleet(failing);
    const auto expr = *promql::parse(text);
    promql::Engine engine;
    for (auto _ : state) {
        auto value = engine.instant(data, expr, now);
        benchmark::DoNotOptimize(&value);
    }
}
BENCHMARK_CAPTURE(evaluateGenerally, headline, "increase(x[1m]) > 0", 5)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(evaluateGenerally, sumByProxy, "sum by (proxy)(rate(x[1m]))", 5)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(evaluateGenerally, sumByProxyMoving, "sum by (proxy)(rate(x[1m]))", 1000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(evaluateGenerally, plusOneToOne, "x + x == 0", 5)->Unit(benchmark::kMillisecond);

/// Why a rule says what it says about one of 1,000 and of 100,000 series, beside the same evaluation unrecorded.
void explain(benchmark::State& state, const char* text)
{
    static const Fleet thousand(1000, 5);
    const Fleet& data = state.range(0) == 1000 ? thousand : fleet(5);
    const auto expr = *promql::parse(text);
    promql::EngineOptions options;
    options.explainTimeout = std::chrono::minutes(1);
    promql::Engine engine(options);
    const metrics::Labels focus{{"proxy", "app7"}, {"server", "s777"}};
    const bool recorded = state.range(1) == 1;
    for (auto _ : state) {
        if (recorded) {
            auto why = engine.explain(data, expr, now, focus);
            benchmark::DoNotOptimize(&why);
        } else {
            auto value = engine.instant(data, expr, now);
            benchmark::DoNotOptimize(&value);
        }
    }
}
BENCHMARK_CAPTURE(explain, headline, "increase(x[1m]) > 0")
    ->ArgsProduct({{1000, 100'000}, {0, 1}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(explain, ratio, "sum by (proxy)(rate(x[1m])) / sum by (proxy)(rate(x[2m])) * 100 > 5")
    ->ArgsProduct({{1000, 100'000}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

/// A rule of 200 characters.
void parseExpression(benchmark::State& state)
{
    const std::string text
        = "((sum by (proxy) (rate(haproxy_server_http_responses_total{code=\"4xx\"}[1m])) / sum by "
          "(proxy) (rate(haproxy_server_http_responses_total{job=\"haproxy\",proxy!=\"stats\"}[1m]))) "
          "* 100) > 5 and on () x > 0";
    for (auto _ : state) {
        auto expr = promql::parse(text);
        benchmark::DoNotOptimize(&expr);
    }
    state.counters["characters"] = static_cast<double>(text.size());
}
BENCHMARK(parseExpression)->Name("parse an expression of 200 characters | target 20 us")->Unit(benchmark::kMicrosecond);

} // namespace
