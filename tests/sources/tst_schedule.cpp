#include "models/sources/alertmanagers.h"
#include "models/sources/schedule.h"
#include "models/sources/target.h"

#include <QTest>

#include <random>

namespace tst_schedule {

using namespace checkwatch;
using namespace checkwatch::sources;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t hash = 0x268d5ab0983ebab0ULL;
constexpr std::uint64_t seed = 0x60c1e1ae1e296ef2ULL;

metrics::Labels prometheusTarget()
{
    return {{"__address__", "127.0.0.1:23103"},
            {"__metrics_path__", "/metrics"},
            {"__scheme__", "http"},
            {"__scrape_interval__", "7s"},
            {"__scrape_timeout__", "1s"},
            {"instance", "127.0.0.1:23103"},
            {"job", "j"}};
}

/// Waits for the tick, plus `late`, and takes it.
base::Timestamp takeNext(Schedule& schedule, base::ManualClock& clock, base::Duration late = 0ms)
{
    clock.advance(std::chrono::ceil<base::Duration>(schedule.due() - clock.monotonic()) + late);
    return schedule.take(clock);
}

config::Config configOf(config::ScrapeConfig job, const std::vector<config::StaticTargets>& targets)
{
    job.jobName = std::string("j"); // g++ 12 warns wrongly of an overlapping copy otherwise
    job.staticConfigs = targets;
    config::Config config;
    config.scrapeConfigs.push_back(std::move(job));
    return config;
}

} // namespace

class TestSchedule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The figures were measured on Prometheus 2.42 (guides: prometheus 1.8).
    void hashesAsPrometheus()
    {
        QCOMPARE(targetHash(prometheusTarget(), "http://127.0.0.1:23103/metrics"), hash);
        QCOMPARE(offsetSeed("localhost", {{"e", "E1"}}), seed);
        QCOMPARE(offsetSeed("a", {}), fnv1a64("a{}"));
        QCOMPARE(offsetSeed("a", {{"y", "2"}, {"x", "1"}}), fnv1a64("a{x=\"1\", y=\"2\"}"));
    }
    void ticksLieOnTheOffset()
    {
        base::ManualClock clock(base::fromUnixMs(1'669'150'000'123));
        Schedule schedule(7s, hash ^ seed, clock);
        for (int i = 0; i < 3; ++i) {
            const base::Timestamp time = takeNext(schedule, clock);
            QCOMPARE(base::unixMs(time) % 7000, 5658);
            QVERIFY(time - clock.wall() <= 1ms && clock.wall() - time <= 1ms);
        }
    }
    void latenessWithinTheToleranceIsHidden_data()
    {
        QTest::addColumn<int>("interval");
        QTest::addColumn<int>("late");
        QTest::addColumn<bool>("aligned");
        QTest::newRow("on time") << 1000 << 0 << true;
        QTest::newRow("2 ms late") << 1000 << 2 << true;
        QTest::newRow("3 ms late") << 1000 << 3 << false;
        QTest::newRow("short interval") << 200 << 2 << false;
    }
    void latenessWithinTheToleranceIsHidden()
    {
        QFETCH(int, interval);
        QFETCH(int, late);
        QFETCH(bool, aligned);
        base::ManualClock clock(base::fromUnixMs(1'000'000'000'000));
        Schedule schedule(base::Duration(interval), 0, clock);
        takeNext(schedule, clock);
        const base::Timestamp time = takeNext(schedule, clock, base::Duration(late));
        QCOMPARE(base::unixMs(time) % interval, aligned ? 0 : late);
    }
    void missedTicksAreSkipped()
    {
        base::ManualClock clock(base::fromUnixMs(1'000'000'000'000));
        Schedule schedule(1s, 0, clock);
        takeNext(schedule, clock, 3500ms);
        QCOMPARE(schedule.due() - clock.monotonic(), std::chrono::nanoseconds(500ms));
        QCOMPARE(base::unixMs(takeNext(schedule, clock)) % 1000, 0);
    }
    void wallClockStepsMoveNoTick_data()
    {
        QTest::addColumn<qint64>("step");
        for (const qint64 step : {600'000LL, 86'400'000LL, -21'600'000LL, -2'592'000'000LL, 5LL, -5LL}) {
            QTest::addRow("%lld ms", static_cast<long long>(step)) << step;
        }
    }
    void wallClockStepsMoveNoTick()
    {
        QFETCH(qint64, step);
        base::ManualClock clock(base::fromUnixMs(1'700'000'000'000));
        Schedule schedule(1s, 0, clock);
        base::Timestamp last = takeNext(schedule, clock);
        clock.stepWall(base::Duration(step));
        QCOMPARE(takeNext(schedule, clock), last + 1s + base::Duration(step));
        last = takeNext(schedule, clock, 2ms);
        QCOMPARE(last, clock.wall() - 2ms); // aligned on the ticks' new names
        for (int i = 1; i <= 5; ++i) {
            QCOMPARE(takeNext(schedule, clock), last + i * 1s);
        }
    }
    void fourHundredDaysDoNotDrift()
    {
        base::ManualClock clock(base::fromUnixMs(1'700'000'000'000));
        Schedule schedule(15s, 4'000'000'000ULL, clock);
        std::mt19937 random(1);
        for (int i = 0; i < 400 * 24 * 60 * 4; ++i) {
            const base::Timestamp time = takeNext(schedule, clock, base::Duration(random() % 3));
            QVERIFY(base::unixMs(time) % 15'000 == 4000);
        }
    }

    void targetsAreMadeAsPrometheusDoes()
    {
        config::ScrapeConfig job;
        job.interval = 7s;
        job.timeout = 1s;
        const std::vector<Target> targets = targetsOf(configOf(job, {{{"127.0.0.1:23103"}, {}}}));
        QCOMPARE(targets.size(), std::size_t{1});
        QCOMPARE(targets[0].url, "http://127.0.0.1:23103/metrics");
        QCOMPARE(targets[0].labels.toString(), "{instance=\"127.0.0.1:23103\", job=\"j\"}");
        QCOMPARE(targets[0].offsetHash, hash ^ offsetSeed(QSysInfo::machineHostName().toStdString(), {}));
    }
    void urls_data()
    {
        QTest::addColumn<std::string>("address");
        QTest::addColumn<std::string>("path");
        QTest::addColumn<std::string>("url");
        const auto row = [](const char* name, const char* address, const char* path, const char* url) {
            QTest::newRow(name) << std::string(address) << std::string(path) << std::string(url);
        };
        row("no port", "lb1", "/metrics", "http://lb1:80/metrics?scope=server&scope=a+b%26");
        row("IPv6", "[::1]", "/metrics", "http://[::1]:80/metrics?scope=server&scope=a+b%26");
        row("IPv6 with port", "[::1]:9", "/metrics", "http://[::1]:9/metrics?scope=server&scope=a+b%26");
        row("CSV", "lb1:8404", "/stats;csv", "http://lb1:8404/stats;csv?scope=server&scope=a+b%26");
        row("odd path", "lb1:1", "a b?c", "http://lb1:1/a%20b%3Fc?scope=server&scope=a+b%26");
    }
    void urls()
    {
        QFETCH(std::string, address);
        QFETCH(std::string, path);
        QFETCH(std::string, url);
        config::ScrapeConfig job;
        job.metricsPath = path;
        job.params = {{"scope", {"server", "a b&"}}};
        QCOMPARE(targetsOf(configOf(job, {{{address}, {}}}))[0].url, url);
    }
    void labelsOverrideTheJob()
    {
        const Target target = targetsOf(configOf({},
                                                 {{{"lb1"},
                                                   {{"job", "other"},
                                                    {"__scheme__", "https"},
                                                    {"dc", "x"},
                                                    {"__param_scope", "server"},
                                                    {"instance", "LB"},
                                                    {"__scrape_interval__", "3s"},
                                                    {"__scrape_timeout__", "2s"}}}}))[0];
        QCOMPARE(target.url, "https://lb1:443/metrics?scope=server");
        QCOMPARE(target.labels.toString(), "{dc=\"x\", instance=\"LB\", job=\"other\"}");
        QCOMPARE(target.config.interval, base::Duration(3s));
    }
    void whatRelabellingLeavesIsScraped()
    {
        config::ScrapeConfig job;
        job.line = 7;
        job.relabelling = *metrics::Relabelling::create(
            {{.action = metrics::RelabelAction::Drop, .sourceLabels = {"dc"}, .regex = "old"},
             {.sourceLabels = {"to"}, .regex = "(.+)", .targetLabel = "__address__"},
             {.sourceLabels = {"every"}, .regex = "(.+)", .targetLabel = "__scrape_interval__"},
             {.action = metrics::RelabelAction::LabelMap, .regex = "__address__", .replacement = "address"}});
        config::Config config = configOf(job,
                                         {{{"lb1"}, {{"dc", "old"}}},
                                          {{"lb2"}, {{"to", "lb3:1"}}},
                                          {{"lb4"}, {{"to", "a/b"}}},
                                          {{"lb5"}, {{"every", "1s"}}}});
        const std::vector<Target> targets = targetsOf(config);
        QCOMPARE(targets.size(), std::size_t{1});
        QCOMPARE(targets[0].url, "http://lb3:1/metrics");
        QCOMPARE(targets[0].labels.toString(), R"({address="lb3:1", instance="lb3:1", job="j", to="lb3:1"})");
        QCOMPARE(
            targetComplaints(config),
            std::vector<std::string>{
                "line 7: 2 targets of job \"j\" are not scraped: lb4: \"a/b\" is not a valid hostname; lb5: scrape "
                "timeout cannot be greater than scrape interval (\"10s\" > \"1s\")"});
        config.scrapeConfigs[0].staticConfigs.resize(3);
        QCOMPARE(targetComplaints(config),
                 std::vector<std::string>{
                     "line 7: target lb4 of job \"j\" is not scraped: \"a/b\" is not a valid hostname"});
        config.scrapeConfigs[0].staticConfigs[2].targets.assign(4'000, "lb4");
        QCOMPARE(targetComplaints(config).size(), std::size_t{1});
        QVERIFY(
            targetComplaints(config).front().starts_with("line 7: 4000 targets of job \"j\" are not scraped: lb4: "));
        QVERIFY(targetComplaints(config).front().ends_with("; and 3997 more"));
        config.scrapeConfigs[0].staticConfigs.resize(1);
        QCOMPARE(targetComplaints(config),
                 std::vector<std::string>{"line 7: relabel_configs of job \"j\" drops every target of it"});
    }
    void aPatientAlertmanagerIsAsked()
    {
        config::Config config;
        config::AlertmanagerConfig& alertmanager = config.alertmanagers.emplace_back();
        alertmanager.http.timeout = 2min;
        alertmanager.http.staticConfigs = {{{"am:9093"}, {}}};
        const std::vector<Alertmanager> asked = alertmanagersOf(config.alertmanagers);
        QCOMPARE(asked.size(), std::size_t{1});
        QCOMPARE(asked[0].target.url, "http://am:9093/api/v2/silences");
        QVERIFY(asked[0].target.config.timeout == 2min);
        QVERIFY(targetComplaints(config).empty());
    }
    void anAlertmanagerThatCannotBeIsSaid()
    {
        config::Config config;
        config::AlertmanagerConfig& alertmanager = config.alertmanagers.emplace_back();
        alertmanager.http.line = 9;
        alertmanager.http.staticConfigs = {{{"http://am/x", "am"}, {}}};
        QCOMPARE(alertmanagersOf(config.alertmanagers).size(), std::size_t{1});
        QCOMPARE(targetComplaints(config),
                 std::vector<std::string>{
                     "line 9: Alertmanager http://am/x is not asked: \"http://am/x\" is not a valid hostname"});
    }
    void idsStayThroughChangesOfHowOftenAndWithWhat()
    {
        config::ScrapeConfig job;
        const std::vector<Target> before = targetsOf(configOf(job, {{{"a", "b", "a"}, {}}}));
        QCOMPARE(before.size(), std::size_t{2});
        QVERIFY(before[0].id != before[1].id);
        job.interval = 5s;
        job.timeout = 2s;
        job.sampleLimit = 5;
        job.basicAuth = config::BasicAuth{"u", config::Secret("p"), {}};
        const std::vector<Target> after = targetsOf(configOf(job, {{{"b"}, {}}}));
        QCOMPARE(after[0].id, before[1].id);
        job.honorLabels = true;
        QVERIFY(targetsOf(configOf(job, {{{"b"}, {}}}))[0].id != before[1].id);
    }
    void tooManyTargetsFailTogether()
    {
        config::ScrapeConfig job;
        job.targetLimit = 2;
        QVERIFY(!targetsOf(configOf(job, {{{"a", "b"}, {}}}))[0].overTargetLimit);
        QVERIFY(targetsOf(configOf(job, {{{"a", "b"}, {}}, {{"c"}, {}}}))[0].overTargetLimit);
    }
};

QTEST_GUILESS_MAIN(TestSchedule)

} // namespace tst_schedule

#include "tst_schedule.moc"
