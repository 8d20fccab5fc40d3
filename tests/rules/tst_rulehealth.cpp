#include "tests/rules/healthrig.h"
#include "tests/support/vectorquerier.h"

#include <QTest>

namespace tst_rulehealth {

using namespace checkwatch;
using namespace checkwatch::healthrig;
using namespace checkwatch::rules;
using std::chrono::seconds;

namespace {

QStringList found(const std::string& expr, const HealthConditions& conditions, const std::string& more = {})
{
    return findings(checkOne(ruleOf(expr, more), conditions));
}

} // namespace

/// "Can this rule ever fire here?"
class TestRuleHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void windows_data();
    void windows();
    void holding();
    void neverTrue_data();
    void neverTrue();
    void positions();
    void missing();
    void meantToBeMissing();
    void alerts();
    void manyToMany_data();
    void manyToMany();
    void awayIsNotNever();
    void nan();
    void partners();
    void jobsHaveTheirOwnIntervals();
    void headline();
};

void TestRuleHealth::windows_data()
{
    QTest::addColumn<QString>("expr");
    QTest::addColumn<int>("scrape");
    QTest::addColumn<int>("compat");
    QTest::addColumn<QString>("expected");
    const QString none;
    QTest::newRow("one sample, left open") << "rate(a_total[1m]) > 1" << 60 << 3 << "cannot_fire window_too_short";
    QTest::newRow("one sample, closed: the very millisecond")
        << "rate(a_total[1m]) > 1" << 60 << 2 << "may_miss window_often_short";
    QTest::newRow("a third of the time") << "rate(a_total[1m]) > 1" << 45 << 3 << "may_miss window_often_short";
    QTest::newRow("no reserve") << "rate(a_total[1m]) > 1" << 30 << 3 << "note window_no_reserve";
    QTest::newRow("enough") << "rate(a_total[1m]) > 1" << 15 << 3 << none;
    QTest::newRow("one is enough") << "max_over_time(a[1m]) > 1" << 30 << 3 << none;
    QTest::newRow("not even one, at times") << "max_over_time(a[30s]) > 1" << 60 << 3 << "may_miss window_often_short";
    QTest::newRow("in one arm") << "rate(a_total[1m]) > 1 or b > 1" << 60 << 3 << "may_miss window_too_short";
    QTest::newRow("lookback") << "a > 1" << 600 << 3 << "may_miss gaps_in_lookback";
    QTest::newRow("subquery") << "deriv(a[1m:1m]) > 1" << 15 << 3 << "cannot_fire window_too_short";
}

void TestRuleHealth::windows()
{
    QFETCH(const QString, expr);
    QFETCH(const int, scrape);
    QFETCH(const int, compat);
    QFETCH(const QString, expected);
    const auto conditions = every(seconds{scrape}, seconds{15}, static_cast<promql::Compat>(compat));
    QCOMPARE(found(expr.toStdString(), conditions).join(", "), expected);
}

void TestRuleHealth::holding()
{
    QCOMPARE(found("a > 1", every(seconds{15}, seconds{60}), ", for: 90s"), QStringList{"note for_rounded"});
    QCOMPARE(found("a > 1", every(seconds{15}, seconds{60}), ", keep_firing_for: 30s"),
             QStringList{"note keep_firing_rounded"});
    QCOMPARE(found("rate(a_total[1m]) > 1", every(seconds{15}, seconds{15}), ", for: 1m"),
             QStringList{"note event_forgotten"});
    QCOMPARE(found("rate(a_total[1m]) > 1", every(seconds{15}, seconds{60})), QStringList{"may_miss windows_skip"});
    HealthConditions typed = every(seconds{15}, seconds{15});
    typed.types = {{"a_total", metrics::MetricType::Gauge},
                   {"haproxy_server_sessions_total", metrics::MetricType::Gauge},
                   {"b", metrics::MetricType::Counter}};
    QCOMPARE(found("rate(a_total[1m]) > 1", typed), QStringList{"note gauge_counted"});
    QCOMPARE(found("rate(haproxy_server_sessions_total[1m]) > 1", typed), QStringList()); // mistyped since 3.2
    QCOMPARE(found("rate(b[1m]) > 1", typed), QStringList());
    QCOMPARE(found("rate(b[1m]) > 1", every(seconds{15}, seconds{15})), QStringList{"note lint"});
    QCOMPARE(found("a_total > 100", every(seconds{15}, seconds{15})), QStringList{"note counter_compared"});
}

void TestRuleHealth::neverTrue_data()
{
    QTest::addColumn<QString>("expr");
    QTest::addColumn<bool>("never");
    const auto row = [](const char* expr, bool never) { QTest::newRow(expr) << QString(expr) << never; };
    row("sum by (b) (rate(r_total{code=\"5xx\"}[1m])) / sum by (b) (rate(r_total[1m])) > 5", true);
    row("sum by (b) (rate(r_total{code=\"5xx\"}[1m]) * 100) / sum by (b) (rate(r_total[1m])) > 5", false);
    row("sum by (b) (rate(r_total{code=\"5xx\"}[1m])) / sum by (b) (rate(r_total[1m])) * 100 > 100.1", true);
    row("sum by (b) (rate(r_total{code=\"5xx\"}[1m])) / sum by (b) (rate(r_total{code!=\"1xx\"}[1m])) > 1.1", true);
    row("sum by (b) (rate(r_total{code=\"5xx\"}[1m])) / sum by (b) (rate(r_total{code!=\"5xx\"}[1m])) > 1.1", false);
    row("sum by (b) (rate(r_total{code=\"5xx\"}[1m])) / sum by (b) (rate(r_total[5m])) > 1.1", false);
    row("sum by (b) (rate(r_total{code=\"5xx\"}[1m])) / sum by (c) (rate(r_total[1m])) > 1.1", false);
    row("sum by (b) (rate(r_total{code=\"5xx\"}[1m] offset 1m)) / sum by (b) (rate(r_total[1m])) > 1.1", false);
    row("sum by (b) (g{code=\"5xx\"}) / sum by (b) (g) > 5", false);
    row("haproxy_server_status{state=\"DOWN\"} > 1", true);
    row("haproxy_server_status > 1", false);
    row("haproxy_server_status{state=\"DOWN\"} == 1", false);
    row("haproxy_server_status{state=\"DOWN\"} == 0.5", true);
    row("haproxy_server_status == 0.5", false);
    row("up == 0.5", true);
    row("0.5 == up", true);
    row("sum(up) == 1.5", true);
    row("avg(up) == 0.5", false);
    row("1 - up == 0.5", true);
    row("up / 2 == 0.5", false);
    row("(up > 0) < 1", true);
    row("(up > 0) <= 1", false);
    row("(up < 0.5) > 0", true);
    row("avg_over_time(up[5m]) == 0.5", false);
    row("max_over_time(up[5m]) == 0.5", true);
    row("up == 2", true);
    row("up < 0", true);
    row("count(x) == 0", true);
    row("count(x) < 1", true);
    row("count(x) <= 1", false);
    row("rate(r_total[1m]) < 0", true);
    row("rate(r_total[1m]) <= 0", false);
    row("rate(g[1m]) < 0", false);
    row("delta(r_total[1m]) < 0", false);
    row("haproxy_process_idle_time_percent > 100", true);
    row("haproxy_process_idle_time_percent / 100 > 1", true);
    row("(haproxy_server_current_sessions > 0) * 100 < 0", true);
    row("1 - up > 1", true);
    row("1 - up >= 1", false);
    row("avg(up) > 1", false); // rounding may take it there
    row("avg(up) > 1.01", true);
    row("clamp_max(x, 3) > 3", true);
    row("hour() > 23", true);
    row("hour() == 23", false);
    row("x > 5 and up > 1", true);
    row("x > 5 or up > 1", false);
    row("x unless up > 1", false);
    row("x != x", false);
    row("up != 0", false);
    row("up > bool 1", false);
    row("absent(x) > 1", true);
    row("vector(1) > 2", true);
    row("quantile(0.9, up) > 1.1", true);
    row("quantile(2, up) > 1.1", false);
    row("x % 5 >= 5", false); // -7 % 5, but also x = Inf; nothing is known of x
    row("r_total % 5 > 5", true);
    row("haproxy_server_last_session_seconds < 0", false);
}

void TestRuleHealth::neverTrue()
{
    QFETCH(const QString, expr);
    QFETCH(const bool, never);
    const RuleVerdict verdict = checkOne(ruleOf(expr.toStdString()), every(seconds{15}, seconds{15}));
    QCOMPARE(verdict.cannotFire(), never);
}

void TestRuleHealth::positions()
{
    const Group group = ruleOf("(x > 5) or ((up)>2)");
    const RuleVerdict verdict = checkOne(group, every(seconds{15}, seconds{15}));
    QCOMPARE(verdict.findings.size(), std::size_t{1});
    const promql::Span at = verdict.findings.front().at;
    QCOMPARE(group.rules.front().query.substr(at.begin, at.end - at.begin), std::string("(up) > 2"));
    QCOMPARE(verdict.findings.front().severity, Severity::MayMiss);
}

void TestRuleHealth::missing()
{
    support::VectorQuerier data;
    data.add({{"__name__", "a"}, {"code", "2xx"}, {"p", "x"}}, {{now, 1}});
    data.add({{"__name__", "a"}, {"code", "3xx"}, {"p", "y"}}, {{now, 1}});
    data.add({{"__name__", "gone"}}, {{now - std::chrono::minutes{6}, 1}});
    const auto words = [&](const char* expr) {
        return findings(checkOne(ruleOf(expr), every(seconds{15}, seconds{15}), {&data, now}), true);
    };
    QCOMPARE(words("b > 1"), QStringList{"cannot_fire metric_missing: No target that answers exposes b."});
    QCOMPARE(words("gone > 1"), QStringList{"cannot_fire metric_missing: No target that answers exposes gone."});
    QCOMPARE(words("a{cod=\"2xx\"} > 1"), QStringList{"cannot_fire label_missing: No series of a has a label cod."});
    QCOMPARE(words("a{code=\"5xx\"} > 1"),
             QStringList{"cannot_fire value_missing: No series of a has code=\"5xx\"; there is code 2xx, 3xx."});
    QCOMPARE(
        words("a{code=\"2xx\",p=\"y\"} > 1"),
        QStringList{
            "cannot_fire nothing_matches: Each matcher is met by some series of a, all of them together by none."});
    QCOMPARE(words("a{code=\"2xx\",p=\"x\"} > 1"), QStringList());
    QCOMPARE(words("a{nix=\"\"} > 1"), QStringList());
    HealthConditions file = every(seconds{15}, seconds{15});
    file.addedLabels = {"job", "instance"};
    file.labelsComplete = false;
    QCOMPARE(findings(checkOne(ruleOf("a{job=\"j\",code=\"2xx\"} > 1"), file, {&data, now})), QStringList());
    QCOMPARE(findings(checkOne(ruleOf("a{env=\"prod\"} > 1"), file, {&data, now})),
             QStringList{"may_miss label_missing"});
}

void TestRuleHealth::meantToBeMissing()
{
    support::VectorQuerier data;
    data.add({{"__name__", "a"}}, {{now, 1}});
    const auto words = [&](const char* expr) {
        return findings(checkOne(ruleOf(expr), every(seconds{15}, seconds{15}), {&data, now}));
    };
    QCOMPARE(words("absent(b)"), QStringList());
    QCOMPARE(words("a > 0 unless b"), QStringList{"note metric_missing"});
    QCOMPARE(words("a > 0 or b > 0"), QStringList{"may_miss metric_missing"});
    QCOMPARE(words("a > 0 and b > 0"), QStringList{"cannot_fire metric_missing"});
    const auto file
        = parseRuleFile("groups: [{name: g, rules: [{record: r, expr: a}, {alert: A, expr: r > 0}]}]", "f.yml");
    QVERIFY(file.ok());
    QCOMPARE(findings(*checkRules(file->groups, every(seconds{15}, seconds{15}), {&data, now})[0][1]), QStringList());
}

void TestRuleHealth::alerts()
{
    support::VectorQuerier data;
    data.add({{"__name__", "a"}}, {{now, 1}});
    data.add({{"__name__", "ALERTS"}, {"alertname", "Scraped"}}, {{now, 1}});
    const auto words = [&](const char* expr, const HealthData& there) {
        return findings(checkOne(ruleOf(expr), every(seconds{15}, seconds{15}), there), true);
    };
    const HealthData none;
    const QStringList missing{
        "cannot_fire alert_missing: No rule here defines an alert that ALERTS{alertname=\"B\"} selects."};
    QCOMPARE(words("ALERTS{alertname=\"B\"} == 1", {&data, now}), missing);
    QCOMPARE(words("ALERTS{alertname=\"B\"} == 1", none), missing);
    QCOMPARE(words("ALERTS{alertname=\"A\"} == 1", {&data, now}), QStringList());
    QCOMPARE(words("ALERTS{alertname=~\"A|B\"} == 1", none), QStringList());
    QCOMPARE(words("ALERTS{alertname=\"Scraped\"} == 1", {&data, now}), QStringList());
    QCOMPARE(words("absent(ALERTS{alertname=\"B\"})", none), QStringList());
    QCOMPARE(words("ALERTS_FOR_STATE{alertname=\"B\"} > 1", none).size(), 1);
    QCOMPARE(words("ALERTS{alertname=\"A\",alertstate=\"fires\"} == 1", none),
             QStringList{"cannot_fire alert_missing: No alert is ever as ALERTS{alertname=\"A\",alertstate=\"fires\"} "
                         "says: alertstate is pending or firing."});
}

void TestRuleHealth::manyToMany_data()
{
    QTest::addColumn<QString>("expr");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* expr, const char* expected) { QTest::newRow(expr) << expr << expected; };
    row("p / on (proxy) s > 1", "cannot_fire many_to_many");
    row("p * on (proxy) rate(s_total[1m]) > 1", "cannot_fire many_to_many");
    row("vector(1) or p / on (proxy) s", "cannot_fire many_to_many"); // an error is one of the whole
    row("p / on (proxy) (s > 5)", "may_miss many_to_many");
    row("p / on (proxy) s offset 1h", "may_miss many_to_many");
    row("s / on (proxy) p > 1", "cannot_fire many_to_many");
    row("s > on (proxy) p", "may_miss many_to_many");
    row("s > bool on (proxy) p", "cannot_fire many_to_many");
    row("s / on (proxy) group_left p > 1", "");
    row("p / on (proxy) group_right s > 1", "");
    row("p / on (proxy) group_left s > 1", "cannot_fire many_to_many");
    row("s / on (proxy) group_right p > 1", "cannot_fire many_to_many");
    row("s / ignoring (server) p > 1", "cannot_fire many_to_many");
    row("sum by (proxy) (s) / on (proxy) p > 1", "");
    row("s / on (proxy, server) s > 1", "");
    row("s and on (proxy) p", "");
    row("p and on (proxy) s", "");
    row("q / on (proxy) s > 1",
        "cannot_fire many_to_many, cannot_fire no_shared_labels"); // before any partner is found
    row("s / on (proxy) q > 1", "cannot_fire no_shared_labels");   // who has no partner competes for none
    row("p / on (proxy) was > 1", "");                             // one of the two has ended
}

void TestRuleHealth::manyToMany()
{
    QFETCH(const QString, expr);
    QFETCH(const QString, expected);
    support::VectorQuerier data;
    data.add({{"__name__", "s"}, {"proxy", "x"}, {"server", "1"}}, {{now, 1}});
    data.add({{"__name__", "s"}, {"proxy", "x"}, {"server", "2"}}, {{now, 1}});
    data.add({{"__name__", "s_total"}, {"proxy", "x"}, {"server", "1"}}, {{now, 1}});
    data.add({{"__name__", "s_total"}, {"proxy", "x"}, {"server", "2"}}, {{now, 1}});
    data.add({{"__name__", "p"}, {"proxy", "x"}}, {{now, 1}});
    data.add({{"__name__", "q"}, {"proxy", "y"}}, {{now, 1}});
    data.add({{"__name__", "was"}, {"proxy", "x"}, {"server", "1"}}, {{now, 1}});
    data.add({{"__name__", "was"}, {"proxy", "x"}, {"server", "2"}}, {{now - std::chrono::minutes{6}, 1}});
    const auto rule = ruleOf(expr.toStdString());
    QVERIFY(!rule.rules.empty());
    QCOMPARE(findings(checkOne(rule, every(seconds{15}, seconds{15}), {&data, now})).join(", "), expected);
}

void TestRuleHealth::awayIsNotNever()
{
    support::VectorQuerier data;
    data.add({{"__name__", "a"}, {"instance", "lb"}}, {{now - std::chrono::minutes{6}, 1}});
    data.add({{"__name__", "b"}, {"instance", "other"}}, {{now, 1}});
    HealthConditions here = every(seconds{15}, seconds{15});
    const auto verdict = [&](const char* expr) { return checkOne(ruleOf(expr), here, {&data, now}); };
    QVERIFY(verdict("a > 1").cannotFire()); // gone, and all targets answer
    here.away = {"lb"};
    QCOMPARE(findings(verdict("a > 1"), true),
             QStringList{"no_data target_away: Nothing that it selects is there at the moment: lb does not answer."});
    QVERIFY(verdict("a > 1").noData() && !verdict("a > 1").cannotFire() && !verdict("a > 1").mayMiss());
    QVERIFY(cannotTell(verdict("a > 1")).empty());
    QVERIFY(verdict("c > 1").cannotFire()); // lb has answered, and never exposed it
    QCOMPARE(findings(verdict("a > 1 and c > 1")), (QStringList{"cannot_fire metric_missing", "may_miss target_away"}));
    QCOMPARE(findings(verdict("a > 1 or c > 1")), (QStringList{"no_data target_away", "may_miss metric_missing"}));
    QCOMPARE(findings(verdict("a > 1 or b > 1")), QStringList{"may_miss target_away"});
    here.awayUnseen = true;
    QVERIFY(verdict("c > 1").noData());
    QVERIFY(!verdict("b > 1").noData());
}

void TestRuleHealth::nan()
{
    support::VectorQuerier data;
    const double none = std::nan("");
    data.add({{"__name__", "all"}, {"s", "1"}}, {{now, none}});
    data.add({{"__name__", "all"}, {"s", "2"}}, {{now, none}});
    data.add({{"__name__", "some"}, {"s", "1"}}, {{now, none}});
    data.add({{"__name__", "some"}, {"s", "2"}}, {{now, 5}});
    const auto words = [&](const char* expr) {
        return findings(checkOne(ruleOf(expr), every(seconds{15}, seconds{15}), {&data, now}));
    };
    QCOMPARE(words("all > 0"), QStringList{"cannot_fire always_nan"});
    QCOMPARE(words("some / (all > 0) > 80"), (QStringList{"cannot_fire always_nan", "may_miss some_nan"}));
    QCOMPARE(words("sum(some) / sum(all) > 80"), (QStringList{"cannot_fire always_nan", "may_miss some_nan"}));
    QCOMPARE(words("all != 0"), QStringList{"may_miss always_nan"});
    QCOMPARE(words("count(all) > 1"), QStringList{"may_miss always_nan"});
    QCOMPARE(words("all > bool 0"), QStringList{"may_miss always_nan"});
    QCOMPARE(words("some > 0"), QStringList{"may_miss some_nan"});
}

void TestRuleHealth::partners()
{
    support::VectorQuerier data;
    data.add({{"__name__", "a"}, {"proxy", "x"}, {"server", "s"}}, {{now, 1}});
    data.add({{"__name__", "b"}, {"proxy", "x"}}, {{now, 1}});
    data.add({{"__name__", "c"}, {"backend", "x"}}, {{now, 1}});
    const auto words = [&](const char* expr) {
        return findings(checkOne(ruleOf(expr), every(seconds{15}, seconds{15}), {&data, now}));
    };
    QCOMPARE(words("a / b > 1"), QStringList{"cannot_fire no_shared_labels"});
    QCOMPARE(words("a / on (proxy) b > 1"), QStringList());
    QCOMPARE(words("a / ignoring (server) b > 1"), QStringList());
    QCOMPARE(words("sum by (proxy) (a) / b > 1"), QStringList());
    QCOMPARE(words("sum(a) / sum(c) > 1"), QStringList());
    QCOMPARE(words("b and c"), QStringList{"cannot_fire no_shared_labels"});
    QCOMPARE(words("b unless c"), QStringList{"note no_shared_labels"});
    QCOMPARE(words("b or c"), QStringList());
    QCOMPARE(words("label_replace(c, \"proxy\", \"$1\", \"backend\", \"(.*)\") / b > 1"), QStringList());
}

void TestRuleHealth::jobsHaveTheirOwnIntervals()
{
    support::VectorQuerier data;
    data.add({{"__name__", "slow_total"}, {"job", "slow"}}, {{now, 1}});
    data.add({{"__name__", "fast_total"}, {"job", "fast"}}, {{now, 1}});
    data.add({{"__name__", "both_total"}, {"job", "slow"}}, {{now, 1}});
    data.add({{"__name__", "both_total"}, {"job", "fast"}}, {{now, 1}});
    HealthConditions conditions = every(seconds{15}, seconds{15});
    conditions.jobs = {{"slow", seconds{60}}, {"fast", seconds{10}}};
    const auto words = [&](const char* expr) { return findings(checkOne(ruleOf(expr), conditions, {&data, now})); };
    QCOMPARE(words("rate(slow_total[1m]) > 1"), QStringList{"cannot_fire window_too_short"});
    QCOMPARE(words("rate(fast_total[1m]) > 1"), QStringList());
    QCOMPARE(words("rate(both_total[1m]) > 1"), QStringList{"may_miss window_often_short"});
}

/// What bounds claim of HAProxy's metrics by their names, held against every exposition there is.
void TestRuleHealth::headline()
{
    const auto rule = ruleOf("increase(haproxy_server_check_failures_total[1m]) > 0", ", for: 1m");
    const RuleVerdict at5 = checkOne(rule, every(seconds{5}, seconds{5}));
    QVERIFY(!at5.cannotFire());
    QVERIFY(at5.mayMiss());
    QVERIFY(!at5.shapes.empty() && !at5.otherSettings.empty());
    QVERIFY(cannotTell(at5).front().starts_with("It does not fire for a server that dies and stays dead"));
    const RuleVerdict at60 = checkOne(rule, every(seconds{60}, seconds{60}));
    QVERIFY(at60.cannotFire());
    QVERIFY(at60.otherSettings.empty());
    QVERIFY(QString::fromStdString(cannotTell(at60).front()).startsWith("A window of 1m never holds two samples"));
    QVERIFY(checkOne(ruleOf("increase(other_total[1m]) > 0"), every(seconds{5}, seconds{5})).shapes.empty());
}

QTEST_APPLESS_MAIN(TestRuleHealth)

} // namespace tst_rulehealth

#include "tst_rulehealth.moc"
