#include "models/session/backtest.h"

#include "models/session/thinneddata.h"

namespace checkwatch::session {
namespace {

/// Reading what became of the servers takes about as long as the headline rule alone.
constexpr double shareOfPasts = 0.2;

} // namespace

base::Result<Backtest> backtest(const tsdb::Querier& data, const std::vector<RuleSetUnderTest>& sets,
                                const BacktestOptions& options, const std::function<bool(double)>& goOn)
{
    const base::Error canceled{base::ErrorCode::Canceled, "the backtest was canceled"};
    bool wanted = true;
    const auto tell = [&wanted, &goOn](double share) { return wanted = goOn(share); };
    Backtest out{options.rules.start, options.rules.end, {}, {}, {}};
    out.servers = serverPasts(data, out.start, out.end, [&](double share) { return tell(share * shareOfPasts); });
    if (!wanted) {
        return canceled;
    }
    out.spells = downSpells(out.servers, options.minDown);
    std::optional<ThinnedData> thinned;
    if (options.scrapeInterval > base::Duration{0}) {
        thinned.emplace(data, options.scrapeInterval);
    }
    const double shareOfSet = (1 - shareOfPasts) / static_cast<double>(sets.size());
    for (const RuleSetUnderTest& set : sets) {
        const double before = shareOfPasts + shareOfSet * static_cast<double>(out.sets.size());
        RuleReplay replay(thinned ? static_cast<const tsdb::Querier&>(*thinned) : data, set.groups, options.rules);
        while (replay.advance(std::chrono::milliseconds{100})) {
            if (!tell(before + shareOfSet * replay.progress())) {
                return canceled;
            }
        }
        if (replay.error()) {
            base::Error error = *replay.error();
            error.where = set.name;
            return error;
        }
        out.sets.push_back(judge(set.name, replay, out.servers, out.spells, out.end));
    }
    return out;
}

} // namespace checkwatch::session
