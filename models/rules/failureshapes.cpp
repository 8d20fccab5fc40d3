#include "models/rules/failureshapes.h"

#include "models/base/duration.h"

#include <array>

namespace checkwatch::rules {
namespace {

using base::Duration;
using std::chrono::seconds;

std::string words(Duration duration)
{
    const bool fine = duration < seconds{10} && duration % seconds{1} != Duration{0};
    return base::formatDuration(fine ? duration : std::chrono::round<seconds>(duration));
}

std::string words(Duration least, Duration most)
{
    const std::string a = words(least);
    const std::string b = words(most);
    return a == b ? a : a + " to " + b;
}

std::string everyOf(Duration inter, int fall)
{
    return "inter " + words(inter) + ", fall " + std::to_string(fall);
}

Catch caughtBy(const BurstOdds& odds)
{
    return odds.most <= 0 ? Catch::Never : odds.least >= 1 ? Catch::Always : Catch::Sometimes;
}

std::string oddsWords(const BurstOdds& odds)
{
    std::string when = "fires " + words(odds.firesAfterMin, odds.firesAfterMax) + " after the first failure, for "
        + words(odds.lastsMin, odds.lastsMax);
    if (odds.least >= 1) {
        return when;
    }
    const std::string share = odds.least == odds.most ? percentWords(odds.most)
        : odds.least <= 0                             ? "up to " + percentWords(odds.most)
                                                      : percentWords(odds.least) + " to " + percentWords(odds.most);
    return "in " + share + " of cases it " + when;
}

std::string whyNever(const FiringLaw& law, int failures, Duration apart)
{
    const Duration visible = law.visible();
    if (visible <= Duration{1}) {
        return "a window of " + words(law.range) + " does not hold two samples that are " + words(law.scrapeInterval)
            + " apart";
    }
    const auto possible = law.eventsPossible();
    if (possible > failures) {
        return "the threshold takes " + std::to_string(possible) + " failures in " + words(law.range);
    }
    if (possible > 1 && (possible - 1) * apart >= visible) {
        return "the threshold takes " + std::to_string(possible) + " failures within " + words(visible)
            + ", and they are " + words(apart) + " apart";
    }
    const std::string what = failures == 1
        ? std::string("one failure counts")
        : std::to_string(failures) + " failures in " + words((failures - 1) * apart) + " count";
    return what + " until " + words(visible) + " after the scrape that shows the last one, and the alert takes "
        + words(law.effectiveFor()) + " to fire";
}

ShapeVerdict burst(std::string shape, const FiringLaw& law, int failures, Duration apart, const std::string& after)
{
    const BurstOdds odds = burstOdds(law, failures, apart);
    const Catch caught = caughtBy(odds);
    std::string text = caught == Catch::Never ? whyNever(law, failures, apart) + "." : oddsWords(odds) + after;
    return {std::move(shape), caught, (odds.least + odds.most) / 2, std::move(text)};
}

Catch caughtBy(Steady steady)
{
    return steady == Steady::ForGood ? Catch::Always : steady == Steady::Never ? Catch::Never : Catch::Sometimes;
}

ShapeVerdict steady(std::string shape, Steady verdict, const std::string& never)
{
    const Catch caught = caughtBy(verdict);
    const double odds = caught == Catch::Always ? 1 : caught == Catch::Never ? 0 : -1;
    std::string text = caught == Catch::Always ? "for as long as it goes on."
        : caught == Catch::Never               ? never
                                               : "fires and resolves by turns, or stays pending.";
    return {std::move(shape), caught, odds, std::move(text)};
}

/// The hard way down: what it takes to be caught, where the law has a simple form for it.
std::string limits(const FiringLaw& law)
{
    if (law.eventsSure() != 1 || law.visible() < law.scrapeInterval) {
        return {};
    }
    const Duration step = law.scrapeInterval;
    const Duration missing = law.effectiveFor() - law.visible();
    if (missing < Duration{0}) {
        return {};
    }
    const Duration never = missing / step * step;
    const Duration sure = (missing + law.evaluationInterval + step - Duration{1}) / step * step;
    return " It never fires while (fall - 1) x inter is " + words(never) + " or less, and surely from " + words(sure)
        + " on, with inter up to " + words(law.visible() / step * step) + ".";
}

/// One lost check every so often: the three stretches of "how often".
void addLostChecks(std::vector<ShapeVerdict>& out, const FiringLaw& law)
{
    const Duration visible = law.visible();
    const Duration forGood = visible / law.scrapeInterval * law.scrapeInterval / law.eventsSure();
    if (forGood > Duration{0}) {
        out.push_back(steady("loses a check at least every " + words(forGood), Steady::ForGood, {}));
    }
    constexpr Duration step = seconds{1};
    Duration neverFrom = std::max(law.range, visible) + law.evaluationInterval + law.scrapeInterval;
    if (steadyVerdict(law, neverFrom) != Steady::Never) {
        out.push_back(steady("loses a check less often", steadyVerdict(law, neverFrom), {}));
        return;
    }
    while (neverFrom - step > forGood && steadyVerdict(law, neverFrom - step) == Steady::Never) {
        neverFrom -= step;
    }
    if (neverFrom - step > forGood) {
        out.push_back(steady("loses a check every " + words(forGood + step) + " to " + words(neverFrom - step),
                             Steady::AtTimes, {}));
    }
    out.push_back(steady("loses a check every " + words(neverFrom) + " or less often", Steady::Never,
                         whyNever(law, 1, neverFrom) + "."));
}

/// Failures while it goes down, the quiet while it comes up again.
ShapeVerdict flapping(const FiringLaw& law, const CheckSettings& checks)
{
    std::vector<Duration> failures;
    failures.reserve(static_cast<std::size_t>(checks.fall));
    for (int i = 0; i < checks.fall; ++i) {
        failures.push_back(i * checks.inter);
    }
    const Duration cycle = (checks.fall + checks.rise) * checks.inter;
    return steady("goes down and up again every " + words(cycle), steadyVerdict(law, failures, cycle),
                  whyNever(law, checks.fall, checks.inter) + ".");
}

} // namespace

std::vector<ShapeVerdict> failureShapes(const FiringLaw& law, const CheckSettings& checks)
{
    std::vector<ShapeVerdict> out;
    ShapeVerdict dead = burst("dies and stays dead (" + everyOf(checks.inter, checks.fall) + ")", law, checks.fall,
                              checks.inter, ", then it resolves though the server is still down.");
    if (dead.caught != Catch::Always) {
        dead.text
            += (dead.caught == Catch::Never ? " HAProxy stops counting once the server is DOWN." : "") + limits(law);
    }
    out.push_back(std::move(dead));
    out.push_back(burst("loses one check and recovers", law, 1, Duration{0}, "."));
    addLostChecks(out, law);
    out.push_back(flapping(law, checks));
    out.push_back(steady("alternates good and bad checks while it is DOWN", steadyVerdict(law, 2 * checks.inter),
                         whyNever(law, 1, 2 * checks.inter) + "."));
    out.push_back({"was dead when HAProxy started or was reloaded", Catch::Never, 0,
                   "its one failure is counted before the first scrape, so nothing increases."});
    const std::string ends = law.visible() > Duration{1} ? " A firing alert ends at most "
            + words(law.visible() + law.scrapeInterval) + " later, though nothing has been repaired."
                                                         : std::string();
    out.push_back({"is put into MAINT while it fails", Catch::Never, 0, "its counter stops." + ends});
    out.push_back({"has no check of its own (no check, track, agent only)", Catch::Never, 0,
                   "its counter is NaN, and nothing is greater or less than NaN."});
    return out;
}

std::vector<ShapeVerdict> otherSettings(const FiringLaw& law)
{
    struct Setting
    {
        seconds inter;
        int fall;
    };
    constexpr std::array<Setting, 8> settings{{{seconds{2}, 3},
                                               {seconds{5}, 3},
                                               {seconds{10}, 3},
                                               {seconds{15}, 3},
                                               {seconds{20}, 3},
                                               {seconds{30}, 3},
                                               {seconds{60}, 3},
                                               {seconds{5}, 12}}};
    std::vector<ShapeVerdict> out;
    out.reserve(settings.size());
    for (const auto& [inter, fall] : settings) {
        out.push_back(burst(everyOf(inter, fall), law, fall, inter, "."));
    }
    return out;
}

} // namespace checkwatch::rules
