// Rules over a recording of a day: 17,280 evaluations of a thousand servers.
#include "models/recording/arrivals.h"
#include "models/recording/sweep.h"
#include "models/session/rulereplay.h"
#include "resources/builtin.h"
#include "tests/bench/processmemory.h"
#include "tests/support/dayrecording.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

using namespace checkwatch;

namespace {

std::vector<rules::Group> groupsIn(const char* file)
{
    return rules::parseRuleFile(resources::find(file), file)->groups;
}

std::vector<rules::Group> headline(const std::string& condition)
{
    return rules::parseRuleFile("groups:\n- name: headline\n  rules:\n  - alert: HaproxyServerHealthcheckFailure\n"
                                "    expr: increase(haproxy_server_check_failures_total[1m]) "
                                    + condition + "\n",
                                "headline.yml")
        ->groups;
}

/// The thirty published rules.
std::vector<rules::Group> published()
{
    std::vector<rules::Group> groups = groupsIn("rules/haproxy-embedded-exporter-v2.yml");
    std::vector<rules::Group> more = groupsIn("rules/haproxy-exporter-v1.yml");
    std::move(more.begin(), more.end(), std::back_inserter(groups));
    return groups;
}

/// A whole day, or of a smoke test about an hour.
support::DayOptions day()
{
    support::DayOptions options;
    if (const char* const percent = std::getenv("CHECKWATCH_BENCH_PERCENT")) {
        options.length = options.length * std::max(1, std::atoi(percent)) / 100;
    }
    return options;
}

/// Opens the recording, evaluates, ends: all a person waits for. Returns the transitions.
std::size_t evaluate(const std::string& path, const std::vector<rules::Group>& groups)
{
    const auto reader = recording::Reader::open(path);
    if (!reader) {
        std::abort();
    }
    recording::RecordedData data(**reader, (*reader)->from(), (*reader)->to());
    const recording::Sweep sweep(data);
    recording::Arrivals arrivals(**reader, data);
    session::RuleReplayOptions options;
    options.start = (*reader)->from();
    options.end = (*reader)->to();
    options.interval = base::Duration{5000};
    session::RuleReplay replay(sweep, groups, options, {}, &arrivals);
    while (replay.advance(std::chrono::milliseconds{100})) {}
    std::size_t transitions = 0;
    for (const session::ReplayedAlert& alert : replay.alerts()) {
        transitions += alert.transitions.size();
    }
    return transitions;
}

void replayOf(benchmark::State& state, const std::vector<std::vector<rules::Group>>& sets, double limit)
{
    const auto path = support::keptDay(BENCH_RECORDINGS, day());
    if (!path) {
        state.SkipWithError(path.error().text().c_str());
        return;
    }
    std::size_t transitions = 0;
    for (auto run : state) {
        transitions = 0;
        for (const auto& groups : sets) {
            transitions += evaluate(*path, groups);
        }
    }
    state.counters["transitions"] = static_cast<double>(transitions);
    state.counters["limit_s"] = limit;
    state.counters["peak_MB"] = bench::megabytes("VmHWM");
}

void headlineRule(benchmark::State& state)
{
    replayOf(state, {headline("> 0\n    for: 1m")}, 3);
}
BENCHMARK(headlineRule)->Unit(benchmark::kSecond);

void twoHeadlineVariants(benchmark::State& state)
{
    replayOf(state, {headline("> 0\n    for: 1m"), headline("> 2")}, 6);
}
BENCHMARK(twoHeadlineVariants)->Unit(benchmark::kSecond);

void allThirtyRules(benchmark::State& state)
{
    replayOf(state, {published()}, 120);
}
BENCHMARK(allThirtyRules)->Unit(benchmark::kSecond);

} // namespace
