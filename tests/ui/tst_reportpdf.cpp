#include "app/run/reportpdf.h"
#include "models/session/reporttimeline.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <vector>

using namespace checkwatch;
using session::IncidentReport;

namespace {

/// Many servers that went DOWN, and much that happened: tables over several pages.
IncidentReport longReport()
{
    IncidentReport report;
    report.recording = "night.cwrec";
    report.start = base::fromUnixMs(1'800'000'000'000);
    report.end = report.start + std::chrono::hours{1};
    report.milestones = {{"first failure", report.start + std::chrono::minutes{1}, "app/web-0"}};
    report.knownServers = 100;
    for (int i = 0; i < 100; ++i) {
        session::ReportedServer server;
        server.history = {"lb-01:8404",
                          "app",
                          "web-" + std::to_string(i),
                          {{report.start, report.end, haproxy::ServerState::Down, haproxy::CheckStatus::L4Con}},
                          {}};
        server.firstTrouble = report.start + std::chrono::minutes{1};
        server.timeIn = {{haproxy::ServerState::Down, std::chrono::hours{1}}};
        report.timeline.push_back({report.start + std::chrono::minutes{1}, session::EntryKind::Server,
                                   session::nameOf(server.history), "UP → DOWN"});
        report.servers.push_back(std::move(server));
    }
    return report;
}

qsizetype pagesOf(const QByteArray& pdf)
{
    return QString::fromLatin1(pdf).count(QRegularExpression(QStringLiteral("/Type /Page\\b")));
}

} // namespace

/// The report as pages.
class TestReportPdf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPageIsToldOf()
    {
        std::vector<double> told;
        const auto pdf = app::reportPdf(longReport(), [&told](double share) {
            told.push_back(share);
            return true;
        });
        QVERIFY(pdf.ok());
        QVERIFY(pdf->startsWith("%PDF"));
        // Some forty rows of two tables go on a page.
        QVERIFY2(pagesOf(*pdf) >= 4 && pagesOf(*pdf) <= 12, QByteArray::number(pagesOf(*pdf)));
        QCOMPARE(static_cast<qsizetype>(told.size()), pagesOf(*pdf) + 1); // and before they are laid out
        QVERIFY(std::ranges::is_sorted(told) && told.back() < 1);
    }

    void stopsAtAnyPage()
    {
        for (const double stopAt : {0.0, 0.2, 0.7}) {
            double last = 0;
            const auto pdf = app::reportPdf(longReport(), [&last, stopAt](double share) {
                last = share;
                return share < stopAt;
            });
            QVERIFY(!pdf && pdf.error().code == base::ErrorCode::Canceled);
            QVERIFY(last >= stopAt);
        }
    }
};

QTEST_MAIN(TestReportPdf)
#include "tst_reportpdf.moc"
