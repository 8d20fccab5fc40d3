#include "models/recording/writer.h"
#include "models/session/incidentreport.h"
#include "models/session/reporttimeline.h"
#include "tests/support/vectorquerier.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_reportservers {

using namespace checkwatch;
using namespace checkwatch::session;
using namespace std::chrono_literals;
using base::Timestamp;
using haproxy::ServerState;

namespace {

constexpr Timestamp start = base::fromUnixMs(1'800'000'000'000);

metrics::Labels statusOf(const char* server, const char* state)
{
    return {{"__name__", "haproxy_server_status"},
            {"instance", "lb"},
            {"proxy", "app"},
            {"server", server},
            {"state", state}};
}

/// Half an hour in which a server is DOWN, and its exporter does not answer from the fifth minute to the twentieth.
base::Result<void> writeAway(const std::string& path)
{
    recording::Writer writer({"test", true, {}});
    recording::RulesRecord rules;
    rules.from = start;
    rules.evaluationInterval = 5s;
    rules.groups
        = rules::parseRuleFile("groups: [{name: g, rules: [{alert: Old, expr: bad > 0, for: 5m}]}]", "r.yml")->groups;
    writer.setRules(std::move(rules));
    if (auto attached = writer.attach(path, start, 7); !attached) {
        return attached;
    }
    writer.begin(1, {});
    for (auto at = 0s; at <= 30min; at += 5s) {
        metrics::ScrapeBatch batch;
        batch.time = start + at;
        if (at == 0s || at == 25min) { // another one is added then
            batch.firstAdded = at == 0s ? 0 : 1;
            batch.added = {statusOf(at == 0s ? "s" : "added", "DOWN")};
        }
        batch.column.assign(at < 25min ? 1 : 2, 1);
        if (at <= 5min || at >= 20min) {
            writer.add(1, batch);
        }
    }
    return writer.close(start + 30min);
}

/// Ten minutes of a server that is well, and of one that is added after five of them and DOWN.
base::Result<void> writeNew(const std::string& path)
{
    recording::Writer writer({"test", true, {}});
    if (auto attached = writer.attach(path, start, 7); !attached) {
        return attached;
    }
    recording::StreamRecord record;
    record.labels = {{"instance", "lb"}, {"job", "haproxy"}};
    writer.begin(1, record);
    for (auto at = 0s; at <= 10min; at += 5s) {
        metrics::ScrapeBatch batch;
        batch.time = start + at;
        batch.firstAdded = at == 0s ? 0 : at <= 5min ? 1 : 2;
        if (at == 0s) {
            batch.added = {statusOf("well", "UP")};
        } else if (at == 5min) {
            batch.added = {statusOf("new", "DOWN")};
        }
        batch.column.assign(at < 5min ? 1 : 2, 1);
        writer.add(1, batch);
        recording::ScrapeRecord scrape{0, batch.time, batch.time, {}};
        scrape.report.up = true;
        writer.addScrape(1, scrape);
    }
    return writer.close(start + 10min);
}

ServerHistory history(const char* server, std::vector<StateSpan> spans)
{
    return {"lb", "app", server, std::move(spans), {}};
}

const Milestone& milestone(const std::vector<Milestone>& all, const char* name)
{
    return *std::ranges::find(all, std::string(name), &Milestone::name);
}

} // namespace

/// Since when servers had trouble, and from where on nothing is known of them.
class TestReportServers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// As a live view said: data that is older than two intervals says nothing.
    void nothingIsKnownFromWhereDataEnds()
    {
        support::VectorQuerier data;
        for (const char* const instance : {"lb", "unknown interval"}) {
            for (int second = 0; second <= 1'000; second += 5) {
                if (second <= 100 || second >= 500) {
                    for (const char* const state : {"UP", "DOWN"}) {
                        const bool down = second < 600;
                        data.add({{"__name__", "haproxy_server_status"},
                                  {"instance", instance},
                                  {"proxy", "app"},
                                  {"server", "s"},
                                  {"state", state}},
                                 {{start + second * 1s, down == (std::string_view(state) == "DOWN") ? 1.0 : 0.0}});
                    }
                }
            }
        }
        const auto all
            = serverHistories(data, {{"app", "s"}}, start, start + 1'000s, {{"lb", 10s}}, [](double) { return true; });
        QCOMPARE(all.size(), std::size_t{2});
        for (const ServerHistory& each : all) {
            const auto nothing = std::ranges::find_if(
                each.spans, [](const StateSpan& span) { return span.state == ServerState::Unknown; });
            QVERIFY(nothing != each.spans.end());
            QCOMPARE(nothing->from, start + (each.instance == "lb" ? 110s : 400s));
            QCOMPARE(nothing->to, start + 500s);
        }
    }
    /// One missed scrape, and the next a little late: no view showed that.
    void aLateScrapeWasNotMissed()
    {
        support::VectorQuerier data;
        for (const auto at : {0ms, 5'000ms, 15'004ms, 20'000ms, 32'000ms}) {
            data.add({{"__name__", "haproxy_server_status"},
                      {"instance", "lb"},
                      {"proxy", "app"},
                      {"server", "s"},
                      {"state", "DOWN"}},
                     {{start + at, 1}});
        }
        const auto all
            = serverHistories(data, {{"app", "s"}}, start, start + 33s, {{"lb", 10s}}, [](double) { return true; });
        QCOMPARE(all.size(), std::size_t{1});
        QCOMPARE(all.front().spans.size(), std::size_t{3});
        QCOMPARE(all.front().spans[1].state, ServerState::Unknown);
        QCOMPARE(all.front().spans[1].from, start + 30s);
        QCOMPARE(all.front().spans[1].to, start + 32s);
    }
    /// When its exporter answers again is not when it failed.
    void whatIsDownAsItIsFirstHeardOfFailedBefore()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("away.cwrec")).toStdString();
        QVERIFY(writeAway(path).ok());
        auto reader = recording::Reader::open(path);
        QVERIFY(reader.ok());
        ReportOptions options;
        options.path = path;
        options.backtest.rules.start = start + 12min;
        options.backtest.rules.end = start + 30min;
        const auto report = incidentReport(**reader, {}, options, [](double) { return true; });
        QVERIFY(report.ok());
        QCOMPARE(report->servers.size(), std::size_t{2});
        const auto named = [&](const char* name) {
            return *std::ranges::find(report->servers, name,
                                      [](const ReportedServer& each) { return each.history.server; });
        };
        const ReportedServer server = named("s");
        QCOMPARE(named("added").firstTrouble, std::optional(start + 25min));
        QCOMPARE(server.history.spans.front().state, ServerState::Unknown);
        QCOMPARE(server.history.spans.at(1).from, start + 20min);
        QCOMPARE(server.firstTrouble, std::optional(report->start));
        QVERIFY(!server.firstOut);
        QVERIFY(milestone(report->milestones, "first failure").before);
    }
    /// Its neighbours are well, so that nothing but their exporter tells since when it would have been known.
    void whatIsNewAndDownFailedAsItCame()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("new.cwrec")).toStdString();
        QVERIFY(writeNew(path).ok());
        auto reader = recording::Reader::open(path);
        QVERIFY(reader.ok());
        ReportOptions options;
        options.path = path;
        options.backtest.rules.start = start;
        options.backtest.rules.end = start + 10min;
        const auto report = incidentReport(**reader, {}, options, [](double) { return true; });
        QVERIFY(report.ok());
        QCOMPARE(report->servers.size(), std::size_t{1});
        QCOMPARE(report->servers.front().firstTrouble, std::optional(start + 5min));
        QVERIFY(report->servers.front().firstOut);
        QVERIFY(!milestone(report->milestones, "first failure").before);
    }
    /// A time of which nothing is known heals nobody.
    void whatIsUnknownHasNotRecovered()
    {
        IncidentReport report;
        report.start = start;
        report.end = start + 10min;
        ReportedServer server;
        server.firstTrouble = start;
        server.history = history("s",
                                 {{start, start + 1min, ServerState::Down},
                                  {start + 1min, start + 4min, ServerState::Unknown},
                                  {start + 4min, start + 10min, ServerState::Up}});
        report.servers = {server};
        QCOMPARE(milestone(milestonesOf(report, {}), "recovered").time, std::optional(start + 4min));
        report.servers.front().history.spans.pop_back();
        const auto unknown = milestonesOf(report, {});
        QVERIFY(!milestone(unknown, "recovered").time);
        QVERIFY(milestone(unknown, "recovered").words.ends_with("app/s via lb is UNKNOWN"));
    }
};

QTEST_GUILESS_MAIN(TestReportServers)

} // namespace tst_reportservers

#include "tst_reportservers.moc"
