#include "tests/session/enginerig.h"

#include <QTest>

namespace tst_enginechanges {

using namespace checkwatch;
using namespace checkwatch::enginerig;

namespace {

const metrics::Labels up{{"__name__", "up"}, {"instance", "lb:8404"}};
const metrics::Labels window{{"__name__", "window:samples"}};
const metrics::Labels weight{{"__name__", "haproxy_server_weight"}, {"server", "web"}};

} // namespace

/// A running engine gets another configuration.
class TestEngineChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unchangedGroupsKeepTheirAlerts()
    {
        const rules::Group own = groupOf("  - {alert: Own, expr: haproxy_server_weight > 0, for: 30s}\n");
        Rig rig({}, {own});
        rig.now = base::fromUnixMs(1'800'000'000'000);
        int failures = 0;
        rig.flap(20, failures);
        const base::Timestamp since = activeAt(rig, "Own");
        QVERIFY(base::unixMs(since) != 0);
        config::Config changed = configuration();
        changed.externalLabels.emplace("site", "b");
        rig.engine.reconfigure(changed, {own}, rig.now);
        rig.flap(20, failures);
        QVERIFY(activeAt(rig, "Own") == since);

        rules::Group more = groupOf("  - {alert: Own, expr: haproxy_server_weight > 0, for: 30s}\n"
                                    "  - {alert: Other, expr: vector(1)}\n");
        rig.engine.reconfigure(changed, {more}, rig.now);
        rig.flap(10, failures);
        QVERIFY(activeAt(rig, "Own") == since); // the rule is the same, its group is not
        QVERIFY(base::unixMs(activeAt(rig, "Other")) != 0);
        rig.engine.reconfigure(changed, {}, rig.now);
        rig.flap(5, failures);
        QVERIFY(base::unixMs(activeAt(rig, "Own")) == 0);
    }

    void otherHealthAlertsCoverAtOnce()
    {
        Rig rig;
        int failures = 0;
        rig.flap(90, failures);
        QCOMPARE(rig.row("app/web")->shown, fleet::Shown::Firing);
        config::Config changed = configuration();
        changed.checkwatch.healthAlerts = {"Another"};
        rig.engine.reconfigure(changed, {}, rig.now);
        rig.flap(5, failures);
        QVERIFY(rig.row("app/web")->shown != fleet::Shown::Firing);
        rig.engine.reconfigure(configuration(), {}, rig.now);
        rig.flap(5, failures);
        QCOMPARE(rig.row("app/web")->shown, fleet::Shown::Firing);
    }

    void aShorterRetentionDropsWhatIsOlder()
    {
        Rig rig;
        int failures = 0;
        rig.flap(400, failures);
        const std::uint64_t samples = rig.engine.store().stats().samples;
        config::Config changed = configuration();
        changed.checkwatch.retentionTime = std::chrono::minutes{1};
        rig.engine.reconfigure(changed, {}, rig.now);
        rig.flap(400, failures);
        QVERIFY(rig.engine.store().stats().samples < samples);
    }

    void otherWindowBoundariesReachUnchangedGroups()
    {
        const rules::Group own = groupOf("  - {record: window:samples, expr: 'count_over_time(vector(1)[1s:1ms])'}\n");
        Rig rig({}, {own});
        rig.now = base::fromUnixMs(1'800'000'000'000);
        int failures = 0;
        rig.flap(60, failures);
        QCOMPARE(rig.value(window), std::optional<double>(1001));
        config::Config changed = configuration();
        changed.checkwatch.compat = promql::Compat::Prometheus3;
        rig.engine.reconfigure(changed, {own}, rig.now);
        rig.flap(60, failures);
        QCOMPARE(rig.value(window), std::optional<double>(1000));
    }

    void seriesOfARemovedGroupEndAfterTwoIntervals()
    {
        Rig rig({}, {groupOf("  - {record: kept:one, expr: vector(1)}\n")});
        rig.now = base::fromUnixMs(1'800'000'000'000);
        int failures = 0;
        rig.flap(20, failures);
        QCOMPARE(rig.value({{"__name__", "kept:one"}}), std::optional<double>(1));
        const base::Timestamp stop = rig.now;
        rig.engine.reconfigure(configuration(), {}, stop);
        rig.now = stop + interval + interval / 2;
        rig.evaluate();
        QCOMPARE(rig.value({{"__name__", "kept:one"}}), std::optional<double>(1));
        rig.now = stop + 2 * interval;
        rig.evaluate();
        QCOMPARE(rig.value({{"__name__", "kept:one"}}), std::optional<double>());
    }

    void seriesOfARemovedTargetEndAfterTwoTicks()
    {
        Rig rig;
        int failures = 0;
        rig.flap(20, failures);
        const base::Timestamp removed = rig.now;
        rig.engine.setTargets({}, rig.now);
        rig.engine.onEnded(7, rig.cache->end(rig.now), rig.now);
        QVERIFY(rig.row("app/web") == nullptr); // people see no more of it at once
        rig.now = removed + interval;
        rig.evaluate();
        QCOMPARE(rig.value(up), std::optional<double>(1));
        rig.now = removed + 2 * interval + interval / 10;
        rig.evaluate();
        QCOMPARE(rig.value(up), std::optional<double>());
        QCOMPARE(rig.value(weight), std::optional<double>());
    }
    void seriesOfARemovedJobAgeOut()
    {
        Rig rig;
        int failures = 0;
        rig.flap(20, failures);
        config::Config none = configuration();
        none.scrapeConfigs.clear();
        rig.engine.reconfigure(none, {}, rig.now);
        rig.engine.setTargets({}, rig.now);
        rig.engine.onEnded(7, rig.cache->end(rig.now), rig.now);
        rig.now += 10 * interval;
        rig.evaluate();
        QCOMPARE(rig.value(up), std::optional<double>(1));
        rig.now += std::chrono::minutes{5};
        QCOMPARE(rig.value(up), std::optional<double>());
    }
    void aTargetThatComesBackInTimeHasNoGap()
    {
        Rig rig;
        int failures = 0;
        rig.flap(20, failures);
        rig.engine.setTargets({}, rig.now);
        rig.restartExporter();
        rig.engine.setTargets({target()}, rig.now);
        rig.flap(20, failures);
        QCOMPARE(rig.value(up), std::optional<double>(1));
        QCOMPARE(rig.value(weight), std::optional<double>(1));
    }

    /// Other limits number the series anew; nobody sees anything of it.
    void aTargetThatBeginsAnewKeepsItsServersAndAlerts()
    {
        Rig rig;
        int failures = 0;
        rig.flap(90, failures);
        const fleet::ServerId id = rig.row("app/web")->identity->id;
        QCOMPARE(rig.row("app/web")->shown, fleet::Shown::Firing);
        const std::uint64_t events = rig.snapshot->events->back().number;
        sources::Target limited = target();
        limited.config.labelLimit = 30;
        rig.engine.setTargets({limited}, rig.now);
        rig.restartExporter({.targetLabels = {}, .labelLimit = 30});
        QCOMPARE(rig.row("app/web")->shown, fleet::Shown::Firing);
        rig.flap(60, failures);
        QCOMPARE(rig.row("app/web")->shown, fleet::Shown::Firing);
        QCOMPARE(rig.row("app/web")->identity->id, id);
        QVERIFY(rig.row("app/web")->increase > 0);
        for (const fleet::Event& event : *rig.snapshot->events) {
            const bool cameOrWent = event.kind >= fleet::EventKind::TargetDown
                || (event.kind == fleet::EventKind::ServerState && (event.after == "GONE" || event.before.empty()));
            QVERIFY2(event.number <= events || !cameOrWent, event.detail.c_str());
            QVERIFY2(event.number <= events || event.name != "HaproxyServerHealthcheckFailure", event.after.c_str());
        }
        QCOMPARE(rig.value(weight), std::optional<double>(1));
        rig.scrape(oneServer("DOWN", "L4CON", failures));
        QCOMPARE(rig.row("app/web")->state, haproxy::ServerState::Down);
    }
    void aLimitThatIsTooLowIsToldAndCanBeRaisedAgain()
    {
        Rig rig;
        int failures = 0;
        rig.flap(20, failures);
        rig.engine.setTargets({target()}, rig.now);
        rig.restartExporter({.targetLabels = {}, .sampleLimit = 3});
        rig.flap(30, failures);
        QCOMPARE(rig.row("app/web")->shown, fleet::Shown::Stale);
        QVERIFY2(rig.snapshot->targets.front().lastError.message.starts_with("sample_limit exceeded"),
                 rig.snapshot->targets.front().lastError.message.c_str());
        rig.engine.setTargets({target()}, rig.now);
        rig.restartExporter();
        rig.flap(10, failures);
        QCOMPARE(rig.row("app/web")->state, haproxy::ServerState::Up);
        QVERIFY(rig.row("app/web")->shown != fleet::Shown::Stale);
    }
    void aServerThatIsGoneAfterTheNewBeginningIsGone()
    {
        Rig rig;
        int failures = 0;
        rig.flap(20, failures);
        rig.engine.setTargets({target()}, rig.now);
        rig.restartExporter();
        rig.scrape("haproxy_server_status{proxy=\"app\",server=\"other\",state=\"UP\"} 1\n");
        QVERIFY(rig.row("app/web") == nullptr);
        QVERIFY(rig.row("app/other") != nullptr);
    }

private:
    static base::Timestamp activeAt(Rig& rig, std::string_view name)
    {
        rig.snapshot = rig.engine.snapshot(rig.now);
        for (const fleet::AlertRow& alert : *rig.snapshot->alerts) {
            if (alert.alert.identity->labels.get("alertname") == name) {
                return alert.alert.activeAt;
            }
        }
        return {};
    }
};

QTEST_APPLESS_MAIN(TestEngineChanges)

} // namespace tst_enginechanges

#include "tst_enginechanges.moc"
