#include "tests/support/scriptedreview.h"

namespace checkwatch::scriptedsession {

namespace {

using base::Duration;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr base::Timestamp begin{Duration{1'795'860'000'000}};

session::ReplayedRule ruleNamed(const std::string& name, std::uint64_t failures)
{
    auto rule = std::make_shared<rules::Rule>();
    rule->kind = rules::Rule::Kind::Alerting;
    rule->name = name;
    rule->holdFor = minutes{1};
    session::ReplayedRule out;
    out.rule = std::move(rule);
    out.group = std::make_shared<rules::GroupInfo>();
    out.evaluations = 240;
    out.failures = failures;
    out.firstError.message = failures > 0 ? "many-to-many matching not allowed" : "";
    return out;
}

base::Timestamp downAt(std::size_t server)
{
    return begin + minutes{5} + seconds{40} * static_cast<int>(server % 60);
}

/// The set catches servers whose number `every` divides.
session::RuleSetVerdict verdict(const session::Backtest& backtest, const std::string& name, std::size_t every,
                                const std::string& alert)
{
    session::RuleSetVerdict set;
    set.name = name;
    set.rules = {ruleNamed(alert, 0)};
    set.byRule.resize(1);
    set.byServer.resize(backtest.servers.size());
    for (std::size_t i = 0; i < backtest.servers.size(); ++i) {
        session::Tally& tally = set.byServer[i];
        const bool caught = i % every == 0;
        set.catches.push_back(caught ? std::optional(set.firings.size()) : std::nullopt);
        ++(caught ? tally.caught : tally.missed);
        ++(caught ? set.all.caught : set.all.missed);
        if (!caught)
            continue;
        tally.fired = 1;
        ++set.all.fired;
        ++set.all.behind[static_cast<std::size_t>(session::Behind::Down)];
        set.all.delays.push_back(seconds{75});
        set.alerts.push_back({0, metrics::Labels{{"server", backtest.servers[i].server}}, {}});
        set.firings.push_back({set.alerts.size() - 1,
                               downAt(i) - seconds{20},
                               downAt(i) + seconds{40},
                               downAt(i) + minutes{4},
                               false,
                               session::Behind::Down,
                               {i}});
    }
    set.byRule.front() = set.all;
    return set;
}

} // namespace

session::BacktestAnswer scriptedBacktest(int servers, bool longNames)
{
    session::BacktestAnswer answer;
    answer.minDown = seconds{15};
    answer.command = "checkwatch backtest night.cwrec --recorded-rules --for 30s --min-down 15s";
    session::Backtest& backtest = answer.backtest;
    backtest.start = begin;
    backtest.end = begin + std::chrono::hours{1};
    const std::string more = longNames ? std::string(180, 'n') : std::string();
    for (int i = 0; i < servers; ++i) {
        const auto number = static_cast<std::size_t>(i);
        session::ServerPast past{"app" + more, "web-" + std::to_string(100 + i) + more, {"lb-01:8404"}, {}, {}};
        past.down = {{downAt(number), downAt(number) + minutes{3}, false, false}};
        past.failures = {downAt(number) - seconds{20}, downAt(number) - seconds{10}};
        backtest.servers.push_back(std::move(past));
        backtest.spells.push_back({number, downAt(number) - seconds{20}, backtest.servers.back().down.front()});
    }
    const std::string alert = "HaproxyServerHealthcheckFailure" + more;
    backtest.sets.push_back(verdict(backtest, "rules as recorded", 2, alert));
    backtest.sets.push_back(verdict(backtest, "rules as recorded (for 30s)", 1, alert));
    ++backtest.sets.back().all.behind[static_cast<std::size_t>(session::Behind::Nothing)];
    return answer;
}

} // namespace checkwatch::scriptedsession
