#include "tests/ui/replayshow.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/replay/recordedevents.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/chartorquery.h"
#include "ui/workstation/fleetpanels.h"

#include <QScrollBar>
#include <QSignalSpy>

namespace tst_replayasks {

using namespace checkwatch;
using namespace checkwatch::replayshow;
using namespace checkwatch::windowshow;
using session::Replay;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

/// How many lines of words there are in all rows.
int linesIn(const QList<int>& heights, const QFont& font)
{
    int lines = 0;
    for (const int height : heights)
        lines += height / QFontMetrics(font).height();
    return lines;
}

/// Of which time the newest answer is.
base::Timestamp askedFor(const QSignalSpy& answers)
{
    return answers.last()[0].value<session::QueryAnswerPtr>()->asked.to;
}

QList<int> heightsOf(const replay::RecordedEvents& list)
{
    QList<int> heights;
    for (int row = 0; row < list.model()->rowCount(); ++row)
        heights.append(list.sizeHintForIndex(list.model()->index(row, 0)).height());
    return heights;
}

} // namespace

/// What a position of a replay costs: nothing is asked for twice, nothing is laid out for what was there before.
class ReplayAsksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void aPositionAsksOnce()
    {
        Shown shown;
        QVERIFY(shown.window.panels().selectServer(QStringLiteral("web-02")));
        QTest::qWait(50);
        QSignalSpy histories(&shown.replay, &Replay::historyReady);
        QSignalSpy reasons(&shown.replay, &Replay::explanationReady);
        shown.replay.seek(shown.replay.now() - minutes{7});
        QTest::qWait(50);
        QCOMPARE(histories.size(), 2); // the chart, the trends
        QCOMPARE(reasons.size(), 1);
        QVERIFY(histories[0][0].value<fleet::HistoryPtr>()->to == shown.replay.now());
        QVERIFY(histories[1][0].value<fleet::HistoryPtr>()->to == shown.replay.now());
    }

    /// Trends are of the servers in sight at that position, not of those before it.
    void trendsAreOfWhoIsInSight()
    {
        Shown shown({.servers = 300});
        QTest::qWait(50);
        auto* table = shown.window.findChild<servers::ServerTable*>();
        QSignalSpy histories(&shown.replay, &Replay::historyReady);
        table->verticalScrollBar()->setValue(100);
        shown.replay.seek(shown.replay.now() - minutes{7});
        QTest::qWait(50);
        QCOMPARE(histories.size(), 2);
        std::vector<fleet::ServerId> told;
        for (const auto& one : histories.last()[0].value<fleet::HistoryPtr>()->servers)
            told.push_back(one.server);
        QVERIFY(!told.empty());
        QCOMPARE(told, table->visibleServers());
    }

    void nothingIsAskedForWhileTimeStandsStill()
    {
        Shown shown;
        shown.replay.seek(shown.replay.now() - minutes{7});
        QTest::qWait(50);
        QSignalSpy histories(&shown.replay, &Replay::historyReady);
        shown.window.panels().tick();
        shown.window.panels().flush();
        QTest::qWait(50);
        QCOMPARE(histories.size(), 0);
    }

    /// Each is a question of its own, however near to the one before.
    void aQueryIsOfThePosition()
    {
        Shown shown;
        QSignalSpy answers(&shown.replay, &Replay::queryReady);
        shown.window.panels().openQuery(QStringLiteral("up"));
        QCOMPARE(answers.size(), 1);
        for (const base::Duration by : {seconds{1}, seconds{-2}, seconds{1}}) {
            shown.replay.seek(shown.replay.now() + by);
            QTest::qWait(50);
            QCOMPARE(askedFor(answers), shown.replay.now());
        }
        QCOMPARE(answers.size(), 4);
        shown.window.panels().tick();
        QCOMPARE(answers.size(), 4);
    }

    /// Nobody else asks once more where time stands still.
    void aQueryThatWasAwayIsOfThePosition()
    {
        Shown shown;
        QSignalSpy answers(&shown.replay, &Replay::queryReady);
        shown.window.panels().openQuery(QStringLiteral("up"));
        auto* lower = shown.window.findChild<workstation::ChartOrQuery*>();
        lower->closeQuery();
        shown.replay.seek(shown.replay.now() + seconds{1});
        QTest::qWait(50);
        QCOMPARE(answers.size(), 1);
        shown.window.panels().openQuery();
        QCOMPARE(answers.size(), 2);
        QCOMPARE(askedFor(answers), shown.replay.now());
        QToolButton* following = button(shown.window, QStringLiteral("every position"));
        QVERIFY(following != nullptr);
        following->click();
        shown.replay.seek(shown.replay.now() + minutes{1});
        QTest::qWait(50);
        QCOMPARE(answers.size(), 2);
        following->click();
        QCOMPARE(answers.size(), 3);
        QCOMPARE(askedFor(answers), shown.replay.now());
    }

    void theEndOfTheEvaluationAsksForEventsOnce()
    {
        Shown shown({.lanes = 40, .spans = 50});
        QSignalSpy events(&shown.replay, &Replay::eventsReady);
        shown.replay.finishEvaluation();
        QTest::qWait(50);
        QCOMPARE(events.size(), 1);
    }

    /// What was laid out for another width, font or stretch of the recording is not used again.
    void rowsOfEventsAreAsHighAsTheirWords()
    {
        const scriptedsession::RecordingShape shape{.lanes = 40, .spans = 50, .longNames = true};
        Shown shown(shape);
        Shown fresh(shape);
        auto* list = shown.window.findChild<replay::RecordedEvents*>();
        const auto* other = fresh.window.findChild<replay::RecordedEvents*>();
        const QList<int> before = heightsOf(*list);
        QCOMPARE(before, heightsOf(*other));
        const QFont font = list->font();
        list->setFont(common::scaled(font, 1.6));
        QVERIFY(linesIn(heightsOf(*list), list->font()) > linesIn(before, font));
        list->setFont(font);
        list->setFixedWidth(list->width() / 2);
        QVERIFY(heightsOf(*list) != before);
        list->setFixedWidth(other->width());
        QCOMPARE(heightsOf(*list), before);
        shown.replay.seek(shown.replay.facts().from + minutes{90});
        fresh.replay.seek(fresh.replay.facts().from + minutes{90});
        QCOMPARE(heightsOf(*list), heightsOf(*other));
        QVERIFY(heightsOf(*list) != before);
    }
};

QTEST_MAIN(ReplayAsksTest)

} // namespace tst_replayasks

#include "tst_replayasks.moc"
