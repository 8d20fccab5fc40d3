#include "models/session/backtest.h"

#include "models/session/thinneddata.h"

namespace checkwatch::session {
namespace {

using base::Duration;

base::Error canceled()
{
    return {base::ErrorCode::Canceled, "the backtest was canceled"};
}

/// Reading what became of the servers takes about as long as the headline rule alone.
constexpr double shareOfPasts = 0.2;

base::Result<RuleSetVerdict> tryOut(const tsdb::Querier& data, const RuleSetUnderTest& set, const Backtest& truth,
                                    const BacktestOptions& options, const std::function<bool(double)>& tell)
{
    const Duration interval = set.scrapeInterval > Duration{0} ? set.scrapeInterval : options.scrapeInterval;
    std::optional<ThinnedData> thinned;
    if (interval > Duration{0}) {
        thinned.emplace(data, interval);
    }
    RuleReplay replay(thinned ? static_cast<const tsdb::Querier&>(*thinned) : data, set.groups, options.rules, set.later);
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
    RuleSetVerdict verdict = judge(set.name, replay, truth.servers, truth.spells, truth.end);
    verdict.scrapeInterval = interval;
    return verdict;
}

} // namespace

base::Result<Backtest> backtest(const tsdb::Querier& data, const std::vector<RuleSetUnderTest>& sets,
                                const BacktestOptions& options, const std::function<bool(double)>& goOn)
{
    bool wanted = true;
    const auto tell = [&wanted, &goOn](double share) { return wanted = goOn(share); };
    Backtest out{options.rules.start, options.rules.end, {}, {}, {}};
    out.servers = serverPasts(data, out.start, out.end, [&](double share) { return tell(share * shareOfPasts); });
    if (!wanted) {
        return canceled();
    }
    out.spells = downSpells(out.servers, options.minDown);
    const double shareOfSet = (1 - shareOfPasts) / static_cast<double>(sets.size());
    for (const RuleSetUnderTest& set : sets) {
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
