#include "models/fleet/silence.h"
#include "models/recording/writer.h"
#include "models/session/incidentreport.h"
#include "models/session/reportincrease.h"
#include "models/session/reportrules.h"
#include "tests/support/dayrecording.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tst_incidentreport {

using namespace checkwatch;
using base::Duration;
using base::Timestamp;
using session::EntryKind;
using session::IncidentReport;

namespace {

constexpr const char* ruleText = "groups: [{name: g, rules: [{alert: HaproxyServerHealthcheckFailure, expr: "
                                 "'increase(haproxy_server_check_failures_total[1m]) > 1.5', for: 10s}]}]";
/// From the half of it on.
constexpr const char* laterText = "groups: [{name: g, rules: [{alert: HaproxyServerHealthcheckFailure, expr: "
                                  "'increase(haproxy_server_check_failures_total[1m]) > 1.5', for: 30s}, {alert: Down, "
                                  "expr: 'haproxy_server_status{state=\"DOWN\"} == 1', for: 10s}]}]";
constexpr const char* bookText = "# A book of then\n\n## Diagnosis\n\n1. Look at the log\n2. Ask the owner\n";

Timestamp at(int minutes)
{
    return support::dayStart + std::chrono::minutes{minutes};
}

fleet::Event event(fleet::EventKind kind, Timestamp time, const std::string& detail, const std::string& after)
{
    fleet::Event event;
    event.kind = kind;
    event.time = time;
    event.proxy = "app";
    event.detail = detail;
    event.after = after;
    if (kind == fleet::EventKind::RunbookStep) {
        event.name = "HaproxyServerHealthcheckFailure";
        event.serverName = "web-1";
    } else {
        event.name = "web-1";
    }
    return event;
}

/// An hour of a fleet, and what people and a log said in it.
base::Result<void> writeHour(const std::string& path, bool withLog)
{
    support::DayOptions hour;
    hour.servers = 40;
    hour.length = std::chrono::hours{1};
    hour.groups = rules::parseRuleFile(ruleText, "r.yml")->groups;
    if (auto written = support::writeDay(path, hour); !written) {
        return written;
    }
    recording::Writer writer({"test", true, {}});
    if (auto attached = writer.attach(path, at(60), 8); !attached) {
        return attached;
    }
    writer.setRunbooks({at(1), {{"HaproxyServerHealthcheckFailure", "book.md", bookText}}});
    if (withLog) {
        using Kind = fleet::EventKind;
        writer.setLogSources({at(0), {"udp://127.0.0.1:5514"}});
        writer.add(event(Kind::LogLine, at(10), "Server app/web-1 is DOWN.", "DOWN"));
        writer.add(event(Kind::RunbookStep, at(40), "1. Look at the log", std::string(fleet::stepDone)));
        writer.add(event(Kind::RunbookStep, at(41), "2. Ask the owner", std::string(fleet::stepDone)));
        writer.add(event(Kind::RunbookStep, at(42), "2. Ask the owner", std::string(fleet::stepNotDone)));
        fleet::Silence silence;
        silence.id = "1";
        silence.matchers = *fleet::matchersFrom("{server=\"web-1\"}");
        silence.createdBy = "ada";
        silence.comment = "disk";
        silence.endsAt = at(50);
        fleet::Event asked = event(Kind::Alertmanager, at(1), {}, "up");
        asked.instance = "am:9093";
        writer.add(asked);
        writer.add(fleet::silenceEvent(silence, fleet::silencestep::began, at(20)));
        writer.add(fleet::silenceEvent(silence, fleet::silencestep::expired, at(50)));
        recording::RulesRecord rules;
        rules.from = at(30);
        rules.evaluationInterval = hour.interval;
        rules.groups = rules::parseRuleFile(laterText, "r.yml")->groups;
        rules.healthAlerts = {"HaproxyServerHealthcheckFailure"};
        writer.setRules(std::move(rules));
    }
    return writer.close(at(60));
}

} // namespace

/// A report as values: what was recorded beside samples.
class TestIncidentReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_path = m_folder.filePath(QStringLiteral("hour.cwrec")).toStdString();
        QVERIFY(writeHour(m_path, true).ok());
        m_report = reportOf(m_path);
    }

    void logLinesAndStepsAreInTheTimeline()
    {
        QVERIFY(m_report.logs);
        const auto log = entry(EntryKind::Log);
        QVERIFY(log && log->time == at(10) && log->subject == "app/web-1" && log->text == "Server app/web-1 is DOWN.");
        const auto step = entry(EntryKind::Step);
        QVERIFY(step && step->time == at(40));
        QCOMPARE(step->subject, std::string("HaproxyServerHealthcheckFailure of app/web-1"));
        QCOMPARE(step->text, std::string("step done: 1. Look at the log"));
        QVERIFY(std::ranges::is_sorted(m_report.timeline, {}, &session::ReportEntry::time));
    }

    void silencesAreInTheTimeline()
    {
        QVERIFY(m_report.silences);
        std::vector<std::string> said;
        for (const session::ReportEntry& each : m_report.timeline) {
            if (each.kind == EntryKind::Silence) {
                said.push_back(each.subject + " " + each.text);
            }
        }
        QCOMPARE(said.size(), 3U);
        QCOMPARE(said[0], std::string("Alertmanager am:9093 answers"));
        QVERIFY2(said[1].starts_with("{server=\"web-1\"} silenced by ada until ") && said[1].ends_with(": disk"),
                 said[1].c_str());
        QCOMPARE(said[2], std::string("{server=\"web-1\"} silenced by ada: no longer, it ran out"));
    }

    void whatWasSilencedBeforeTheStartIsInTheTimeline()
    {
        auto reader = recording::Reader::open(m_path);
        QVERIFY(reader.ok());
        session::ReportOptions options = optionsOf(m_path, at(59));
        options.backtest.rules.start = at(30);
        const auto made = session::incidentReport(**reader, {}, options, [](double) { return true; });
        QVERIFY(made.ok());
        QVERIFY(made->silences);
        std::vector<const session::ReportEntry*> said;
        for (const session::ReportEntry& each : made->timeline) {
            if (each.kind == EntryKind::Silence) {
                said.push_back(&each);
            }
        }
        QCOMPARE(said.size(), 3U);
        QVERIFY(said[0]->time == at(30) && said[1]->time == at(30) && said[2]->time == at(50));
        QCOMPARE(said[0]->text, std::string("since before the start: answers"));
        QVERIFY(said[1]->text.starts_with("since before the start: silenced by ada until "));
        QCOMPARE(said[2]->text, std::string("silenced by ada: no longer, it ran out"));
    }

    void theRunbookIsTheOneOfThen()
    {
        const auto book = std::ranges::find(m_report.runbooks, std::string("HaproxyServerHealthcheckFailure"),
                                            &session::ReportedRunbook::alert);
        QVERIFY(book != m_report.runbooks.end());
        QCOMPARE(book->sections.size(), 1U);
        const auto& steps = book->sections.front().second;
        QCOMPARE(steps.size(), 2U);
        QCOMPARE(steps[0].title, std::string("Look at the log"));
        QVERIFY(steps[0].done == at(40));
        QVERIFY(!steps[1].done); // it was taken back
    }

    void theFirstTickIsTheFirstSignOfSomebody()
    {
        const auto point
            = std::ranges::find(m_report.milestones, std::string("acknowledged"), &session::Milestone::name);
        QVERIFY(point != m_report.milestones.end() && point->time == at(40));
        const std::string plain = m_folder.filePath(QStringLiteral("plain.cwrec")).toStdString();
        QVERIFY(writeHour(plain, false).ok());
        const IncidentReport report = reportOf(plain);
        QVERIFY(!report.logs && report.ruleChanges == 0);
        const auto none = std::ranges::find(report.milestones, std::string("acknowledged"), &session::Milestone::name);
        QVERIFY(!none->time && none->words.starts_with("not recorded"));
    }

    void changesOfRulesAreTold()
    {
        QCOMPARE(m_report.ruleChanges, 1U);
        const auto change = std::ranges::find(m_report.timeline, std::string("rules"), &session::ReportEntry::subject);
        QVERIFY(change != m_report.timeline.end() && change->time == at(30));
        QCOMPARE(change->text,
                 std::string("added Down; changed HaproxyServerHealthcheckFailure (for 30s instead of 10s)"));
    }

    /// Rules that came a moment before others leave no time that nothing evaluates as it was.
    void whatHeldBrieflyCountsAsWhatCameAfterIt()
    {
        const std::string path = m_folder.filePath(QStringLiteral("brief.cwrec")).toStdString();
        QVERIFY(writeHour(path, false).ok());
        recording::Writer writer({"test", true, {}});
        QVERIFY(writer.attach(path, at(60), 9).ok());
        const auto groups = rules::parseRuleFile(laterText, "r.yml")->groups;
        for (const Duration late : {Duration{0}, Duration{1'000}}) {
            recording::RulesRecord rules;
            rules.from = at(30) + late;
            rules.evaluationInterval = Duration{5'000};
            rules.groups = late == Duration{0} ? std::vector<rules::Group>() : groups;
            writer.setRules(std::move(rules));
        }
        QVERIFY(writer.close(at(60)).ok());
        const auto reader = recording::Reader::open(path);
        QVERIFY(reader.ok());
        const auto rules = session::rulesOfReport(**reader, at(1), at(59), {});
        QCOMPARE(rules.stages.size(), 2U);
        QVERIFY(rules.stages.back().from == at(30));
        QCOMPARE(rules.stages.back().groups.size(), groups.size());
    }

    /// What came later did not see what was before, and what was before is not judged by what came later.
    void rulesAreThoseOfThen()
    {
        const auto down = std::ranges::find(m_report.rules, std::string("Down"), &session::ReportedRule::name);
        QVERIFY(down != m_report.rules.end() && down->since == at(30) && down->tally.fired > 0);
        bool before = false;
        for (const session::ReportEntry& entry : m_report.timeline) {
            const bool fires = entry.kind == EntryKind::Alert && entry.text == "fires";
            QVERIFY(!fires || !entry.subject.starts_with("Down") || entry.time >= at(30));
            before = before || (fires && entry.subject.starts_with("Haproxy") && entry.time < at(30));
        }
        QVERIFY(before);
        const IncidentReport first = reportOf(m_path, at(29));
        QCOMPARE(first.rules.size(), 1U);
        QCOMPARE(first.ruleChanges, 0U);
    }

    void stopsWhenItIsTold()
    {
        auto reader = recording::Reader::open(m_path);
        QVERIFY(reader.ok());
        double last = 0;
        session::ReportOptions options = optionsOf(m_path, at(59));
        for (const double stopAt : {0.0, 0.1, 0.5, 0.9, 0.98}) {
            const auto made = session::incidentReport(**reader, {}, options, [&](double share) {
                last = share;
                return share < stopAt;
            });
            QVERIFY2(!made && made.error().code == base::ErrorCode::Canceled, QByteArray::number(stopAt));
            QVERIFY(last >= stopAt && last < 1);
        }
    }

    void increasesStandBesideTheThreshold()
    {
        QCOMPARE(m_report.headline.threshold, 1.5);
        QVERIFY(m_report.servers.size() > session::chartedServers);
        std::size_t charted = 0;
        std::size_t leastDrawn = std::numeric_limits<std::size_t>::max();
        std::size_t mostNot = 0;
        double most = 0;
        bool gaps = false;
        for (const session::ReportedServer& server : m_report.servers) {
            if (server.increase.empty()) {
                mostNot = std::max(mostNot, server.history.failures.size());
                continue;
            }
            ++charted;
            leastDrawn = std::min(leastDrawn, server.history.failures.size());
            QVERIFY(server.increase.size() > 200);
            QVERIFY(server.increase.front().time == m_report.start);
            for (const fleet::Point& point : server.increase) {
                gaps = gaps || std::isnan(point.value);
                const bool down = std::ranges::any_of(server.history.spans, [&point](const session::StateSpan& span) {
                    return haproxy::isDown(span.state) && span.from <= point.time && point.time <= span.to;
                });
                QVERIFY(!down || point.value != 0); // nothing is counted, which is not the same
                most = std::isnan(point.value) ? most : std::max(most, point.value);
            }
        }
        QCOMPARE(charted, session::chartedServers);
        QVERIFY(leastDrawn >= mostNot); // those that failed most
        QVERIFY2(most > 2 && most < 60, QByteArray::number(most));
        QVERIFY(gaps);
    }

private:
    static session::ReportOptions optionsOf(const std::string& path, Timestamp end)
    {
        session::ReportOptions options;
        options.path = path;
        options.backtest.rules.start = at(0);
        options.backtest.rules.end = end;
        options.backtest.rules.interval = Duration{5000};
        return options;
    }
    static IncidentReport reportOf(const std::string& path, Timestamp end = at(60) - Duration{5000})
    {
        auto reader = recording::Reader::open(path);
        if (!reader) {
            qFatal("%s", reader.error().text().c_str());
        }
        auto made = session::incidentReport(**reader, {}, optionsOf(path, end), [](double) { return true; });
        if (!made) {
            qFatal("%s", made.error().text().c_str());
        }
        return std::move(*made);
    }
    [[nodiscard]] std::optional<session::ReportEntry> entry(EntryKind kind) const
    {
        const auto found = std::ranges::find(m_report.timeline, kind, &session::ReportEntry::kind);
        return found == m_report.timeline.end() ? std::nullopt : std::optional(*found);
    }

    QTemporaryDir m_folder;
    std::string m_path;
    IncidentReport m_report;
};

QTEST_GUILESS_MAIN(TestIncidentReport)

} // namespace tst_incidentreport

#include "tst_incidentreport.moc"
