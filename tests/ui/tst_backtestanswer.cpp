#include "app/demo/demorecording.h"
#include "app/headless/recordingreview.h"
#include "tests/ui/backtestrig.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"

#include <QClipboard>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>

namespace tst_backtestanswer {

using namespace checkwatch;
using namespace checkwatch::backtestrig;
using namespace checkwatch::windowshow;
using std::chrono::seconds;

/// The window of a backtest: what it shows of the answers.
class BacktestAnswerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void tablesShowTheAnswer()
    {
        Shown shown;
        shown.review->answer(scriptedBacktest(4));
        QCOMPARE(shown.cell(QStringLiteral("Summary"), 0, 0), QStringLiteral("times DOWN that were caught"));
        QCOMPARE(shown.cell(QStringLiteral("Summary"), 0, 1), QStringLiteral("2"));
        QCOMPARE(shown.cell(QStringLiteral("Summary"), 0, 2), QStringLiteral("4"));
        QCOMPARE(shown.cell(QStringLiteral("By rule"), 0, 1), QStringLiteral("A"));
        QCOMPARE(shown.cell(QStringLiteral("By rule"), 1, 1), QStringLiteral("B"));
        QCOMPARE(shown.cell(QStringLiteral("By server"), 0, 0), QStringLiteral("app/web-101"));
        QCOMPARE(shown.cell(QStringLiteral("Times DOWN that were missed"), 0, 3), QStringLiteral("A"));
        QVERIFY(shown.says(QStringLiteral("4 times DOWN: caught by A 2, B 4 · fired with nothing wrong: A 0, B 1")));
    }

    /// A above B above the times DOWN; what is missed is there as such; a click leads there.
    void verdictsAreOnTheTimeline()
    {
        Shown shown;
        const session::BacktestAnswer answer = scriptedBacktest(4);
        shown.review->answer(answer);
        const auto& lanes = shown.strip->picture().lanes;
        QCOMPARE(lanes.size(), std::size_t{4});
        QCOMPARE(lanes[0].server, std::string("web-101"));
        QCOMPARE(lanes[0].sets.size(), std::size_t{2});
        QVERIFY(lanes[0].sets[0].front().kind == review::VerdictSpan::Kind::Missed);
        QVERIFY(lanes[0].sets[1].back().kind == review::VerdictSpan::Kind::Firing);
        const base::Timestamp down = answer.backtest.spells[1].time.from + seconds{60};
        const QPoint inA = shown.strip->placeOf(0, 0, down);
        const QPoint inB = shown.strip->placeOf(0, 1, down);
        const QPoint below = shown.strip->placeOf(0, 2, down);
        QVERIFY(inA.y() < inB.y() && inB.y() < below.y());
        QVERIFY(shown.strip->wordsAt(inA).contains(QStringLiteral("A: missed, nothing fired")));
        QVERIFY(shown.strip->wordsAt(inA).contains(QStringLiteral("B: firing HaproxyServerHealthcheckFailure")));
        QSignalSpy chosen(shown.window, &BacktestWindow::placeChosen);
        QTest::mouseClick(shown.strip->viewport(), Qt::LeftButton, {}, inB);
        QCOMPARE(chosen.count(), 1);
        QVERIFY(std::chrono::abs(chosen[0][0].value<base::Timestamp>() - down) < seconds{10});
        QCOMPARE(chosen[0][1].toString(), QStringLiteral("app/web-101"));
    }

    void keysGoThroughTheVerdicts()
    {
        Shown shown;
        const session::BacktestAnswer answer = scriptedBacktest(4);
        shown.review->answer(answer);
        QSignalSpy chosen(shown.window, &BacktestWindow::placeChosen);
        shown.strip->setFocus();
        for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Right, Qt::Key_Return})
            QTest::keyClick(shown.strip, key);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].value<base::Timestamp>(), answer.backtest.spells[1].firstFailure); // B is pending
        QVERIFY(shown.strip->accessibleDescription().contains(QStringLiteral("B: pending")));
        QTest::keyClick(shown.strip, Qt::Key_Plus);
        QVERIFY(!shown.strip->picture().frame.range.whole());
        QTest::keyClick(shown.strip, Qt::Key_0);
        QVERIFY(shown.strip->picture().frame.range.whole());
    }

    void errorsAreSaidAndTheLastAnswerStays()
    {
        Shown shown;
        shown.review->answer(scriptedBacktest(4));
        session::BacktestAnswer refused;
        refused.error = base::Error{base::ErrorCode::NotFound, "no such file", "theirs.yml"};
        shown.review->answer(refused);
        QVERIFY(shown.says(QStringLiteral("theirs.yml: no such file")));
        QCOMPARE(shown.cell(QStringLiteral("Summary"), 0, 1), QStringLiteral("2"));
    }

    /// An answer to what was asked before the newest change is not shown.
    void lateAnswersAreDropped()
    {
        Shown shown;
        const std::uint64_t first = shown.review->backtests.front().number;
        QTest::keySequence(shown.window, QKeySequence::Refresh);
        QTRY_COMPARE(shown.review->backtests.size(), std::size_t{2});
        session::BacktestAnswer late = scriptedBacktest(4);
        late.request = first;
        Q_EMIT shown.review->backtestReady(std::make_shared<const session::BacktestAnswer>(late));
        QVERIFY(!shown.window->answer());
        shown.review->answer(scriptedBacktest(2));
        QVERIFY(shown.window->answer());
    }

    void commandLineIsCopied()
    {
        Shown shown;
        const session::BacktestAnswer answer = scriptedBacktest(2);
        shown.review->answer(answer);
        QTest::keySequence(shown.window, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
        QTRY_COMPARE(QApplication::clipboard()->text(), QString::fromStdString(answer.command));
        shown.window->saveJson(QStringLiteral("/tmp/x.json"));
        QVERIFY(shown.says(QStringLiteral("Written: /tmp/x.json")));
    }

    /// The whole way: the demo's recording, the rules as recorded, a slider; the window shows what the command prints.
    void overTheDemo()
    {
        const QTemporaryDir folder;
        const auto recording = demo::unpackDemoRecording(folder.path());
        QVERIFY(recording.ok());
        auto review = app::RecordingReview::open(recording->toStdString(), {}, {});
        QVERIFY(review.ok());
        const session::RecordingFacts facts = (*review)->facts();
        QPointer<BacktestWindow> window
            = new BacktestWindow(std::move(*review), {facts.from, facts.to, facts.from, common::Zone::Utc},
                                 {{NamedSpan::Kind::Whole, QStringLiteral("Whole recording")}}, nullptr);
        window->show();
        QTRY_VERIFY_WITH_TIMEOUT(window->answer(), 60'000);
        QCOMPARE(window->answer()->backtest.sets.size(), std::size_t{1});
        for (auto* slider : window->findChildren<QSlider*>()) {
            if (slider->accessibleName() == QLatin1String("for, slider"))
                slider->setValue(slider->value() - 4);
        }
        QTRY_COMPARE_WITH_TIMEOUT(window->answer()->backtest.sets.size(), std::size_t{2}, 60'000);
        const session::RuleSetVerdict& changed = window->answer()->backtest.sets[1];
        for (auto* table : window->findChildren<review::RowsTable*>()) {
            if (table->accessibleName() == QLatin1String("Summary"))
                QCOMPARE(table->rows().index(4, 2).data().toString(), QString::number(changed.all.fired));
        }
        present(
            *window, [] {}, QSize(1240, 820), QStringLiteral("backtest-demo"));
        delete window.data();
    }

    void pictures_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("servers");
        QTest::addColumn<bool>("longNames");
        for (std::size_t i = 0; i < themes.size(); ++i)
            QTest::newRow(themes[i].name) << int(i) << QSize(1240, 820) << 12 << false;
        QTest::newRow("small") << 0 << QSize(1024, 700) << 12 << false;
        QTest::newRow("long") << 0 << QSize(1024, 700) << 40 << true;
        QTest::newRow("large") << 1 << QSize(1920, 1080) << 40 << false;
        QTest::newRow("nothing") << 1 << QSize(1024, 700) << 0 << false;
    }

    void pictures()
    {
        QFETCH(int, theme);
        QFETCH(QSize, size);
        QFETCH(int, servers);
        QFETCH(bool, longNames);
        common::applyTheme(application(), themes[static_cast<std::size_t>(theme)].kind);
        Shown shown;
        shown.review->answer(scriptedBacktest(servers, longNames));
        present(
            *shown.window, [] {}, size,
            QStringLiteral("backtest-%1").arg(QString::fromLatin1(QTest::currentDataTag())));
        QCOMPARE(shown.window->size(), size);
        checkLabels(*shown.window);
    }
};

QTEST_MAIN(BacktestAnswerTest)

} // namespace tst_backtestanswer

#include "tst_backtestanswer.moc"
