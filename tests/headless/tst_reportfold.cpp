#include "app/headless/reportfold.h"
#include "app/headless/reportwords.h"
#include "app/headless/reportwriters.h"

#include <QTest>

#include <algorithm>

namespace tst_reportfold {

using namespace checkwatch;
using namespace std::chrono_literals;
using session::EntryKind;
using session::IncidentReport;

namespace {

constexpr base::Timestamp start = base::fromUnixMs(1'800'000'000'000);

IncidentReport emptyReport()
{
    IncidentReport report;
    report.start = start;
    report.end = start + 1h;
    return report;
}

void tell(IncidentReport& report, base::Duration after, EntryKind kind, const char* subject, std::string text)
{
    report.timeline.push_back({start + after, kind, subject, std::move(text)});
    std::ranges::stable_sort(report.timeline, {}, &session::ReportEntry::time);
}

void flap(IncidentReport& report, const char* server, base::Duration from, int times, base::Duration every)
{
    for (int i = 0; i < times; ++i) {
        tell(report, from + i * every, EntryKind::Server, server, i % 2 == 0 ? "UP → DOWN" : "DOWN → UP");
    }
}

QStringList told(const IncidentReport& report)
{
    QStringList out;
    for (const session::ReportEntry& entry : app::foldedTimeline(report)) {
        out.append(QStringLiteral("%1 %2 %3")
                       .arg(std::chrono::duration_cast<std::chrono::seconds>(entry.time - start).count())
                       .arg(QString::fromStdString(entry.subject), QString::fromStdString(entry.text)));
    }
    return out;
}

} // namespace

/// What a report for people leaves out, and what never.
class ReportFoldTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneThatFlapsTakesThreeLines()
    {
        IncidentReport report = emptyReport();
        flap(report, "web", 10s, 20, 5s);
        flap(report, "db", 12s, 4, 5s); // four are told
        const QStringList expected{
            "10 web UP → DOWN", "12 db UP → DOWN", "15 web 18 more until 08:01:40: UP → DOWN and DOWN → UP",
            "17 db DOWN → UP",  "22 db UP → DOWN", "27 db DOWN → UP",
            "105 web DOWN → UP"};
        QCOMPARE(told(report), expected);
        QCOMPARE(report.timeline.size(), 24U); // the CSV's
        QCOMPARE(app::reportCsv(report).count("web"), 20);
        QCOMPARE(app::reportMarkdown(report).count("web"), 3);
        QCOMPARE(app::reportHtml(report).count("web"), 3);
    }
    void aPauseBeginsAnew()
    {
        IncidentReport report = emptyReport();
        flap(report, "web", 0s, 6, 2min);
        flap(report, "web", 30min, 6, 1s);
        flap(report, "slow", 0s, 6, 2min + 1s);
        QCOMPARE(told(report).filter("web").size(), 6);
        QCOMPARE(told(report).filter("slow").size(), 6);
    }
    void whatPeopleAndAlertsSaidStays()
    {
        for (const EntryKind kind : {EntryKind::Alert, EntryKind::Note, EntryKind::Step, EntryKind::Acknowledged,
                                     EntryKind::Silence, EntryKind::Recording}) {
            IncidentReport report = emptyReport();
            for (int i = 0; i < 20; ++i) {
                tell(report, i * 1s, kind, "x", "said");
            }
            QCOMPARE(told(report).size(), 20);
        }
    }
    void alertsOfOneEvaluationAreOneLine()
    {
        IncidentReport report = emptyReport();
        for (int i = 1; i <= 10; ++i) {
            tell(report, 5s, EntryKind::Alert, ("Down of app/web-" + std::to_string(i)).c_str(), "fires");
        }
        tell(report, 5s, EntryKind::Alert, "Full of app", "fires"); // another rule
        tell(report, 6s, EntryKind::Alert, "Down of app/web-1", "resolved");
        tell(report, 6s, EntryKind::Alert, "Down of app/web-2", "resolved");
        tell(report, 7s, EntryKind::Alert, "Watchdog", "fires"); // about nothing
        const QStringList expected{"5 Down, 10 alerts fires: app/web-1, app/web-2, app/web-3, app/web-4, app/web-5, "
                                   "app/web-6, app/web-7, app/web-8 "
                                   "and 2 more",
                                   "5 Full of app fires", "6 Down of app/web-1 resolved",
                                   "6 Down of app/web-2 resolved", "7 Watchdog fires"};
        QCOMPARE(told(report), expected);
    }
    /// Those that nothing is known of from then on whatever they were before; why one was DOWN stands where that began.
    void serversOfOneTimeAreOneLine()
    {
        IncidentReport report = emptyReport();
        const auto all = [&report](base::Duration after, const char* text) {
            for (const char* const server : {"app/a via lb-1", "app/b via lb-1", "app/c via lb-1"}) {
                tell(report, after, EntryKind::Server, server, text);
            }
        };
        all(5s, "UP → DOWN: L4CON, connection refused");
        tell(report, 5s, EntryKind::Server, "app/d via lb-1", "UP → DOWN: L7STS, wrong status code");
        all(6s, "DOWN → UNKNOWN");
        tell(report, 6s, EntryKind::Server, "app/d via lb-2", "UP → UNKNOWN");
        all(7s, "UNKNOWN → DOWN: L4CON, connection refused");
        tell(report, 7s, EntryKind::Server, "app/d via lb-1", "UNKNOWN → DOWN: L7STS, wrong status code");
        tell(report, 8s, EntryKind::Server, "app/a via lb-1", "DOWN → UP");
        tell(report, 8s, EntryKind::Server, "app/b via lb-1", "DOWN → UP");
        const QStringList expected{
            "5 3 servers via lb-1 UP → DOWN: L4CON, connection refused: app/a, app/b, app/c",
            "5 app/d via lb-1 UP → DOWN: L7STS, wrong status code",
            "6 4 servers not known from here on: app/a via lb-1, app/b via lb-1, app/c via lb-1, app/d via lb-2",
            "7 4 servers via lb-1 UNKNOWN → DOWN: app/a, app/b, app/c, app/d",
            "8 app/a via lb-1 DOWN → UP",
            "8 app/b via lb-1 DOWN → UP"};
        QCOMPARE(told(report), expected);
    }
    /// As each server has one after a start of HAProxy.
    void checksThatPassedAsEverAreLeftOut()
    {
        IncidentReport report = emptyReport();
        const auto check = [&report](base::Duration after, const char* server, const char* what, const char* status) {
            tell(report, after, EntryKind::Log, server,
                 "Health check for server " + std::string(server) + " " + what
                     + ", reason: Layer7, check duration: 1ms, status: " + status + ".");
        };
        check(1s, "app/a", "succeeded", "3/3 UP");
        check(2s, "app/b", "failed", "2/3 UP");
        check(3s, "app/b", "succeeded", "3/3 UP");
        check(4s, "app/b", "succeeded", "3/3 UP"); // after a reload
        tell(report, 5s, EntryKind::Log, "app/c", "Server app/c is DOWN. 1 active and 0 backup servers left.");
        check(6s, "app/c", "succeeded", "1/2 DOWN");
        check(7s, "app/c", "succeeded", "3/3 UP");
        QStringList times;
        for (const session::ReportEntry& entry : app::foldedTimeline(report)) {
            times.append(QString::number((entry.time - start).count() / 1000));
        }
        QCOMPARE(times, (QStringList{"2", "3", "5", "6", "7"}));
        QVERIFY(app::reportMarkdown(report).contains("checks that passed as ever are left out"));
        QCOMPARE(app::reportCsv(report).count("succeeded"), 5);
    }
    /// What there is no room for is missing from all along the way, the lightest first, and not at the end.
    void thereIsRoomForAllOfMoreWeight()
    {
        IncidentReport report = emptyReport();
        for (int i = 0; i < 200; ++i) {
            const std::string name = "app/s" + std::to_string(i);
            tell(report, i * 10s, EntryKind::Server, name.c_str(), "UP → DOWN");
            tell(report, i * 10s + 5s, EntryKind::Server, name.c_str(), "DOWN → UP");
        }
        const auto rows = app::timelineRows(report, app::foldedTimeline(report), app::mostRows);
        QCOMPARE(rows.size(), app::mostRows + 1);
        const auto count = [&rows](const QString& text, std::size_t from, std::size_t to) {
            return std::count_if(rows.begin() + static_cast<std::ptrdiff_t>(from),
                                 rows.begin() + static_cast<std::ptrdiff_t>(to),
                                 [&text](const QStringList& row) { return row.last() == text; });
        };
        QCOMPARE(count("UP → DOWN", 1, rows.size()), 200);
        QCOMPARE(count("DOWN → UP", 1, 151), 50);
        QCOMPARE(count("DOWN → UP", 151, 301), 50);
        QVERIFY(app::reportMarkdown(report).contains(
            "left out, and 100 lines of least weight\\. The CSV has all 400 lines"));
    }
    /// What stands for what was folded is of one server alone.
    void whatIsFoldedIsNotJoined()
    {
        IncidentReport report = emptyReport();
        for (const char* const server : {"app/a via lb", "app/b via lb", "app/c via lb"}) {
            for (int i = 0; i < 8; ++i) {
                tell(report, i * 10s, EntryKind::Server, server, i % 2 == 0 ? "UNKNOWN → UP" : "UP → UNKNOWN");
            }
        }
        const QStringList lines = told(report);
        QCOMPARE(lines.filter("6 more until").size(), 3);
        QCOMPARE(lines.filter("not known from here on").size(), 1); // the last
    }
    /// Going DOWN and coming back stands beside what its checks said.
    void goingDownIsNotFoldedIntoChecks()
    {
        IncidentReport report = emptyReport();
        for (int i = 0; i < 7; ++i) {
            tell(
                report, i * 1s, EntryKind::Log, "app/a",
                "Health check for server app/a failed, reason: Layer4 timeout, check duration: 1ms, status: 0/2 DOWN.");
        }
        tell(report, 3s, EntryKind::Log, "app/a", "Server app/a is DOWN. 1 active and 0 backup servers left.");
        const QStringList lines = told(report);
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines.filter("Server app/a is DOWN").size(), 1);
        QCOMPARE(lines[1], QStringLiteral("1 app/a 5 more until 08:00:05: 5 × check failed"));
    }
    void howWhatWasDownBeforeCameBackIsTold()
    {
        IncidentReport report = emptyReport();
        const auto passed = [&report](base::Duration after, const char* server, const char* status) {
            tell(report, after, EntryKind::Log, server,
                 "Health check for server " + std::string(server) + " succeeded, reason: Layer7, status: " + status
                     + ".");
        };
        tell(report, 0s, EntryKind::Log, "app/a",
             "since before the start: Server app/a is DOWN. 0 active and 0 backup");
        passed(1s, "app/a", "3/3 UP");
        passed(2s, "app/b", "1/2 DOWN"); // of which nothing was told before
        passed(3s, "app/b", "3/3 UP");
        passed(4s, "app/c", "3/3 UP");
        QCOMPARE(told(report).size(), 4);
    }
    void linesOfALogAreCountedNotListed()
    {
        IncidentReport report = emptyReport();
        for (int i = 0; i < 9; ++i) {
            tell(report, i * 1s, EntryKind::Log, "web", "check duration: " + std::to_string(i % 2) + "ms");
        }
        tell(report, 3s, EntryKind::Server, "web", "UP → DOWN"); // not one of them
        const QStringList expected{"0 web check duration: 0ms", "1 web 7 more until 08:00:07", "3 web UP → DOWN",
                                   "8 web check duration: 0ms"};
        QCOMPARE(told(report), expected);
    }
    void nothingStaysNothing() { QVERIFY(app::foldedTimeline(emptyReport()).empty()); }
};

QTEST_GUILESS_MAIN(ReportFoldTest)

} // namespace tst_reportfold

#include "tst_reportfold.moc"
