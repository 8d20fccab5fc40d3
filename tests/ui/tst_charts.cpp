#include "tests/support/scriptedscenes.h"
#include "tests/support/scriptedsession.h"
#include "ui/charts/densepainter.h"
#include "ui/charts/failureschart.h"
#include "ui/charts/lines.h"
#include "ui/charts/ticks.h"
#include "ui/charts/whyview.h"
#include "ui/charts/whywords.h"
#include "ui/common/font.h"
#include "ui/common/theme.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QTest>

#include <cmath>
#include <limits>
#include <random>

namespace tst_charts {

using namespace checkwatch;
using namespace checkwatch::charts;
using base::Duration;
using base::fromUnixMs;

namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

std::vector<fleet::Point> points(std::initializer_list<double> values)
{
    std::vector<fleet::Point> out;
    for (const double v : values)
        out.push_back({fromUnixMs(static_cast<std::int64_t>(out.size()) * 1000), v});
    return out;
}

void shoot(QWidget& widget, const QString& name)
{
    const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS");
    if (!folder.isEmpty())
        widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

fleet::HistoryPtr historyFor(scriptedsession::ScriptedSession& session, std::vector<fleet::ServerId> servers)
{
    fleet::HistoryPtr got;
    QObject::connect(&session, &session::Session::historyReady, &session, [&](const fleet::HistoryPtr& h) { got = h; });
    session.requestHistory(1, 0, servers, session.now() - std::chrono::minutes{30}, session.now(),
                           std::chrono::seconds{5});
    return got;
}

} // namespace

class ChartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setFont(common::interfaceFont());
        common::applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), common::ThemeKind::Dark);
    }

    void gapsStayGaps()
    {
        const auto data = points({1, 2, gap, 3, 4, 5, gap, gap, 6});
        const auto runs = decimated(data, fromUnixMs(0), fromUnixMs(8000), 1000);
        QCOMPARE(runs.size(), std::size_t{3});
        QCOMPARE(runs[0].size(), 2);
        QCOMPARE(runs[1].size(), 3);
        QCOMPARE(runs[2].size(), 1);
        std::vector<ColumnSpan> columns(8);
        columnSpans(data, fromUnixMs(0), fromUnixMs(8000), columns);
        QVERIFY(!columns[0].empty());
        QVERIFY(columns[2].empty()); // 2 s to 3 s: from the gap
        QVERIFY(!columns[3].empty());
        QVERIFY(columns[6].empty());
    }

    /// At most two points a column, and the extremes of each survive.
    void decimationKeepsExtremes()
    {
        std::mt19937 random(7);
        std::vector<fleet::Point> data;
        for (int i = 0; i < 50'000; ++i)
            data.push_back({fromUnixMs(i), static_cast<double>(random() % 1000)});
        data[31'234].value = 5000;
        const auto runs = decimated(data, fromUnixMs(0), fromUnixMs(50'000), 500);
        QCOMPARE(runs.size(), std::size_t{1});
        QVERIFY(runs[0].size() <= 1000 + 2);
        double top = 0;
        for (qsizetype i = 1; i < runs[0].size(); ++i) {
            QVERIFY(runs[0][i].x() > runs[0][i - 1].x());
            top = std::max(top, runs[0][i].y());
        }
        QCOMPARE(top, 5000.0);
        std::vector<ColumnSpan> columns(500);
        columnSpans(data, fromUnixMs(0), fromUnixMs(50'000), columns);
        QCOMPARE(columns[312].high, 5000.0F);
    }

    /// Between two far points each column carries its part of the line.
    void sparseLinesAreJoined()
    {
        const std::vector<fleet::Point> data{{fromUnixMs(0), 0}, {fromUnixMs(10'000), 10}};
        std::vector<ColumnSpan> columns(10);
        columnSpans(data, fromUnixMs(0), fromUnixMs(10'000), columns);
        QCOMPARE(columns[4].low, 4.0F);
        QCOMPARE(columns[4].high, 5.0F);
    }

    void infiniteValuesDoNoHarm()
    {
        const auto data
            = points({1, std::numeric_limits<double>::infinity(), 2, -std::numeric_limits<double>::infinity(), 1});
        DensePainter painter;
        painter.begin({QRectF(0, 0, 50, 20), fromUnixMs(0), fromUnixMs(4000), 0, 3}, 1);
        painter.add(data, Qt::red);
        QCOMPARE(painter.finish().size(), QSize(50, 20));
        QCOMPARE(highest(data, fromUnixMs(0), fromUnixMs(4000), 1), 1.0);
    }

    void ticksAreRound()
    {
        QCOMPARE(valueTicks(0, 10.4, 4), (std::vector<double>{0, 4, 8, 12}));
        QVERIFY(valueTicks(0, 1e300, 4).size() < 10);
        QVERIFY(valueTicks(gap, gap, 4).size() < 10);
        QVERIFY(timeTicks(fromUnixMs(0), fromUnixMs(1'800'000), 6).size() <= 7);
        QVERIFY(timeTicks(fromUnixMs(0), fromUnixMs(4'000'000'000'000), 6).size() <= 7);
    }

    void zoomRemembersTheWayBack()
    {
        ZoomStack zoom;
        zoom.setLength(Duration{60'000});
        zoom.setNow(fromUnixMs(100'000));
        QVERIFY(zoom.following());
        QVERIFY(!zoom.backAction()->isEnabled());
        zoom.zoom(0.5, fromUnixMs(70'000));
        QCOMPARE(zoom.range(), (ZoomStack::Range{fromUnixMs(55'000), fromUnixMs(85'000)}));
        zoom.setNow(fromUnixMs(110'000)); // not following: stays
        QCOMPARE(zoom.range().to, fromUnixMs(85'000));
        zoom.pan(Duration{1000}, true);
        zoom.pan(Duration{1000}, false);
        zoom.back();
        QCOMPARE(zoom.range().to, fromUnixMs(85'000));
        zoom.back();
        QVERIFY(zoom.following());
        QCOMPARE(zoom.range().to, fromUnixMs(110'000));
        zoom.zoom(1e-9, fromUnixMs(100'000));
        QCOMPARE((zoom.range().to - zoom.range().from).count(), 5000);
        zoom.follow();
        QVERIFY(!zoom.backAction()->isEnabled());
    }

    void chartShowsTheScene()
    {
        scriptedsession::ScriptedSession session(scriptedsession::Scene::Workstation);
        FailuresChart chart;
        chart.resize(780, 270);
        chart.zoom().setNow(session.now());
        std::vector<fleet::ServerId> ids;
        std::vector<FailuresChart::Subject> subjects;
        for (const char* name : {"web-03", "web-02", "pay-07", "web-05"}) {
            const fleet::ServerRow* row = session.server(name);
            ids.push_back(row->identity->id);
            subjects.push_back({row->identity->id, QString::fromLatin1(name), row->shown});
        }
        chart.setSubjects(subjects, ids[1]);
        chart.setHistory(historyFor(session, ids));
        chart.show();
        chart.flush();
        QVERIFY(!chart.isDense());
        QVERIFY(chart.seriesShown() >= 4);
        QTest::mouseMove(chart.viewport(), QPoint(600, 120));
        shoot(chart, QStringLiteral("chart"));
    }

    void manyPointsAreDense()
    {
        scriptedsession::ScriptedSession session(600);
        FailuresChart chart;
        chart.resize(1000, 500);
        chart.zoom().setNow(session.now());
        std::vector<fleet::ServerId> ids;
        std::vector<FailuresChart::Subject> subjects;
        for (fleet::ServerId id = 0; id < 100; ++id) {
            ids.push_back(id);
            subjects.push_back({id, QString::number(id), id % 50 == 0 ? fleet::Shown::Firing : fleet::Shown::Up});
        }
        chart.setSubjects(subjects, 50);
        chart.setHistory(historyFor(session, ids));
        chart.flush();
        QVERIFY(chart.isDense());
        QCOMPARE(chart.seriesShown(), 0);
        chart.setSubjects({subjects[0]}, 0);
        chart.flush();
        QVERIFY(!chart.isDense());
        chart.setEmptyText(QStringLiteral("Select a server."));
        chart.setSubjects({}, fleet::noServer);
        chart.flush();
        QCOMPARE(chart.seriesShown(), 0);
        chart.grab();
    }

    void whyInWords()
    {
        scriptedsession::ScriptedSession session(scriptedsession::Scene::Workstation);
        const fleet::Explanation why = scriptedsession::explanationOf(*session.server("web-02"), *session.snapshot());
        const auto lines = whyLines(why);
        QCOMPARE(lines[0].left, QStringLiteral("12 samples in the window"));
        QCOMPARE(lines[0].right, QStringLiteral("413 → 421"));
        QCOMPARE(lines[1].left, QStringLiteral("they span 55 s of 60 s"));
        QCOMPARE(lines[1].right, QStringLiteral("× 60 / 55"));
        QCOMPARE(lines[2].left, QStringLiteral("last − first = 8"));
        QCOMPARE(lines[3].left, QStringLiteral("extrapolated = 8.727"));
        QCOMPARE(lines[3].right, QStringLiteral("> 0 is true"));
    }

    void whyShowsTheScene()
    {
        scriptedsession::ScriptedSession session(scriptedsession::Scene::Workstation);
        for (const char* name : {"web-02", "web-03", "pay-07", "web-01"}) {
            WhyView view;
            view.setNow(session.now());
            const fleet::ServerRow& row = *session.server(name);
            view.setSubject({QStringLiteral("app / %1 on lb-01").arg(QString::fromLatin1(name)),
                             QStringLiteral("firing 3:12"), row.shown});
            view.setExplanation(
                std::make_shared<fleet::Explanation>(scriptedsession::explanationOf(row, *session.snapshot())));
            view.resize(440, 560);
            view.show();
            shoot(view, QStringLiteral("why-%1").arg(QString::fromLatin1(name)));
        }
    }
};

QTEST_MAIN(ChartsTest)

} // namespace tst_charts

#include "tst_charts.moc"
