#include "models/rules/grouprunner.h"
#include "tests/rules/teststore.h"

#include <QTest>

namespace tst_restoration {

using namespace checkwatch;
using namespace checkwatch::rules;
using namespace std::chrono_literals;
using metrics::Labels;
using rules::test::TestStore;

namespace {

/// Seconds since 1970 of the second evaluation, after which alerts get their start back.
constexpr int evaluatedAt = 1'800'000;
/// The wall clock then: evaluations begin a little after their slot.
constexpr base::Timestamp now = base::fromUnixMs(evaluatedAt * 1000LL + 40);

Labels stateOf(const char* server, const char* severity = "page")
{
    return Labels{{"__name__", "ALERTS_FOR_STATE"}, {"alertname", "A"}, {"server", server}, {"severity", severity}};
}

/// A rule group over a store that has what a program left behind.
struct Restart
{
    TestStore store;
    std::unique_ptr<GroupRunner> runner;

    explicit Restart(const std::string& holdFor)
    {
        auto file = parseRuleFile("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: m > 0\n    for: " + holdFor
                                      + "\n    labels: {severity: page}\n",
                                  "f.yml");
        if (!file) {
            qFatal("%s", file.error().message.c_str());
        }
        GroupContext context{&store, [this](const metrics::ScrapeBatch& batch) { store.append(batch); }, {}, {}};
        runner = std::make_unique<GroupRunner>(file->groups[0], 15s, promql::EngineOptions{}, std::move(context));
    }
    /// The alert was active from `since` on and was last seen at `down`; both seconds before now.
    void left(const char* server, int since, int down)
    {
        store.add(stateOf(server), (evaluatedAt - down) * 1000LL + 500, evaluatedAt - since);
    }
    void evaluate(int seconds)
    {
        store.add(Labels{{"__name__", "m"}, {"server", "web"}}, (evaluatedAt + seconds) * 1000LL, 1);
        runner->evaluate(base::fromUnixMs((evaluatedAt + seconds) * 1000LL));
        runner->restore(store, now + base::Duration{seconds * 1000});
    }
    void begin()
    {
        evaluate(-15);
        evaluate(0);
    }
    [[nodiscard]] base::Timestamp activeAt() const { return runner->alerts().front().activeAt; }
};

base::Timestamp before(int seconds, int ms = 0)
{
    return base::fromUnixMs((evaluatedAt - seconds) * 1000LL + ms);
}

} // namespace

/// The cases of guides: prometheus 3.5, that is RestoreForState() in Prometheus' rules/group.go.
class TestRestoration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void alertsGetTheirStartBack_data()
    {
        QTest::addColumn<QString>("holdFor");
        QTest::addColumn<int>("since");
        QTest::addColumn<int>("down");
        QTest::addColumn<qint64>("expected");
        const auto ms = [](base::Timestamp time) { return static_cast<qint64>(base::unixMs(time)); };
        const qint64 anew = ms(before(15));
        QTest::newRow("for is shorter than the grace period") << "9m59s" << 500 << 60 << anew;
        QTest::newRow("it was firing") << "30m" << 2400 << 60 << ms(before(2400));
        QTest::newRow("for had passed to the second") << "30m" << 1860 << 60 << ms(before(1860));
        QTest::newRow("a second was left") << "30m" << 1859 << 60 << ms(now + 10min - 30min);
        QTest::newRow("less than the grace period was left") << "30m" << 1500 << 60 << ms(now + 10min - 30min);
        QTest::newRow("the grace period was left") << "30m" << 1260 << 60 << ms(before(1260) + (now - before(60)));
        QTest::newRow("more was left, the outage does not count")
            << "30m" << 600 << 300 << ms(before(600) + (now - before(300)));
        QTest::newRow("for is the grace period") << "10m" << 60 << 60 << ms(before(60) + (now - before(60)));
        QTest::newRow("the outage is as long as tolerated")
            << "2h" << 4000 << 3600 << ms(before(4000) + (now - before(3600)));
        QTest::newRow("the outage was longer") << "2h" << 4000 << 3601 << anew;
    }
    void alertsGetTheirStartBack()
    {
        QFETCH(QString, holdFor);
        QFETCH(int, since);
        QFETCH(int, down);
        QFETCH(qint64, expected);
        Restart restart(holdFor.toStdString());
        restart.left("web", since, down);
        restart.begin();
        QCOMPARE(static_cast<qint64>(base::unixMs(restart.activeAt())), expected);
    }
    void anAlertThatHadEndedBeginsAnew()
    {
        Restart restart("30m");
        restart.left("web", 2400, 90);
        restart.store.add(stateOf("web"), (evaluatedAt - 60) * 1000LL, metrics::staleValue());
        restart.begin();
        QCOMPARE(restart.activeAt(), before(15));
    }
    void onlyTheSameLabelsCount()
    {
        Restart restart("30m");
        restart.left("other", 2400, 60);
        restart.store.add(stateOf("web", "ticket"), (evaluatedAt - 60) * 1000LL, evaluatedAt - 2400);
        restart.begin();
        QCOMPARE(restart.activeAt(), before(15));
    }
    void itHappensOnceAfterTheSecondEvaluation()
    {
        Restart restart("30m");
        restart.left("web", 2400, 60);
        restart.evaluate(-15);
        QCOMPARE(restart.activeAt(), before(15));
        restart.evaluate(0);
        QCOMPARE(restart.activeAt(), before(2400));
        QVERIFY(restart.store.at(evaluatedAt * 1000LL, "ALERTS").empty());
        restart.store.add(stateOf("web"), (evaluatedAt + 1) * 1000LL, 1);
        restart.evaluate(15);
        QCOMPARE(restart.activeAt(), before(2400));
        QVERIFY(restart.runner->alerts().front().state == AlertState::Firing);
        QCOMPARE(restart.store.at((evaluatedAt + 15) * 1000LL, "ALERTS").size(), std::size_t{1});
    }
    void rulesThatAreAddedLaterBeginAnew()
    {
        Restart restart("30m");
        restart.left("web", 2400, 60);
        restart.runner->setRestored();
        restart.begin();
        QCOMPARE(restart.activeAt(), before(15));
    }
};

QTEST_APPLESS_MAIN(TestRestoration)

} // namespace tst_restoration

#include "tst_restoration.moc"
