#pragma once

#include "models/promql/engine.h"
#include "models/rules/rulefile.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

/// The firing law of a rule over an event counter, `increase(counter[W]) > N` for D: which patterns of events raise its
/// alert, given how often the counter is scraped and the rule evaluated (guides: haproxy 5.1). Exact in milliseconds over all
/// phases that scrapes and evaluations can have against the events and each other; tests/rules/tst_firinglaw proves it
/// against the rule engine.
///
/// An event that the scrape at s is the first to show makes the increase positive at evaluations T with
/// s <= T < s + W - S: from that scrape on, until the scrape before it leaves the window. With threshold N the increase
/// counts where enough such stretches overlap. Premises: scrapes and evaluations come on time and none fails; no reset.
namespace checkwatch::rules {

struct FiringLaw
{
    std::string metric;
    base::Duration range{60'000};              ///< W
    base::Duration holdFor{60'000};            ///< D
    base::Duration scrapeInterval{15'000};     ///< S
    base::Duration evaluationInterval{15'000}; ///< E
    double threshold = 0;                      ///< N, of the increase over the range
    bool orEqual = false;                      ///< >= instead of >
    promql::Compat compat = promql::Compat::Prometheus3;

    /// How long one event counts, W - S; a millisecond more with windows that are closed at both ends. Not above 0: never.
    [[nodiscard]] base::Duration visible() const;
    /// `for` as the evaluations make it: rounded up to a multiple of E.
    [[nodiscard]] base::Duration effectiveFor() const;
    /// So many events in a window are sure to pass the threshold.
    [[nodiscard]] std::int64_t eventsSure() const;
    /// With fewer it is sure not to be passed. Less than eventsSure() where extrapolation may add what is missing.
    [[nodiscard]] std::int64_t eventsPossible() const;
};

/// The law's parameters as far as the rule says them: increase() or rate() of one counter compared with a number.
/// nullopt for rules of another form. Intervals stay at their defaults.
[[nodiscard]] std::optional<FiringLaw> firingLawOf(const Rule& rule);

/// What a burst of events does, and nothing after it.
struct BurstOdds
{
    double least = 0; ///< probability that the alert fires, over all phases; both are equal where N is below 1
    double most = 0;
    base::Duration firesAfterMin{0}; ///< from the first event to the first firing evaluation, where it may fire
    base::Duration firesAfterMax{0};
    base::Duration lastsMin{0}; ///< how long it fires then
    base::Duration lastsMax{0};
};
/// `events` are times, ascending. REQUIRES: all durations of the law but D are positive.
[[nodiscard]] BurstOdds burstOdds(const FiringLaw& law, std::span<const base::Duration> events);
/// `count` events, `apart` from each other.
[[nodiscard]] BurstOdds burstOdds(const FiringLaw& law, int count, base::Duration apart);

enum class Steady : std::uint8_t {
    ForGood, ///< fires, and goes on as long as the events do
    AtTimes, ///< fires and resolves again and again, or may do so, or not: no phase is ruled out
    Never,
};
/// What events do that go on for ever: those of `cycle`, ascending from 0, again every `period`.
/// REQUIRES: as above; all of `cycle` below `period`, at least one.
[[nodiscard]] Steady steadyVerdict(const FiringLaw& law, std::span<const base::Duration> cycle, base::Duration period);
/// One event every `period`.
[[nodiscard]] Steady steadyVerdict(const FiringLaw& law, base::Duration period);

} // namespace checkwatch::rules
