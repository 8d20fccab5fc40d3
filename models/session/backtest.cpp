#include "models/session/backtest.h"

#include "models/session/reach.h"
#include "models/session/thinneddata.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using base::Duration;

base::Error canceled()
{
    return {base::ErrorCode::Canceled, "the backtest was canceled"};
}

/// Reading what became of the servers takes about as long as the headline rule alone.
constexpr double shareOfPasts = 0.2;

/// How long before the start an alert that fires by then can have its reasons.
Duration lookBackOf(const rules::Rule& rule)
{
    constexpr Duration least = std::chrono::minutes{15};
    constexpr Duration most = std::chrono::hours{24};
    return std::clamp((rule.expr ? reachOf(*rule.expr) : Duration{0}) + rule.holdFor + rule.keepFiringFor, least, most);
}

/// What fired before the start is not judged by what came after it alone. False where `goOn` said no.
bool judgeByThePast(RuleSetVerdict& verdict, const tsdb::Querier& data, const Backtest& truth,
                    const std::function<bool(double)>& goOn)
{
    const auto lookBack = [&verdict](const Firing& firing) {
        return lookBackOf(*verdict.rules[verdict.alerts[firing.alert].rule].rule);
    };
    const auto open = [](const Firing& firing) {
        return firing.firedBefore && (firing.behind == Behind::Nothing || firing.behind == Behind::FailingOnly);
    };
    Duration longest{0};
    for (const Firing& firing : verdict.firings) {
        longest = open(firing) ? std::max(longest, lookBack(firing)) : longest;
    }
    if (longest == Duration{0}) {
        return true;
    }
    bool wanted = true;
    const std::vector<ServerPast> pasts
        = serverPasts(data, truth.start - longest, truth.start, [&](double /*share*/) { return wanted = goOn(1); });
    for (Firing& firing : verdict.firings) {
        if (!open(firing)) {
            continue;
        }
        const Behind before = firing.behind;
        const base::Timestamp from = truth.start - lookBack(firing);
        for (const ServerPast& past : pasts) {
            const bool about = std::ranges::any_of(firing.servers, [&](std::size_t i) {
                return truth.servers[i].proxy == past.proxy && truth.servers[i].server == past.server;
            });
            if (about && wasDown(past, from, truth.start)) {
                firing.behind = Behind::Down;
            } else if (about && firing.behind == Behind::Nothing && hadTrouble(past, from, truth.start)) {
                firing.behind = Behind::FailingOnly;
            }
        }
        const auto move = [&firing, before](Tally& tally) {
            --tally.behind[static_cast<std::size_t>(before)];
            ++tally.behind[static_cast<std::size_t>(firing.behind)];
        };
        move(verdict.all);
        move(verdict.byRule[verdict.alerts[firing.alert].rule]);
        std::ranges::for_each(firing.servers, [&](std::size_t i) { move(verdict.byServer[i]); });
    }
    return wanted;
}

base::Result<RuleSetVerdict> tryOut(const BacktestData& data, const RuleSetUnderTest& set, const Backtest& truth,
                                    const BacktestOptions& options, const std::function<bool(double)>& tell)
{
    const Duration interval = set.scrapeInterval > Duration{0} ? set.scrapeInterval : options.scrapeInterval;
    std::optional<ThinnedData> thinned;
    if (interval > Duration{0}) {
        thinned.emplace(data.samples, interval);
    }
    RuleReplay replay(thinned ? static_cast<const tsdb::Querier&>(*thinned) : data.samples, set.groups, options.rules,
                      set.later, data.arrivals);
    while (replay.advance(std::chrono::milliseconds{100})) {
        if (!tell(replay.progress())) {
            return canceled();
        }
    }
    if (replay.error()) {
        base::Error error = *replay.error();
        error.where = set.name;
        return error;
    }
    RuleSetVerdict verdict = judge(set.name, replay, truth.servers, truth.spells, truth.start, truth.end);
    if (!judgeByThePast(verdict, data.samples, truth, tell)) {
        return canceled();
    }
    verdict.scrapeInterval = interval;
    return verdict;
}

bool evaluatedAlike(const BacktestOptions& a, const BacktestOptions& b)
{
    return a.rules.start == b.rules.start && a.rules.end == b.rules.end && a.rules.interval == b.rules.interval
        && a.rules.promql.compat == b.rules.promql.compat && a.rules.promql.experimental == b.rules.promql.experimental
        && a.rules.externalLabels == b.rules.externalLabels && a.minDown == b.minDown
        && a.scrapeInterval == b.scrapeInterval && a.rules.liveSince == b.rules.liveSince;
}

bool sameRules(const RuleSetUnderTest& a, const RuleSetUnderTest& b)
{
    const auto sameGroup = [](const rules::Group& one, const rules::Group& other) {
        return one.file == other.file && rules::sameContent(one, other);
    };
    return a.scrapeInterval == b.scrapeInterval && a.later.empty() && b.later.empty()
        && std::equal(a.groups.begin(), a.groups.end(), b.groups.begin(), b.groups.end(), sameGroup);
}

/// The verdict that the earlier backtest has of these rules; null where it has none.
const RuleSetVerdict* verdictIn(const EarlierBacktest* earlier, const RuleSetUnderTest& set,
                                const BacktestOptions& options)
{
    if (earlier == nullptr || !evaluatedAlike(earlier->options, options)) {
        return nullptr;
    }
    const auto same = std::ranges::find_if(earlier->sets, [&](const auto& other) { return sameRules(other, set); });
    return same == earlier->sets.end() ? nullptr
                                       : &earlier->done.sets[static_cast<std::size_t>(same - earlier->sets.begin())];
}

bool sameTime(const EarlierBacktest* earlier, const BacktestOptions& options)
{
    return earlier != nullptr && earlier->done.start == options.rules.start && earlier->done.end == options.rules.end;
}

} // namespace

base::Result<Backtest> backtest(const BacktestData& data, const std::vector<RuleSetUnderTest>& sets,
                                const BacktestOptions& options, const std::function<bool(double)>& goOn,
                                const EarlierBacktest* earlier)
{
    bool wanted = true;
    const auto tell = [&wanted, &goOn](double share) { return wanted = goOn(share); };
    Backtest out{options.rules.start, options.rules.end, {}, {}, {}};
    out.servers = sameTime(earlier, options)
        ? earlier->done.servers
        : serverPasts(data.samples, out.start, out.end, [&](double share) { return tell(share * shareOfPasts); });
    if (!wanted) {
        return canceled();
    }
    out.spells = downSpells(out.servers, options.minDown);
    const double shareOfSet = (1 - shareOfPasts) / static_cast<double>(sets.size());
    for (const RuleSetUnderTest& set : sets) {
        if (const RuleSetVerdict* const known = verdictIn(earlier, set, options)) {
            out.sets.push_back(*known);
            out.sets.back().name = set.name;
            continue;
        }
        const double before = shareOfPasts + shareOfSet * static_cast<double>(out.sets.size());
        auto verdict = tryOut(data, set, out, options, [&](double share) { return tell(before + shareOfSet * share); });
        if (!verdict) {
            return std::move(verdict).error();
        }
        out.sets.push_back(std::move(*verdict));
    }
    return out;
}

} // namespace checkwatch::session
