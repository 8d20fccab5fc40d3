#include "models/recording/writer.h"
#include "models/session/incidentreport.h"
#include "models/session/reporttimeline.h"
#include "tests/support/vectorquerier.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_reportpast {

using namespace checkwatch;
using namespace checkwatch::session;
using namespace std::chrono_literals;
using base::Duration;
using base::Timestamp;
using haproxy::ServerState;

namespace {

constexpr Timestamp start = base::fromUnixMs(1'800'000'000'000);

std::vector<rules::Group> groupsOf(const char* text)
{
    const auto file = rules::parseRuleFile(text, "rules.yml");
    return file ? file->groups : std::vector<rules::Group>();
}

constexpr const char* oldRule = "groups: [{name: g, rules: [{alert: Old, expr: bad > 0, for: 5m}]}]";
constexpr const char* bothRules
    = "groups: [{name: g, rules: [{alert: Old, expr: bad > 0, for: 5m}, {alert: New, expr: bad > 0, for: 5m}]}]";

/// Half an hour in which something is bad all the time, watched by one rule and from the 19th minute on by another as well.
base::Result<void> writeBad(const std::string& path)
{
    recording::Writer writer({"test", true, {}});
    for (const auto& [from, text] : {std::pair{start, oldRule}, {start + 19min, bothRules}}) {
        recording::RulesRecord rules;
        rules.from = from;
        rules.evaluationInterval = 5s;
        rules.groups = groupsOf(text);
        writer.setRules(std::move(rules));
        if (from == start) {
            if (auto attached = writer.attach(path, start, 7); !attached) {
                return attached;
            }
        }
    }
    writer.begin(1, {});
    for (auto at = 0s; at <= 30min; at += 5s) {
        metrics::ScrapeBatch batch;
        batch.time = start + at;
        if (at == 0s) {
            batch.added = {metrics::Labels{{"__name__", "bad"}}};
        }
        batch.column = {1};
        writer.add(1, batch);
    }
    return writer.close(start + 30min);
}

/// When an alert fires according to a report, and what is said of it.
std::pair<Duration, std::string> firstOf(const IncidentReport& report, const std::string& alert)
{
    const auto entry = std::ranges::find_if(report.timeline, [&](const ReportEntry& each) {
        return each.kind == EntryKind::Alert && each.subject == alert;
    });
    return entry == report.timeline.end() ? std::pair{Duration{-1}, std::string()}
                                          : std::pair{entry->time - start, entry->text};
}

ServerHistory history(const char* server, std::vector<StateSpan> spans)
{
    return {"lb", "app", server, std::move(spans), {}};
}

/// A server that is DOWN since `down` after the start, and an alert of it.
ReportedServer troubled(const char* server, Duration down)
{
    ReportedServer out;
    out.history
        = history(server, {{start, start + down, ServerState::Up}, {start + down, start + 10min, ServerState::Down}});
    std::erase_if(out.history.spans, [](const StateSpan& span) { return span.from == span.to; });
    out.firstTrouble = start + down;
    return out;
}

const Milestone& milestone(const std::vector<Milestone>& all, const char* name)
{
    return *std::ranges::find(all, std::string(name), &Milestone::name);
}

} // namespace

/// What a report that begins in the midst of something says of the time before, and what backtests do.
class TestReportPast : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// It has been bad for longer than the rule was there.
    void aNewRuleHasWaitedSinceItCame()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("bad.cwrec")).toStdString();
        QVERIFY(writeBad(path).ok());
        auto reader = recording::Reader::open(path);
        QVERIFY(reader.ok());
        ReportOptions options;
        options.path = path;
        options.backtest.rules.start = start + 20min;
        options.backtest.rules.end = start + 30min;
        const auto report = incidentReport(**reader, {}, options, [](double) { return true; });
        QVERIFY(report.ok());
        QCOMPARE(firstOf(*report, "Old").first, Duration{20min});
        QCOMPARE(firstOf(*report, "Old").second, std::string("fires, since before the start"));
        const auto [after, words] = firstOf(*report, "New");
        QVERIFY2(after >= 24min && after <= 24min + 10s, std::to_string(after.count()).c_str());
        QCOMPARE(words, std::string("fires"));
    }
    /// Also where rules that take over after the start are the first thing that happens in it.
    void thePastIsForgottenByTheFirstRulesThatTakeOver()
    {
        support::VectorQuerier data;
        for (int second = 0; second <= 3'600; second += 5) { // ten minutes good, ten minutes bad
            data.add({{"__name__", "bad"}}, {{start + second * 1s, second / 600 % 2 == 1 ? 1.0 : 0.0}});
        }
        RuleReplayOptions options;
        options.start = start + 35min; // bad since the 30th
        options.end = start + 60min;
        options.interval = 5s;
        options.liveSince = start;
        const auto groups = groupsOf("groups: [{name: g, interval: 10m, rules: [{alert: Bad, expr: bad > 0, "
                                     "keep_firing_for: 1s}]}]");
        RuleReplay replay(data, groups, options, {{start + 36min, {}, 5s, {}, {}}});
        while (replay.advance(std::chrono::seconds{1})) {}
        QCOMPARE(replay.alerts().size(), std::size_t{1});
        const std::vector<AlertTransition>& became = replay.alerts().front().transitions;
        QCOMPARE(became.size(), std::size_t{2});
        QCOMPARE(became.front().state, rules::AlertState::Firing);
        QVERIFY(became.front().time < options.start);
        QCOMPARE(became.back().state, rules::AlertState::Inactive);
        QCOMPARE(became.back().time, start + 36min);
    }
    void whatFiredBeforeDetectsItsOwnServerAlone_data()
    {
        QTest::addColumn<int>("failed"); // seconds after the start
        QTest::addColumn<bool>("about");
        QTest::addColumn<bool>("detected");
        QTest::newRow("about another server") << 60 << false << false;
        QTest::newRow("about the server that failed") << 60 << true << true;
        QTest::newRow("the failure was before as well") << 0 << false << true;
    }
    void whatFiredBeforeDetectsItsOwnServerAlone()
    {
        QFETCH(int, failed);
        QFETCH(bool, about);
        RuleSetVerdict verdict;
        verdict.alerts.push_back({0, {{"alertname", "A"}, {"proxy", "app"}, {"server", "s"}}, {}});
        Firing firing;
        firing.pendingAt = firing.firedAt = start;
        firing.endedAt = start + 10min;
        firing.goesOn = true;
        firing.behind = Behind::Down;
        firing.firedBefore = true;
        verdict.firings.push_back(firing);
        IncidentReport report;
        report.start = start;
        report.end = start + 10min;
        report.servers = {troubled("first", failed * 1s), troubled("other", 5min)};
        report.servers[about ? 0 : 1].firing.push_back(firing);
        const std::vector<Milestone> all = milestonesOf(report, verdict);
        QCOMPARE(milestone(all, "first failure").time, std::optional(start + failed * 1s));
        QTEST(milestone(all, "detected").time.has_value(), "detected");
        QCOMPARE(milestone(all, "detected").words,
                 milestone(all, "detected").time ? std::string("A of app/s fires") : std::string("no alert fired"));
    }
    /// Whenever somebody has had enough, also while the time before the start is looked at.
    void canBeCanceledAtAnyTime()
    {
        support::VectorQuerier data;
        for (int second = 0; second <= 3'600; second += 5) {
            data.add({{"__name__", "haproxy_server_status"},
                      {"instance", "lb"},
                      {"proxy", "app"},
                      {"server", "s"},
                      {"state", "DOWN"}},
                     {{start + second * 1s, second < 600 ? 1.0 : 0.0}});
            data.add({{"__name__", "bad"}, {"proxy", "app"}, {"server", "s"}}, {{start + second * 1s, 1}});
        }
        BacktestOptions options;
        options.rules.start = start + 20min;
        options.rules.end = start + 25min;
        options.rules.interval = 5s;
        options.rules.liveSince = start;
        const std::vector<RuleSetUnderTest> sets{
            {"rules", groupsOf("groups: [{name: g, rules: [{alert: Bad, expr: bad > 0}]}]")}};
        int calls = 0;
        const auto whole = backtest({data}, sets, options, [&calls](double) {
            ++calls;
            return true;
        });
        QVERIFY(whole.ok());
        QCOMPARE(whole->sets.front().firings.front().behind, Behind::Down); // of before the start
        for (int enough = 1; enough <= calls; ++enough) {
            int left = enough;
            const auto made = backtest({data}, sets, options, [&left](double) { return --left > 0; });
            QVERIFY2(!made.ok(), std::to_string(enough).c_str());
            QCOMPARE(made.error().code, base::ErrorCode::Canceled);
        }
    }
};

QTEST_GUILESS_MAIN(TestReportPast)

} // namespace tst_reportpast

#include "tst_reportpast.moc"
