#include "app/headless/reportfold.h"
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
        const QStringList expected{"5 Down of 10 fires: app/web-1, app/web-2, app/web-3, app/web-4, app/web-5, "
                                   "app/web-6, app/web-7, app/web-8 "
                                   "and 2 more",
                                   "5 Full of app fires", "6 Down of app/web-1 resolved",
                                   "6 Down of app/web-2 resolved", "7 Watchdog fires"};
        QCOMPARE(told(report), expected);
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
