#include "models/session/rulereplay.h"
#include "tests/support/randomseries.h"

#include <QTest>

#include <algorithm>
#include <string>
#include <tuple>

namespace tst_rulereplay {

using namespace checkwatch;
using namespace checkwatch::session;
using base::Duration;
using base::fromUnixMs;
using support::VectorQuerier;

namespace {

/// Rules that read what rules before them write, in the same group and in another, and one that fails at times.
constexpr const char* rulesText = R"(
groups:
- name: first
  rules:
  - record: rate:x
    expr: rate(x[30s])
  - alert: Fast
    expr: rate:x > 0.5
    for: 20s
    labels: {size: '{{ if gt $value 1.0 }}big{{ else }}small{{ end }}'}
  - alert: Grows
    expr: increase(x[1m]) > 0
    for: 1m
    keep_firing_for: 30s
  - alert: Quiet
    expr: y <= 0
  - alert: Twice
    expr: sum without (server) (x) * on (k) group_left() y > 10
- name: second
  interval: 15s
  rules:
  - alert: ManyFire
    expr: count by (k) (ALERTS{alertname="Grows", alertstate="firing"}) > 1
    for: 30s
  - alert: Fallen
    expr: rate:x offset 1m > 2 * rate:x
- name: alone
  interval: 10s
  rules:
  - alert: GrowsAlone
    expr: increase(x[1m]) > 0
    for: 1m
  - alert: Sum
    expr: sum by (k) (rate(x[1m])) > avg by (k) (rate(x[2m]))
- name: any name
  rules:
  - alert: Many
    expr: 'count({k="1"}) > 12'
)";

std::vector<rules::Group> groupsOf(const char* text)
{
    const auto file = rules::parseRuleFile(text, "rules.yml");
    return file ? file->groups : std::vector<rules::Group>();
}

/// One change of an alert, comparable bit by bit.
using Change = std::tuple<std::int64_t, std::string, std::string, int, std::uint64_t, std::int64_t>;

Change changeOf(const rules::Rule& rule, const metrics::Labels& labels, const AlertTransition& to)
{
    return {base::unixMs(to.time),
            rule.name,
            labels.toString(),
            static_cast<int>(to.state),
            std::bit_cast<std::uint64_t>(to.value),
            base::unixMs(to.activeAt)};
}

std::vector<Change> changesOf(const RuleReplay& replay)
{
    std::vector<Change> out;
    for (const ReplayedAlert& alert : replay.alerts()) {
        for (const AlertTransition& transition : alert.transitions) {
            out.push_back(changeOf(*replay.rules()[alert.rule].rule, alert.labels, transition));
        }
    }
    std::ranges::sort(out);
    return out;
}

/// The same by rule groups that run one beside the other over one store, as in a live session.
std::vector<Change> changesLive(VectorQuerier data, const RuleReplayOptions& options)
{
    std::vector<std::unique_ptr<rules::GroupRunner>> runners;
    for (const rules::Group& group : groupsOf(rulesText)) {
        auto known = std::make_shared<std::vector<metrics::Labels>>();
        const auto append = [&data, known](const metrics::ScrapeBatch& batch) {
            known->insert(known->end(), batch.added.begin(), batch.added.end());
            for (std::size_t i = 0; i < batch.column.size(); ++i) {
                if (!metrics::isMissing(batch.column[i])) {
                    data.add((*known)[i], {{batch.time, batch.column[i]}});
                }
            }
        };
        runners.push_back(std::make_unique<rules::GroupRunner>(group, options.interval, options.promql,
                                                               rules::GroupContext{&data, append, {}, {}}));
        runners.back()->setRestored();
    }
    std::vector<Change> out;
    for (base::Timestamp time = options.start; time <= options.end; time += Duration{1000}) {
        for (const auto& runner : runners) {
            if ((time - options.start) % runner->interval() != Duration{0}) {
                continue;
            }
            for (const rules::AlertChange& change : runner->evaluate(time).changes) {
                out.push_back(changeOf(*change.alert.identity->rule, change.alert.identity->labels,
                                       {time, change.alert.state, change.alert.value, change.alert.activeAt}));
            }
        }
    }
    std::ranges::sort(out);
    return out;
}

RuleReplayOptions someMinutes()
{
    RuleReplayOptions options;
    options.start = fromUnixMs(2'000);
    options.end = fromUnixMs(900'000);
    options.interval = Duration{5000};
    return options;
}

} // namespace

class TestRuleReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void alertsAreThoseOfALiveSession_data();
    void alertsAreThoseOfALiveSession();
    void piecesMakeNoDifference();
    void oldAlertsInTheDataAreNotSeen();
    void failuresOfRulesAreKept();
    void tooManyChangesEndIt();
    void groupsComeAtTheirIntervals();
    void rulesThatAreTheSameMakeNoDifference();
    void whatIsGoneHasEnded();
    void changedRulesInherit();
};

void TestRuleReplay::alertsAreThoseOfALiveSession_data()
{
    QTest::addColumn<int>("compat");
    QTest::newRow("Prometheus 2") << 2;
    QTest::newRow("Prometheus 3") << 3;
}

void TestRuleReplay::alertsAreThoseOfALiveSession()
{
    QFETCH(const int, compat);
    std::size_t compared = 0;
    for (unsigned seed = 1; seed <= 12; ++seed) {
        const VectorQuerier data = support::RandomSeries(seed).make(20);
        RuleReplayOptions options = someMinutes();
        options.promql.compat = static_cast<promql::Compat>(compat);
        RuleReplay replay(data, groupsOf(rulesText), options);
        while (replay.advance(std::chrono::seconds{1})) {}
        const std::vector<Change> live = changesLive(data, options);
        QVERIFY2(changesOf(replay) == live, qPrintable(QString("seed %1").arg(seed)));
        compared += live.size();
    }
    QVERIFY2(compared > 2000, qPrintable(QString::number(compared)));
}

void TestRuleReplay::piecesMakeNoDifference()
{
    const VectorQuerier data = support::RandomSeries(7).make(20);
    RuleReplay whole(data, groupsOf(rulesText), someMinutes());
    QVERIFY(!whole.advance(std::chrono::hours{1}));
    QCOMPARE(whole.progress(), 1.0);
    RuleReplay pieces(data, groupsOf(rulesText), someMinutes());
    double before = -1;
    int count = 0;
    while (pieces.advance(std::chrono::nanoseconds{0})) {
        QVERIFY(pieces.progress() > before);
        before = pieces.progress();
        ++count;
    }
    QCOMPARE(count, 179); // of 180 times
    QVERIFY(changesOf(pieces) == changesOf(whole));
    QVERIFY(!changesOf(whole).empty());
}

void TestRuleReplay::oldAlertsInTheDataAreNotSeen()
{
    VectorQuerier data;
    data.add({{"__name__", "ALERTS"}, {"alertname", "Grows"}, {"alertstate", "firing"}, {"k", "1"}, {"server", "1"}},
             {{fromUnixMs(1000), 1}});
    data.add({{"__name__", "ALERTS"}, {"alertname", "Grows"}, {"alertstate", "firing"}, {"k", "1"}, {"server", "2"}},
             {{fromUnixMs(1000), 1}});
    data.add({{"__name__", "rate:x"}, {"server", "1"}}, {{fromUnixMs(1000), 5}});
    RuleReplay replay(data, groupsOf(rulesText), someMinutes());
    QVERIFY(!replay.advance(std::chrono::hours{1}));
    QCOMPARE(replay.alerts().size(), std::size_t{0});
}

void TestRuleReplay::failuresOfRulesAreKept()
{
    VectorQuerier data;
    for (const char* server : {"1", "2"}) {
        data.add({{"__name__", "x"}, {"server", server}}, {{fromUnixMs(60'000), 1}});
    }
    RuleReplay replay(
        data,
        groupsOf("groups: [{name: g, rules: [{alert: A, expr: 'sum by (server) (x) > 0', labels: {server: ''}},"
                 " {alert: B, expr: 'x > 0'}]}]"),
        someMinutes());
    QVERIFY(!replay.advance(std::chrono::hours{1}));
    QCOMPARE(replay.rules().size(), std::size_t{2});
    QCOMPARE(replay.rules()[0].evaluations, std::uint64_t{180});
    QCOMPARE(replay.rules()[0].failures, std::uint64_t{60}); // while the samples are not older than 5 minutes
    QVERIFY(QString::fromStdString(replay.rules()[0].firstError.message).contains("same labelset"));
    QCOMPARE(replay.rules()[1].failures, std::uint64_t{0});
    QCOMPARE(replay.alerts().size(), std::size_t{2});
}

void TestRuleReplay::tooManyChangesEndIt()
{
    const VectorQuerier data = support::RandomSeries(7).make(20);
    RuleReplayOptions options = someMinutes();
    options.mostTransitions = 10;
    RuleReplay replay(data, groupsOf(rulesText), options);
    QVERIFY(!replay.advance(std::chrono::hours{1}));
    QVERIFY(replay.error());
    QVERIFY(replay.error()->code == base::ErrorCode::Limit);
    QVERIFY(replay.progress() < 1);
}

void TestRuleReplay::groupsComeAtTheirIntervals()
{
    const VectorQuerier data;
    RuleReplayOptions options = someMinutes();
    options.end = options.start + Duration{60'000};
    RuleReplay replay(data, groupsOf(rulesText), options);
    QVERIFY(!replay.advance(std::chrono::hours{1}));
    QCOMPARE(replay.rules().size(), std::size_t{10});
    QCOMPARE(replay.rules()[0].evaluations, std::uint64_t{13}); // every 5 s, both ends
    QCOMPARE(replay.rules()[6].evaluations, std::uint64_t{5});  // every 15 s
    QCOMPARE(QString::fromStdString(replay.rules()[6].group->name), QStringLiteral("second"));
}

namespace {

/// Something that is always true, so that only rules tell the difference.
VectorQuerier alwaysUp()
{
    VectorQuerier data;
    std::vector<metrics::Sample> samples;
    for (std::int64_t ms = 0; ms <= 900'000; ms += 5000) {
        samples.push_back({fromUnixMs(ms), 1});
    }
    data.add({{"__name__", "up"}, {"instance", "a"}}, samples);
    return data;
}

LaterRules later(std::int64_t afterMs, const char* text)
{
    return {someMinutes().start + Duration{afterMs}, groupsOf(text), someMinutes().interval, {}, {}};
}

constexpr const char* twoRules
    = "groups: [{name: g, rules: [{alert: A, expr: up == 1, for: 1m}, {alert: B, expr: up == 1}]}]";
constexpr const char* longerRule
    = "groups: [{name: g, rules: [{alert: A, expr: up > 0, for: 2m}, {record: up:sum, expr: sum(up)}]}]";

} // namespace

void TestRuleReplay::rulesThatAreTheSameMakeNoDifference()
{
    const VectorQuerier data = support::RandomSeries(7).make(20);
    RuleReplay whole(data, groupsOf(rulesText), someMinutes());
    while (whole.advance(std::chrono::seconds{1})) {}
    RuleReplay again(data, groupsOf(rulesText), someMinutes(), {later(301'000, rulesText)});
    while (again.advance(std::chrono::seconds{1})) {}
    QVERIFY(changesOf(again) == changesOf(whole));
    QVERIFY(std::ranges::none_of(again.rules(), [](const ReplayedRule& rule) { return rule.since || rule.until; }));
}

void TestRuleReplay::whatIsGoneHasEnded()
{
    const VectorQuerier data = alwaysUp();
    const RuleReplayOptions options = someMinutes();
    const base::Timestamp change = options.start + Duration{302'000};
    const base::Timestamp back = options.start + Duration{401'000};
    RuleReplay replay(data, groupsOf(twoRules), options, {later(302'000, longerRule), later(401'000, twoRules)});
    while (replay.advance(std::chrono::seconds{1})) {}
    const std::vector<ReplayedRule>& rules = replay.rules();
    QCOMPARE(rules.size(), std::size_t{3}); // A, B, up:sum
    QVERIFY(!rules[0].since && !rules[0].until);
    QVERIFY(rules[1].since == back && !rules[1].until);
    QVERIFY(rules[2].since == change && rules[2].until == back);
    QCOMPARE(replay.alerts().size(), std::size_t{2});
    const std::vector<AlertTransition>& ofB
        = replay.alerts()[0].rule == 1 ? replay.alerts()[0].transitions : replay.alerts()[1].transitions;
    QCOMPARE(ofB.size(), std::size_t{3});
    QVERIFY(ofB[1].state == rules::AlertState::Inactive && ofB[1].time == change);
    QVERIFY(ofB[2].state == rules::AlertState::Firing && ofB[2].time == options.start + Duration{405'000});
}

void TestRuleReplay::changedRulesInherit()
{
    const VectorQuerier data = alwaysUp();
    const RuleReplayOptions options = someMinutes();
    // A is pending for 30 s when its `for` becomes two minutes.
    RuleReplay replay(data, groupsOf(twoRules), options, {later(31'000, longerRule)});
    while (replay.advance(std::chrono::seconds{1})) {}
    const auto ofA = std::ranges::find(replay.alerts(), std::size_t{0}, &ReplayedAlert::rule);
    QVERIFY(ofA != replay.alerts().end());
    QCOMPARE(ofA->transitions.size(), std::size_t{2});
    QVERIFY(ofA->transitions[0].time == options.start);
    QVERIFY(ofA->transitions[1].state == rules::AlertState::Firing);
    QVERIFY(ofA->transitions[1].time == options.start + Duration{120'000});
    QVERIFY(replay.rules()[0].rule->query.find("> 0") != std::string::npos); // as it was last
    QCOMPARE(replay.rules()[0].evaluations, std::uint64_t{180});
}

QTEST_APPLESS_MAIN(TestRuleReplay)

} // namespace tst_rulereplay

#include "tst_rulereplay.moc"
