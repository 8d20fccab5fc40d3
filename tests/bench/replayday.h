#pragma once

#include "resources/builtin.h"
#include "tests/support/dayrecording.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string>

namespace checkwatch::bench {

/// A day of a thousand servers under the thirty published rules, or of a smoke test a few minutes.
inline support::DayOptions replayDayOptions()
{
    support::DayOptions options;
    options.servers = 1000;
    for (const char* file : {"rules/haproxy-embedded-exporter-v2.yml", "rules/haproxy-exporter-v1.yml"}) {
        auto groups = rules::parseRuleFile(resources::find(file), std::string("builtin/") + file)->groups;
        std::move(groups.begin(), groups.end(), std::back_inserter(options.groups));
    }
    if (const char* const percent = std::getenv("CHECKWATCH_BENCH_PERCENT")) {
        options.length = options.length * std::max(1, std::atoi(percent)) / 1000;
    }
    return options;
}

/// The recording of it, made once and kept; "" where that failed, and the benchmark is skipped.
inline std::string replayDay(benchmark::State& state)
{
    const auto path = support::keptDay(BENCH_RECORDINGS, replayDayOptions());
    if (!path) {
        state.SkipWithError(path.error().text().c_str());
        return {};
    }
    return *path;
}

} // namespace checkwatch::bench
