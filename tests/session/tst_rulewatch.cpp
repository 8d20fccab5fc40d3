#include "models/session/rulewatch.h"
#include "tests/session/enginerig.h"

#include <QTest>

namespace tst_rulewatch {

using namespace checkwatch;
using namespace checkwatch::enginerig;
using std::chrono::seconds;

namespace {

constexpr base::Timestamp start{base::Duration{1'800'000'000'000}};

const rules::RuleStatus* ruleNamed(const Rig& rig, const std::string& name)
{
    for (const rules::RuleStatus& rule : rig.snapshot->rules) {
        if (rule.rule->name == name) {
            return &rule;
        }
    }
    return nullptr;
}

QStringList codes(const rules::RuleStatus* rule)
{
    QStringList out;
    if (rule == nullptr || !rule->verdict) {
        return {QStringLiteral("no verdict")};
    }
    for (const rules::Finding& finding : rule->verdict->findings) {
        out << QString::fromUtf8(nameOf(finding.severity).data()) + QLatin1Char(' ')
                + QString::fromUtf8(nameOf(finding.code).data());
    }
    return out;
}

} // namespace

/// A running engine says of its rules whether they can fire here.
class TestRuleWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dueAtLoadAndRarelyAfter()
    {
        session::RuleWatch watch;
        QVERIFY(watch.due(start, 1));
        watch.restart(start);
        watch.checked(start, 1);
        QVERIFY(!watch.due(start + seconds{100}, 1)); // nothing has changed
        QVERIFY(!watch.due(start + seconds{4}, 2));   // just looked
        QVERIFY(watch.due(start + seconds{5}, 2));    // exporters answer for the first time
        watch.checked(start + seconds{70}, 2);
        QVERIFY(!watch.due(start + seconds{99}, 3));
        QVERIFY(watch.due(start + seconds{100}, 3));
        watch.checked(start + seconds{100}, 3);
        watch.restart(start + seconds{101});
        QVERIFY(watch.due(start + seconds{101}, 3));
    }

    void verdictsFollowTheData()
    {
        const rules::Group own = groupOf("  - {alert: Own, expr: haproxy_server_weight > 5}\n"
                                         "  - {alert: Gone, expr: haproxy_server_nothing > 5}\n"
                                         "  - {alert: Slow, expr: 'rate(haproxy_server_weight_total[5s]) > 1'}\n");
        Rig rig(start, {own});
        rig.evaluate();
        // Before anything has been scraped only what follows from numbers is said.
        rig.snapshot = rig.engine.snapshot(rig.now);
        QCOMPARE(codes(ruleNamed(rig, "Gone")), QStringList());
        QCOMPARE(codes(ruleNamed(rig, "Slow")), QStringList{"may_miss window_often_short"});
        int failures = 0;
        rig.flap(40, failures);
        rig.snapshot = rig.engine.snapshot(rig.now);
        QCOMPARE(codes(ruleNamed(rig, "Own")), QStringList());
        QCOMPARE(codes(ruleNamed(rig, "Gone")), QStringList{"cannot_fire metric_missing"});
        QVERIFY(ruleNamed(rig, "Gone")->group->name == "g");
        const auto* headline = ruleNamed(rig, "HaproxyServerHealthcheckFailure");
        QVERIFY(headline != nullptr && headline->verdict && !headline->verdict->shapes.empty());
        QVERIFY(!headline->verdict->cannotFire());
    }

    void aReloadIsCheckedAtOnce()
    {
        Rig rig(start);
        int failures = 0;
        rig.flap(90, failures);
        const rules::Group own = groupOf("  - {alert: Gone, expr: haproxy_server_nothing > 5}\n");
        config::Config slow = configuration();
        slow.scrapeConfigs.front().interval = seconds{60};
        rig.engine.reconfigure(slow, {own}, rig.now);
        rig.now += seconds{1};
        rig.evaluate();
        rig.snapshot = rig.engine.snapshot(rig.now);
        QCOMPARE(codes(ruleNamed(rig, "Gone")), QStringList{"cannot_fire metric_missing"});
        const auto* headline = ruleNamed(rig, "HaproxyServerHealthcheckFailure");
        QVERIFY(headline->verdict->mayMiss());
        // Closed windows at 60 s: only an evaluation at the very millisecond of a scrape sees two samples.
        QVERIFY(codes(headline).contains(QStringLiteral("may_miss window_often_short")));
    }

    void anExporterThatIsAwayMakesNoRuleBlind()
    {
        Rig rig(start, {groupOf("  - {alert: Own, expr: haproxy_server_weight > 5}\n")});
        int failures = 0;
        rig.flap(90, failures);
        rig.snapshot = rig.engine.snapshot(rig.now);
        QCOMPARE(codes(ruleNamed(rig, "Own")), QStringList());
        const auto step = [&](bool answers) {
            rig.now += seconds{5};
            if (answers) {
                rig.scrape(oneServer("UP", "L4OK", failures));
            } else {
                rig.failScrape();
            }
            rig.evaluate();
            rig.snapshot = rig.engine.snapshot(rig.now);
        };
        step(false);
        step(false);
        const auto* rule = ruleNamed(rig, "Own");
        QCOMPARE(codes(rule), QStringList{"no_data target_away"});
        QVERIFY(rule->verdict->noData());
        step(true);
        step(true);
        QCOMPARE(codes(ruleNamed(rig, "Own")), QStringList());
    }

    void theExplanationSaysWhatTheRuleCannotTell()
    {
        Rig rig(start);
        int failures = 0;
        rig.flap(30, failures);
        const auto explanation = rig.engine.explain(1, {rig.row("app/web")->identity->id, 0, {}, {}}, rig.now);
        QVERIFY(!explanation->cannotTell.empty());
        QVERIFY2(explanation->cannotTell.front().find("for a server that dies and stays dead") != std::string::npos,
                 explanation->cannotTell.front().c_str());
        QVERIFY(explanation->cannotTell.size() <= 4);
    }
};

QTEST_GUILESS_MAIN(TestRuleWatch)

} // namespace tst_rulewatch

#include "tst_rulewatch.moc"
