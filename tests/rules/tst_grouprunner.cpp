#include "models/rules/grouprunner.h"

#include "tests/rules/teststore.h"

#include <QTest>

#include <algorithm>

namespace tst_grouprunner {

using namespace checkwatch::rules;
using namespace checkwatch::rules::test;
using namespace checkwatch;
using namespace std::chrono_literals;
using metrics::Labels;

namespace {

/// One group out of rule text ("  - …" lines of `rules:`), with a store to read from and write to.
struct Bench
{
    TestStore store;
    std::unique_ptr<GroupRunner> runner;

    explicit Bench(const std::string& rules, bool restored = true, const std::string& head = {})
    {
        runner = make(rules, head);
        if (restored) {
            runner->setRestored();
        }
    }
    std::unique_ptr<GroupRunner> make(const std::string& rules, const std::string& head = {})
    {
        auto file = parseRuleFile("groups:\n- name: g\n" + head + "  rules:\n" + rules, "f.yml");
        if (!file) {
            qFatal("%s", file.error().message.c_str());
        }
        GroupContext context{&store, [this](const metrics::ScrapeBatch& batch) { store.append(batch); }, {}, {}};
        return std::make_unique<GroupRunner>(file->groups[0], 30s, promql::EngineOptions{}, std::move(context));
    }
    EvaluationResult at(int seconds) { return runner->evaluate(base::fromUnixMs(seconds * 1000)); }
    void set(const char* server, int seconds, double value)
    {
        store.add(Labels{{"__name__", "m"}, {"server", server}}, seconds * 1000, value);
    }
    [[nodiscard]] std::vector<std::string> written(int seconds, std::string_view metric) const
    {
        return store.at(seconds * 1000, metric);
    }
    [[nodiscard]] std::string states() const
    {
        std::vector<std::string> out;
        for (const Alert& alert : runner->alerts()) {
            const char* const name = alert.state == AlertState::Pending ? "pending"
                : alert.state == AlertState::Firing                     ? "firing"
                                                                        : "inactive";
            out.push_back(std::string(alert.identity->labels.get("server")) + " " + name);
        }
        std::sort(out.begin(), out.end());
        std::string joined;
        for (const std::string& text : out) {
            joined += (joined.empty() ? "" : ", ") + text;
        }
        return joined;
    }
};

using Texts = std::vector<std::string>;

} // namespace

class TestGroupRunner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void slotsArePrometheusOwn();
    void pendingThenFiringThenResolved();
    void keepsFiringAsDocumented();
    void firesAtOnceWithoutFor();
    void resolvedAlertsAreKeptForAQuarterHour();
    void returningAlertStartsAnew();
    void firstTwoEvaluationsAreSilent();
    void rawLabelTextsGoIntoAlertsSeries();
    void sameLabelsAreAnErrorAndFreeze();
    void limitForgetsAll();
    void laterRulesSeeEarlierSamples();
    void recordingWritesAndMarks();
    void recordingErrorsWriteNothing();
    void stringsAndMatricesAreErrors();
    void inheritKeepsAlertsAndMarksOrphans();
};

void TestGroupRunner::slotsArePrometheusOwn()
{
    Group group{"rules4.yml", "g1", 5s, 0, {}};
    const GroupRunner runner(group, 1min, {}, {});
    QCOMPARE(runner.interval(), base::Duration{5s});
    QCOMPARE(runner.slotAtOrBefore(43s).count(), (40s + 1938612259ns).count());
    QCOMPARE(runner.slotAtOrBefore(40s + 1938612259ns).count(), (40s + 1938612259ns).count());
    QCOMPARE(runner.slotAtOrBefore(40s + 1938612258ns).count(), (35s + 1938612259ns).count());
    group.name = "lim";
    QCOMPARE(GroupRunner(group, 1min, {}, {}).slotAtOrBefore(4s).count(), 937580346);
}

void TestGroupRunner::pendingThenFiringThenResolved()
{
    Bench bench("  - {alert: A, expr: m > 0, for: 1m, labels: {severity: warning}}\n");
    bench.set("s1", 0, 5);
    const auto first = bench.at(0);
    QCOMPARE(first.changes.size(), std::size_t{1});
    QVERIFY(first.changes[0].before == AlertState::Inactive && first.changes[0].alert.state == AlertState::Pending);
    QCOMPARE(first.changes[0].alert.identity->labels.toString(),
             "{alertname=\"A\", server=\"s1\", severity=\"warning\"}");
    QCOMPARE(first.changes[0].alert.identity->source.toString(), "m{server=\"s1\"}");
    QCOMPARE(bench.written(0, "ALERTS"),
             (Texts{R"(ALERTS{alertname="A", alertstate="pending", server="s1", severity="warning"} 1)"}));
    QVERIFY(bench.at(30).changes.empty());
    bench.set("s1", 60, 7);
    const auto fired = bench.at(60);
    QCOMPARE(fired.changes.size(), std::size_t{1});
    QVERIFY(fired.changes[0].before == AlertState::Pending && fired.changes[0].alert.state == AlertState::Firing);
    QCOMPARE(fired.changes[0].alert.value, 7.0);
    QCOMPARE(base::unixMs(fired.changes[0].alert.activeAt), 0);
    QCOMPARE(base::unixMs(fired.changes[0].alert.firedAt), 60000);
    QCOMPARE(bench.written(60, "ALERTS"),
             (Texts{R"(ALERTS{alertname="A", alertstate="firing", server="s1", severity="warning"} 1)",
                    R"(ALERTS{alertname="A", alertstate="pending", server="s1", severity="warning"} stale)"}));
    QCOMPARE(bench.written(60, "ALERTS_FOR_STATE"),
             (Texts{R"(ALERTS_FOR_STATE{alertname="A", server="s1", severity="warning"} 0)"}));
    bench.set("s1", 90, 0);
    const auto resolved = bench.at(90);
    QCOMPARE(resolved.changes.size(), std::size_t{1});
    QVERIFY(resolved.changes[0].before == AlertState::Firing
            && resolved.changes[0].alert.state == AlertState::Inactive);
    QVERIFY(resolved.changes[0].elementGone);
    QCOMPARE(resolved.changes[0].alert.value, 7.0);
    QCOMPARE(base::unixMs(resolved.changes[0].alert.resolvedAt), 90000);
    QCOMPARE(bench.written(90, "ALERTS_FOR_STATE"),
             (Texts{R"(ALERTS_FOR_STATE{alertname="A", server="s1", severity="warning"} stale)"}));
    const int batches = bench.store.batches;
    bench.at(120);
    QCOMPARE(bench.store.batches, batches);
}

void TestGroupRunner::keepsFiringAsDocumented()
{
    Bench bench("  - {alert: A, expr: m > 0, for: 1m, keep_firing_for: 1m}\n");
    bench.set("s", 0, 1);
    bench.set("s", 120, 0);
    const Texts expected{"s pending", "s pending", "s firing", "s firing", "s firing", "s firing", "s inactive"};
    for (int i = 0; i <= 6; ++i) {
        bench.at(i * 30);
        QCOMPARE(bench.states(), expected[static_cast<std::size_t>(i)]);
        if (i == 4) {
            QCOMPARE(base::unixMs(bench.runner->alerts()[0].keepFiringSince), 120000);
        }
    }
}

void TestGroupRunner::firesAtOnceWithoutFor()
{
    Bench bench("  - {alert: A, expr: m > 0}\n");
    bench.set("s", 0, 1);
    const auto result = bench.at(0);
    QCOMPARE(result.changes.size(), std::size_t{1});
    QVERIFY(result.changes[0].before == AlertState::Inactive && result.changes[0].alert.state == AlertState::Firing);
}

void TestGroupRunner::resolvedAlertsAreKeptForAQuarterHour()
{
    Bench bench("  - {alert: A, expr: m > 0}\n");
    bench.set("s", 0, 1);
    bench.at(0);
    bench.set("s", 30, 0);
    bench.at(30);
    bench.at(30 + 15 * 60);
    QCOMPARE(bench.states(), "s inactive");
    bench.at(31 + 15 * 60);
    QCOMPARE(bench.states(), "");
}

void TestGroupRunner::returningAlertStartsAnew()
{
    Bench bench("  - {alert: A, expr: m > 0, for: 30s}\n");
    bench.set("s", 0, 1);
    bench.at(0);
    bench.at(30);
    const auto id = bench.runner->alerts()[0].identity->id;
    bench.set("s", 60, 0);
    bench.at(60);
    bench.set("s", 90, 1);
    const auto back = bench.at(90);
    QCOMPARE(bench.states(), "s pending");
    QCOMPARE(base::unixMs(back.changes.at(0).alert.activeAt), 90000);
    QVERIFY(back.changes[0].alert.identity->id != id);
    bench.set("s", 100, 0);
    QVERIFY(bench.at(100).changes.at(0).before == AlertState::Pending);
    QCOMPARE(bench.states(), "");
}

void TestGroupRunner::firstTwoEvaluationsAreSilent()
{
    Bench bench("  - {alert: A, expr: m > 0}\n  - {record: r, expr: m}\n", false);
    bench.set("s", 0, 1);
    QCOMPARE(bench.at(0).changes.size(), std::size_t{1});
    QCOMPARE(bench.written(0, "r").size(), std::size_t{1});
    bench.at(30);
    QVERIFY(bench.written(0, "ALERTS").empty() && bench.written(30, "ALERTS").empty());
    bench.at(60);
    QCOMPARE(bench.written(60, "ALERTS").size(), std::size_t{1});
}

void TestGroupRunner::rawLabelTextsGoIntoAlertsSeries()
{
    Bench bench(
        "  - {alert: A, expr: m > 0, labels: {empty: '{{ $labels.nope }}', server: '{{ $labels.nope }}', alertname: x,"
        " copy: '{{ $labels.server }}'}}\n");
    bench.set("s", 0, 1);
    bench.at(0);
    QCOMPARE(bench.runner->alerts()[0].identity->labels.toString(), R"({alertname="A", copy="s"})");
    QCOMPARE(bench.written(0, "ALERTS"),
             (Texts{R"(ALERTS{alertname="A", alertstate="firing", copy="s", empty="{{ $labels.nope }}", )"
                    R"(server="{{ $labels.nope }}"} 1)"}));
}

void TestGroupRunner::sameLabelsAreAnErrorAndFreeze()
{
    Bench bench("  - {alert: A, expr: m > 0, for: 30s, labels: {server: ''}}\n");
    bench.set("s1", 0, 1);
    bench.at(0);
    bench.set("s2", 30, 1);
    QVERIFY(bench.at(30).changes.empty());
    const RuleStatus status = bench.runner->status()[0];
    QVERIFY(status.health == RuleHealth::Error);
    QCOMPARE(status.lastError.message, "vector contains metrics with the same labelset after applying alert labels");
    QVERIFY(bench.runner->alerts()[0].state == AlertState::Pending);
    QVERIFY(bench.written(30, "ALERTS").empty());
    bench.set("s1", 60, 0); // now s2 alone stands for the same alert, which goes on
    QCOMPARE(bench.at(60).changes.size(), std::size_t{1});
    QVERIFY(bench.runner->status()[0].health == RuleHealth::Ok);
    QVERIFY(bench.runner->alerts()[0].state == AlertState::Firing);
    QCOMPARE(bench.runner->alerts()[0].identity->source.toString(), "m{server=\"s2\"}");
}

void TestGroupRunner::limitForgetsAll()
{
    Bench bench("  - {alert: A, expr: m > 0, for: 30s}\n", true, "  limit: 1\n");
    bench.set("s1", 0, 1);
    bench.at(0);
    bench.set("s2", 30, 1);
    bench.at(30);
    QCOMPARE(bench.runner->status()[0].lastError.message, "exceeded limit of 1 with 2 alerts");
    QCOMPARE(bench.states(), "");
    bench.set("s2", 60, 0);
    bench.at(60);
    QCOMPARE(bench.states(), "s1 pending");
}

void TestGroupRunner::laterRulesSeeEarlierSamples()
{
    Bench bench("  - {record: r, expr: m}\n  - {alert: A, expr: r > 0}\n  - {record: q, expr: ALERTS}\n");
    bench.set("s", 0, 1);
    bench.at(0);
    QCOMPARE(bench.states(), "s firing");
    QCOMPARE(bench.written(0, "q").size(), std::size_t{1});
}

void TestGroupRunner::recordingWritesAndMarks()
{
    Bench bench("  - {record: r, expr: m > 0, labels: {a: '{{ $value }}', server: ''}}\n  - {record: one, expr: 1}\n");
    bench.set("s", 0, 2);
    bench.at(0);
    QCOMPARE(bench.written(0, "r"), (Texts{R"(r{a="{{ $value }}"} 2)"}));
    QCOMPARE(bench.written(0, "one"), (Texts{"one 1"}));
    bench.set("s", 30, 0);
    bench.at(30);
    QCOMPARE(bench.written(30, "r"), (Texts{R"(r{a="{{ $value }}"} stale)"}));
    bench.at(60);
    QVERIFY(bench.written(60, "r").empty());
}

void TestGroupRunner::recordingErrorsWriteNothing()
{
    Bench bench("  - {record: r, expr: m > 0, labels: {server: ''}}\n  - {record: q, expr: m}\n", true, "  limit: 2\n");
    bench.set("s1", 0, 1);
    bench.at(0);
    bench.set("s2", 30, 1);
    bench.set("s3", 30, 1);
    bench.at(30);
    QCOMPARE(bench.runner->status()[0].lastError.message,
             "vector contains metrics with the same labelset after applying rule labels");
    QCOMPARE(bench.runner->status()[1].lastError.message, "exceeded limit of 2 with 3 series");
    QVERIFY(bench.written(30, "r").empty() && bench.written(30, "q").empty());
    bench.set("s1", 60, 0);
    bench.set("s2", 60, 0);
    bench.set("s3", 60, 0);
    bench.at(60); // what the last good evaluation wrote is marked only now
    QCOMPARE(bench.written(60, "r"), (Texts{"r stale"}));
}

void TestGroupRunner::stringsAndMatricesAreErrors()
{
    Bench bench("  - {alert: A, expr: '\"x\"'}\n  - {alert: B, expr: 1}\n");
    bench.at(0);
    QCOMPARE(bench.runner->status()[0].lastError.message, "rule result is not a vector or scalar");
    QCOMPARE(bench.runner->alerts().size(), std::size_t{1});
    QCOMPARE(bench.runner->alerts()[0].identity->labels.toString(), R"({alertname="B"})");
}

void TestGroupRunner::inheritKeepsAlertsAndMarksOrphans()
{
    Bench bench(
        "  - {alert: A, expr: m > 0, for: 1m}\n  - {alert: A, expr: m > 1, for: 1m}\n  - {record: r, expr: m}\n");
    bench.set("s", 0, 5);
    bench.at(0);
    const auto id = bench.runner->alerts()[0].identity->id;
    bench.runner->evaluate(base::fromUnixMs(30000));
    auto next = bench.make("  - {alert: A, expr: m > 0, for: 2m}\n");
    next->inherit(*bench.runner);
    bench.runner = std::move(next);
    QCOMPARE(bench.states(), "s pending");
    QCOMPARE(bench.runner->alerts()[0].identity->id, id);
    QVERIFY(bench.at(60).changes.empty());
    QCOMPARE(bench.written(60, "ALERTS").size(), std::size_t{1});
    QCOMPARE(bench.written(60, "r"), (Texts{R"(r{server="s"} stale)"}));
    QVERIFY(bench.at(120).changes.at(0).alert.state == AlertState::Firing);
    QCOMPARE(bench.written(120, "r").size(), std::size_t{0});
}

QTEST_APPLESS_MAIN(TestGroupRunner)

} // namespace tst_grouprunner

#include "tst_grouprunner.moc"
