#pragma once

#include "models/session/downspells.h"
#include "models/session/rulereplay.h"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// What rules would have said about a time that is recorded, held against what really became of the servers.
namespace checkwatch::session {

/// What rules are tried over.
struct BacktestData
{
    const tsdb::Querier& samples;
    recording::Arrivals* arrivals = nullptr; ///< of the samples, as RuleReplay has it
};

/// Rules that are tried together; what one set writes the others do not see.
struct RuleSetUnderTest
{
    std::string name; ///< of its file, for people
    std::vector<rules::Group> groups;
    base::Duration scrapeInterval{0}; ///< what this set sees; 0: as BacktestOptions has it
    std::vector<LaterRules> later{};  ///< that take over from `groups`, ascending
};

struct BacktestOptions
{
    RuleReplayOptions rules;        ///< start and end are those of the backtest
    base::Duration minDown{15'000}; ///< shorter times DOWN are no spells
    /// Rules see the samples as they would be had they been scraped so often; 0: as they are. What became of the servers
    /// is told by all of them, each from its own time on.
    base::Duration scrapeInterval{0};
};

/// What was behind a firing alert.
enum class Behind : std::uint8_t {
    Down,        ///< its server was DOWN meanwhile, however shortly
    FailingOnly, ///< checks of its server failed, and it was never DOWN
    Nothing,     ///< no check of its server failed
    NoServer,    ///< the alert is not about one server that is known
};

/// One time that one alert fired.
struct Firing
{
    std::size_t alert = 0; ///< index into RuleSetVerdict::alerts
    base::Timestamp pendingAt{};
    base::Timestamp firedAt{};
    base::Timestamp endedAt{}; ///< the end of the backtest where it fires until then
    bool goesOn = false;
    Behind behind = Behind::NoServer;
    std::vector<std::size_t> servers{}; ///< that its labels fit: indices into Backtest::servers
    bool firedBefore = false;           ///< it fired before the start, which then stands in for when it did
};

/// Counts over the firings and spells of one rule, one server, or a whole set.
struct Tally
{
    std::size_t fired = 0;
    std::size_t pendingOnly = 0;         ///< went pending and never fired
    std::array<std::size_t, 4> behind{}; ///< of those fired, by Behind
    std::size_t caught = 0;              ///< spells in which an alert of the server fired
    std::size_t missed = 0;
    std::size_t flaps = 0; ///< fired again within 15 minutes after the same alert had ended
    /// Of the caught spells, from the first failed check to the first firing evaluation; 0 where an alert fired already.
    std::vector<base::Duration> delays; ///< ascending

    [[nodiscard]] std::optional<base::Duration> median() const; ///< the lower one of two in the middle
    [[nodiscard]] std::optional<base::Duration> worst() const;
};

struct RuleSetVerdict
{
    std::string name;
    base::Duration scrapeInterval{0}; ///< of the samples that it saw; 0: all of them
    std::vector<ReplayedRule> rules;
    std::vector<ReplayedAlert> alerts; ///< every alert that came into being
    std::vector<Firing> firings;       ///< by alert, ascending in time
    Tally all;
    std::vector<Tally> byRule;                         ///< as `rules`; recording rules have nothing in it
    std::vector<Tally> byServer;                       ///< as Backtest::servers
    std::vector<std::optional<std::size_t>> catches{}; ///< by spell: the firing that caught it
};

struct Backtest
{
    base::Timestamp start{};
    base::Timestamp end{};
    std::vector<ServerPast> servers;
    std::vector<DownSpell> spells;
    std::vector<RuleSetVerdict> sets;
};

/// A backtest of the same data that was made before, and what it was asked.
struct EarlierBacktest
{
    const Backtest& done;
    const std::vector<RuleSetUnderTest>& sets;
    const BacktestOptions& options;
};

/// Runs it. `goOn` is told the share that is done, 0 to 1, every 100 ms or so; where it says no, that is a Canceled error.
/// Samples from before the start are looked at as far as rules reach back. What `earlier` found out is taken over where it
/// is the same: what became of the servers of the same time, and the verdicts of the same rules. Null: there was none.
base::Result<Backtest> backtest(const BacktestData& data, const std::vector<RuleSetUnderTest>& sets,
                                const BacktestOptions& options, const std::function<bool(double)>& goOn,
                                const EarlierBacktest* earlier = nullptr);

/// Holds what a set's alerts did against the servers. Only of these things: no time passes in it.
RuleSetVerdict judge(std::string name, const RuleReplay& replay, const std::vector<ServerPast>& servers,
                     const std::vector<DownSpell>& spells, base::Timestamp start, base::Timestamp end);

} // namespace checkwatch::session
