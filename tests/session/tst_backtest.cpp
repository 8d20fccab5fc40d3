#include "models/session/backtest.h"
#include "tests/support/vectorquerier.h"

#include <QTest>

namespace tst_backtest {

using namespace checkwatch;
using namespace checkwatch::session;
using base::Duration;
using base::fromUnixMs;
using base::Timestamp;
using support::VectorQuerier;

namespace {

Timestamp at(int seconds)
{
    return fromUnixMs(std::int64_t{1000} * seconds);
}

constexpr int length = 1800; ///< seconds, with a scrape every five

/// One exporter with servers whose failed checks and times DOWN are given.
class Fleet
{
public:
    struct Down
    {
        int from = 0;
        int to = 0;
    };
    void server(const char* name, const std::vector<int>& failures, const std::vector<Down>& down,
                const char* instance = "lb-1")
    {
        std::vector<metrics::Sample> status;
        std::vector<metrics::Sample> counter;
        for (int second = 0; second <= length; second += 5) {
            const auto has = [second](const Down& span) { return span.from <= second && second < span.to; };
            status.push_back({at(second), std::ranges::any_of(down, has) ? 1.0 : 0.0});
            counter.push_back({at(second), static_cast<double>(std::ranges::count_if(failures, [second](int failure) {
                                   return failure <= second;
                               }))});
        }
        data.add({{"__name__", "haproxy_server_status"},
                  {"instance", instance},
                  {"proxy", "app"},
                  {"server", name},
                  {"state", "DOWN"}},
                 status);
        data.add({{"__name__", "haproxy_server_check_failures_total"},
                  {"instance", instance},
                  {"proxy", "app"},
                  {"server", name}},
                 counter);
    }

    VectorQuerier data;
};

RuleSetUnderTest rulesOf(const char* name, const std::string& rules)
{
    const auto file = rules::parseRuleFile("groups:\n- name: g\n  rules:\n" + rules, name);
    return {name, file ? file->groups : std::vector<rules::Group>()};
}

RuleSetUnderTest headline()
{
    return rulesOf("headline.yml",
                   "  - alert: HaproxyServerHealthcheckFailure\n"
                   "    expr: increase(haproxy_server_check_failures_total[1m]) > 0\n    for: 1m\n");
}

BacktestOptions options()
{
    BacktestOptions out;
    out.rules.start = at(0);
    out.rules.end = at(length);
    out.rules.interval = Duration{5000};
    return out;
}

Backtest run(const Fleet& fleet, const std::vector<RuleSetUnderTest>& sets, const BacktestOptions& with = options())
{
    auto done = backtest({fleet.data}, sets, with, [](double) { return true; });
    return done ? std::move(*done) : Backtest();
}

std::size_t behind(const Tally& tally, Behind what)
{
    return tally.behind.at(static_cast<std::size_t>(what));
}

/// Every `apart` seconds.
std::vector<int> steady(int from, int to, int apart)
{
    std::vector<int> out;
    for (int second = from; second < to; second += apart) {
        out.push_back(second);
    }
    return out;
}

} // namespace

class TestBacktest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    static void whatFiredBeforeIsJudgedByAllThatItsRuleLooksAt();
    void aSuddenDeathIsMissed();
    void aSlowDeathIsCaught();
    void failingWithoutDownIsSaid();
    void alarmsWithoutAReasonAreSaid();
    void severalHaproxiesCountOnce();
    void alertsAboutABackendAreNotJudged();
    void flapsAreCounted();
    void shortTimesDownDoNotCount();
    void setsDoNotSeeEachOther();
    void canceledIsAnError();
    void whatIsKnownIsTakenOver();
    void mediansAreOfTheSpells();
};

void TestBacktest::aSuddenDeathIsMissed()
{
    Fleet fleet;
    fleet.server("a", {601, 603, 605}, {{605, 1200}});
    const Backtest done = run(fleet, {headline()});
    QCOMPARE(done.spells.size(), std::size_t{1});
    const Tally& tally = done.sets.at(0).all;
    QCOMPARE(tally.fired, std::size_t{0});
    QCOMPARE(tally.pendingOnly, std::size_t{1});
    QCOMPARE(tally.caught, std::size_t{0});
    QCOMPARE(tally.missed, std::size_t{1});
    QVERIFY(!done.sets[0].catches.at(0));
    QVERIFY(!tally.median() && !tally.worst());
}

void TestBacktest::aSlowDeathIsCaught()
{
    Fleet fleet;
    fleet.server("a", {601, 611, 621}, {{621, 1200}});
    const Backtest done = run(fleet, {headline()});
    const RuleSetVerdict& set = done.sets.at(0);
    QCOMPARE(set.all.fired, std::size_t{1});
    QCOMPARE(behind(set.all, Behind::Down), std::size_t{1});
    QCOMPARE(set.all.caught, std::size_t{1});
    QCOMPARE(set.all.missed, std::size_t{0});
    QCOMPARE(done.spells.at(0).firstFailure, at(605));
    const Firing& firing = set.firings.at(*set.catches.at(0));
    QCOMPARE(firing.pendingAt, at(605));
    QCOMPARE(firing.firedAt, at(665));
    QCOMPARE(firing.endedAt, at(680));
    QCOMPARE(*set.all.worst(), Duration{60'000});
    QCOMPARE(set.byServer.at(0).caught, std::size_t{1});
    QCOMPARE(set.byRule.at(0).caught, std::size_t{1});
}

void TestBacktest::failingWithoutDownIsSaid()
{
    Fleet fleet;
    fleet.server("a", steady(601, 900, 20), {});
    const Backtest done = run(fleet, {headline()});
    QCOMPARE(done.spells.size(), std::size_t{0});
    QCOMPARE(done.sets.at(0).all.fired, std::size_t{1});
    QCOMPARE(behind(done.sets[0].all, Behind::FailingOnly), std::size_t{1});
}

void TestBacktest::alarmsWithoutAReasonAreSaid()
{
    Fleet fleet;
    fleet.server("a", {}, {});
    fleet.server("b", {601}, {});
    const auto always
        = rulesOf("always.yml", "  - alert: Always\n    expr: haproxy_server_check_failures_total >= 0\n");
    const Backtest done = run(fleet, {always});
    QCOMPARE(done.sets.at(0).all.fired, std::size_t{2});
    QCOMPARE(behind(done.sets[0].all, Behind::Nothing), std::size_t{1});
    QCOMPARE(behind(done.sets[0].all, Behind::FailingOnly), std::size_t{1});
    QVERIFY(done.sets[0].firings.at(0).goesOn);
    QCOMPARE(done.sets[0].firings[0].endedAt, at(length));
}

void TestBacktest::severalHaproxiesCountOnce()
{
    Fleet fleet;
    fleet.server("a", {601, 611, 621}, {{621, 1200}}, "lb-1");
    fleet.server("a", {603, 613, 623}, {{623, 1230}}, "lb-2");
    const Backtest done = run(fleet, {headline()});
    QCOMPARE(done.servers.size(), std::size_t{1});
    QCOMPARE(done.spells.size(), std::size_t{1});
    QCOMPARE(done.sets.at(0).all.fired, std::size_t{2}); // an alert of each exporter
    QCOMPARE(done.sets[0].all.caught, std::size_t{1});
}

void TestBacktest::alertsAboutABackendAreNotJudged()
{
    Fleet fleet;
    fleet.server("a", {601, 603, 605}, {{605, 1200}});
    const auto sum
        = rulesOf("sum.yml", "  - alert: Some\n    expr: sum by (proxy) (haproxy_server_status{state=\"DOWN\"}) > 0\n");
    const Backtest done = run(fleet, {sum});
    QCOMPARE(behind(done.sets.at(0).all, Behind::NoServer), std::size_t{1});
    QCOMPARE(done.sets[0].all.missed, std::size_t{1}); // it does not say which server
    QCOMPARE(done.sets[0].byServer.at(0).fired, std::size_t{0});
}

void TestBacktest::flapsAreCounted()
{
    Fleet fleet;
    fleet.server("a", {}, {{100, 120}, {140, 160}, {400, 420}, {1500, 1520}});
    const auto down = rulesOf("down.yml", "  - alert: Down\n    expr: haproxy_server_status{state=\"DOWN\"} == 1\n");
    const Backtest done = run(fleet, {down});
    const RuleSetVerdict& set = done.sets.at(0);
    QCOMPARE(set.all.fired, std::size_t{4});
    QCOMPARE(set.all.flaps, std::size_t{2}); // the fourth comes 18 minutes later
    QCOMPARE(set.byServer.at(0).flaps, std::size_t{2});
    QCOMPARE(set.all.caught, std::size_t{4});
    QCOMPARE(*set.all.worst(), Duration{0});
}

void TestBacktest::shortTimesDownDoNotCount()
{
    Fleet fleet;
    fleet.server("a", {}, {{100, 110}, {200, 215}, {300, 330}});
    BacktestOptions with = options();
    QCOMPARE(run(fleet, {headline()}).spells.size(), std::size_t{2});
    with.minDown = Duration{20'000};
    QCOMPARE(run(fleet, {headline()}, with).spells.size(), std::size_t{1});
    with.minDown = Duration{0};
    QCOMPARE(run(fleet, {headline()}, with).spells.size(), std::size_t{3});
}

void TestBacktest::setsDoNotSeeEachOther()
{
    Fleet fleet;
    fleet.server("a", steady(601, 900, 20), {});
    const auto watcher = rulesOf("watcher.yml", "  - alert: Watcher\n    expr: ALERTS{alertstate=\"firing\"}\n");
    const Backtest done = run(fleet, {headline(), watcher});
    QCOMPARE(done.sets.at(0).all.fired, std::size_t{1});
    QCOMPARE(done.sets.at(1).alerts.size(), std::size_t{0});
}

/// Seen by that there is nothing to be found any more in the data of the second time.
void TestBacktest::whatIsKnownIsTakenOver()
{
    Fleet fleet;
    fleet.server("a", steady(601, 900, 20), {{900, 1000}});
    const std::vector<RuleSetUnderTest> sets{headline()};
    BacktestOptions with = options();
    const Backtest first = run(fleet, sets, with);
    QCOMPARE(first.sets.at(0).all.fired, std::size_t{1});
    RuleSetUnderTest other = headline();
    other.name = "other";
    other.groups.front().rules.front().holdFor = Duration{30'000};
    RuleSetUnderTest again = headline();
    again.name = "again";
    const Fleet nothing;
    const auto asked = [&](const BacktestOptions& now) {
        const EarlierBacktest earlier{first, sets, with};
        const auto done = backtest(
            {nothing.data}, {again, other}, now, [](double) { return true; }, &earlier);
        return done ? *done : Backtest();
    };
    const Backtest second = asked(with);
    QVERIFY(second.servers == first.servers);
    QCOMPARE(second.spells.size(), std::size_t{1});
    QCOMPARE(second.sets.at(0).name, std::string("again"));
    QCOMPARE(second.sets.at(0).all.fired, std::size_t{1});
    QCOMPARE(second.sets.at(1).all.fired, std::size_t{0}); // evaluated
    BacktestOptions changed = with;
    changed.minDown = Duration{200'000};
    QCOMPARE(asked(changed).servers.size(), std::size_t{1});
    QCOMPARE(asked(changed).spells.size(), std::size_t{0});
    QCOMPARE(asked(changed).sets.at(0).all.fired, std::size_t{0});
    changed = with;
    changed.rules.end -= Duration{5000};
    QCOMPARE(asked(changed).servers.size(), std::size_t{0});
    changed = with;
    changed.scrapeInterval = Duration{10'000};
    QCOMPARE(asked(changed).sets.at(0).all.fired, std::size_t{0});
}

void TestBacktest::canceledIsAnError()
{
    Fleet fleet;
    fleet.server("a", steady(601, 900, 20), {});
    const auto done = backtest({fleet.data}, {headline()}, options(), [](double share) { return share < 0.1; });
    QVERIFY(!done);
    QVERIFY(done.error().code == base::ErrorCode::Canceled);
}

void TestBacktest::mediansAreOfTheSpells()
{
    Fleet fleet;
    fleet.server("a", {}, {{100, 200}});
    fleet.server("b", {80}, {{100, 200}});
    fleet.server("c", {60}, {{100, 200}});
    const auto down = rulesOf("down.yml", "  - alert: Down\n    expr: haproxy_server_status{state=\"DOWN\"} == 1\n");
    const Tally tally = run(fleet, {down}).sets.at(0).all;
    QCOMPARE(tally.delays.size(), std::size_t{3});
    QCOMPARE(*tally.median(), Duration{20'000});
    QCOMPARE(*tally.worst(), Duration{40'000});
}

/// It was DOWN long before the start, which its rule still looks at, and failed one check after it.
void TestBacktest::whatFiredBeforeIsJudgedByAllThatItsRuleLooksAt()
{
    Fleet fleet;
    fleet.server("s", {100, 1'500}, {{100, 160}});
    BacktestOptions late = options();
    late.rules.start = at(1'400);
    late.rules.liveSince = at(0);
    const Backtest done = run(
        fleet,
        {rulesOf("far.yml", "  - alert: Far\n    expr: increase(haproxy_server_check_failures_total[25m]) > 0\n")},
        late);
    QCOMPARE(done.sets.front().firings.size(), std::size_t{1});
    QVERIFY(done.sets.front().firings.front().firedBefore);
    QCOMPARE(behind(done.sets.front().all, Behind::Down), std::size_t{1});
    QCOMPARE(behind(done.sets.front().all, Behind::FailingOnly), std::size_t{0});
}

QTEST_APPLESS_MAIN(TestBacktest)

} // namespace tst_backtest

#include "tst_backtest.moc"
