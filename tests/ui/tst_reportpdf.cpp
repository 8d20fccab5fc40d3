#include "app/run/pagebreaks.h"
#include "app/run/reportpdf.h"
#include "models/session/reporttimeline.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <random>
#include <vector>

namespace tst_reportpdf {

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

/// Headings, paragraphs, and tables whose rows are of all heights.
std::vector<app::Piece> someDocument(std::mt19937& random)
{
    std::vector<app::Piece> out;
    for (int part = 0; part < 8; ++part) {
        out.push_back({.height = 18, .above = 9, .withNext = true}); // heading
        if (random() % 2 == 0) {
            out.push_back({.height = 10.0 * static_cast<double>(1 + random() % 6)});
            continue;
        }
        const std::size_t head = out.size();
        out.push_back({.height = 12, .above = 4, .withNext = true});
        for (unsigned rows = random() % 40; rows > 0; --rows) {
            out.push_back({.height = 10.0 * static_cast<double>(1 + random() % 9), .head = head});
        }
    }
    out.push_back({.height = 10});
    return out;
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

    void rowsStayWholeUnderTheHeadOfTheirTable()
    {
        constexpr double page = 250;
        std::mt19937 random(3);
        for (int round = 0; round < 200; ++round) {
            const std::vector<app::Piece> pieces = someDocument(random);
            const std::vector<app::PlacedPiece> placed = app::placedPieces(pieces, page);
            std::size_t next = 0;
            for (std::size_t i = 0; i < placed.size(); ++i) {
                const app::Piece& piece = pieces[placed[i].piece];
                QVERIFY(placed[i].top >= 0 && placed[i].top + piece.height <= page);
                const bool first = i == 0 || placed[i - 1].page != placed[i].page;
                const bool headAgain = placed[i].piece != next;
                QVERIFY2(headAgain == (first && pieces[next].head.has_value()), "the head of the table");
                QVERIFY(!headAgain || placed[i].piece == pieces[next].head);
                if (!first) {
                    const app::Piece& before = pieces[placed[i - 1].piece];
                    QVERIFY(placed[i].page == placed[i - 1].page && placed[i].top >= placed[i - 1].top + before.height);
                } else if (i > 0) {
                    QVERIFY2(!pieces[placed[i - 1].piece].withNext, "a heading is the last on its page");
                }
                next += headAgain ? 0 : 1;
            }
            QCOMPARE(next, pieces.size());
        }
    }

    void noPageIsLeftEmpty()
    {
        const std::vector<app::PlacedPiece> expected{{0, 0, 0}, {1, 1, 0}, {2, 2, 0}, {3, 2, 60}};
        QCOMPARE(app::placedPieces(
                     {{.height = 60}, {.height = 300}, {.height = 50, .above = 20}, {.height = 5, .above = 10}}, 100),
                 expected);
        QVERIFY(app::placedPieces({}, 100).empty());
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

} // namespace tst_reportpdf

#include "tst_reportpdf.moc"
