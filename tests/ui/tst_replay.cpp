#include "tests/support/scriptedscenes.h"
#include "tests/ui/replayshow.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/replay/evaluationbar.h"
#include "ui/replay/linedialog.h"
#include "ui/replay/recordedevents.h"
#include "ui/replay/recordedeventsmodel.h"
#include "ui/replay/replaybanner.h"
#include "ui/servers/filteredit.h"
#include "ui/workstation/fleetpanels.h"

#include <QComboBox>
#include <QLineEdit>
#include <QProgressBar>
#include <QScrollBar>
#include <QSignalSpy>

namespace tst_replay {

using namespace checkwatch;
using namespace checkwatch::replayshow;
using namespace checkwatch::windowshow;
using replay::ReplayWindow;
using scriptedsession::sceneTime;
using std::chrono::hours;
using std::chrono::minutes;

/// The replay window: what its keys and buttons do.
class ReplayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void keysMove_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<qlonglong>("movedMs");
        QTest::newRow("evaluation") << int(Qt::Key_Right) << int(Qt::ShiftModifier) << 5000LL;
        QTest::newRow("evaluation back") << int(Qt::Key_Left) << int(Qt::ShiftModifier) << -5000LL;
        QTest::newRow("scrape") << int(Qt::Key_Right) << int(Qt::ControlModifier) << 5000LL;
        QTest::newRow("scrape back") << int(Qt::Key_Left) << int(Qt::ControlModifier) << -5000LL;
        QTest::newRow("end") << int(Qt::Key_End) << 0 << qlonglong(hours{24}.count() * 3'600'000 / 5);
        QTest::newRow("beginning") << int(Qt::Key_Home) << 0 << -qlonglong(hours{24}.count() * 3'600'000 * 4 / 5);
    }

    void keysMove()
    {
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(qlonglong, movedMs);
        Shown shown;
        shown.key(key, Qt::KeyboardModifiers(modifiers));
        QCOMPARE((shown.replay.now() - sceneTime).count(), movedMs);
    }

    void arrowsGoFromEventToEvent()
    {
        Shown shown;
        const auto& events = shown.replay.events();
        const auto next = std::ranges::find_if(events, [](const auto& event) { return event.time > sceneTime; });
        shown.key(Qt::Key_Right);
        QCOMPARE(shown.replay.now(), next->time);
        shown.key(Qt::Key_Left);
        QCOMPARE(shown.replay.now(), std::prev(next)->time);
        button(shown.window, QStringLiteral("event ›"))->click();
        QVERIFY(shown.replay.now() > sceneTime);
    }

    /// Space plays, except where it presses what has the focus.
    void spacePlays()
    {
        Shown shown;
        shown.key(Qt::Key_Space);
        QVERIFY(shown.replay.playing());
        QCOMPARE(shown.replay.speed(), 60.0);
        QVERIFY(button(shown.window, QStringLiteral("Pause")) != nullptr);
        shown.key(Qt::Key_Period);
        QCOMPARE(shown.replay.speed(), 120.0);
        shown.key(Qt::Key_Space);
        QVERIFY(!shown.replay.playing());
        QToolButton* next = button(shown.window, QStringLiteral("event ›"));
        next->setFocus();
        shown.key(Qt::Key_Space);
        QVERIFY(!shown.replay.playing());
        QVERIFY(shown.replay.now() > sceneTime);
        auto* filter = shown.window.findChild<servers::FilterEdit*>();
        filter->setFocus();
        QTest::keyClicks(filter, QStringLiteral("n b"));
        QCOMPARE(filter->text(), QStringLiteral("n b"));
        QVERIFY(!shown.replay.playing());
    }

    void speedIsChosen()
    {
        Shown shown;
        for (auto* box : shown.window.findChild<replay::ReplayBanner*>()->findChildren<QComboBox*>()) {
            if (box->accessibleName() != QLatin1String("Speed"))
                continue;
            QCOMPARE(box->count(), 11);
            box->setFocus();
            QTest::keyClick(box, Qt::Key_Up);
            QVERIFY(!shown.replay.playing());
            shown.replay.play(1);
            QTest::keyClick(box, Qt::Key_Up);
            QCOMPARE(shown.replay.speed(), 10.0);
            return;
        }
        QFAIL("no menu of speeds");
    }

    void eventsTellPastFromFuture()
    {
        Shown shown;
        auto* list = shown.window.findChild<replay::RecordedEvents*>();
        const auto* model = qobject_cast<const replay::RecordedEventsModel*>(list->model());
        const auto spoken = [model](int row) { return model->index(row).data(Qt::AccessibleTextRole).toString(); };
        const int now = model->nowRow();
        QVERIFY(now > 0 && now + 1 < model->rowCount());
        QVERIFY(model->eventAt(now - 1)->time <= sceneTime);
        QVERIFY(model->eventAt(now + 1)->time > sceneTime);
        QVERIFY2(spoken(now).contains(QLatin1String("now showing")), spoken(now).toUtf8());
        QVERIFY(spoken(now + 1).startsWith(QLatin1String("later: ")));
        QVERIFY(!spoken(now - 1).startsWith(QLatin1String("later: ")));
        shown.key(Qt::Key_Right);
        QCOMPARE(model->nowRow(), now + 1);
        // A click goes there, and selects whom it is about.
        const base::Timestamp there = model->eventAt(now + 3)->time;
        const fleet::ServerId who = model->eventAt(now + 3)->server;
        Q_EMIT list->clicked(model->index(now + 3));
        QCOMPARE(shown.replay.now(), there);
        QCOMPARE(shown.window.panels().selection().current().server, who);
        QVERIFY(says(shown.window, QStringLiteral("Log lines of HAProxy: not recorded")));
    }

    /// Only a part of the events is in memory; the rest comes as one gets there.
    void eventsAreAskedForAsOneMoves()
    {
        Shown shown({.lanes = 40, .spans = 50});
        const auto* model = shown.window.findChild<replay::RecordedEventsModel*>();
        QCOMPARE(model->eventCount(), 300);
        QVERIFY(shown.replay.events().size() > 3000);
        for (const int percent : {0, 3, 50, 97, 100}) {
            const auto facts = shown.replay.facts();
            shown.replay.seek(facts.from + (facts.to - facts.from) * percent / 100);
            QVERIFY(!model->runsShort(shown.replay.now()));
            const fleet::Event* last = model->eventAt(model->nowRow() - 1);
            const fleet::Event* next = model->eventAt(model->nowRow() + 1);
            QVERIFY(last == nullptr || last->time <= shown.replay.now());
            QVERIFY(next == nullptr || next->time > shown.replay.now());
            QVERIFY(last == nullptr || next == nullptr || last->number + 1 == next->number);
        }
    }

    /// While rules are evaluated the events are asked for again and again.
    void whoLooksAroundInTheEventsIsNotSentBack()
    {
        Shown shown({.lanes = 40, .spans = 50});
        auto* list = shown.window.findChild<replay::RecordedEvents*>();
        const auto* model = qobject_cast<const replay::RecordedEventsModel*>(list->model());
        list->scrollToTop();
        QCOMPARE(list->verticalScrollBar()->value(), 0);
        QVERIFY(!list->visualRect(model->index(model->nowRow())).intersects(list->viewport()->rect()));
        list->refresh();
        QCOMPARE(list->verticalScrollBar()->value(), 0);
        const auto nowIsSeen
            = [&] { return list->visualRect(model->index(model->nowRow())).intersects(list->viewport()->rect()); };
        shown.replay.seek(model->eventAt(model->nowRow() + 3)->time); // known already
        QVERIFY(nowIsSeen());
        list->scrollToTop();
        shown.replay.seek(shown.replay.facts().to - minutes{1}); // has to be asked for
        QVERIFY(nowIsSeen());
    }

    void goesToATimeThatIsTyped()
    {
        Shown shown;
        shown.key(Qt::Key_G);
        auto* dialog = shown.window.findChild<replay::LineDialog*>();
        QVERIFY(dialog != nullptr);
        auto* line = dialog->findChild<QLineEdit*>();
        line->setText(QStringLiteral("at tea time"));
        QVERIFY(says(*dialog, QStringLiteral("not a time")));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(shown.replay.now(), sceneTime);
        line->setText(QStringLiteral("03:14:25"));
        QVERIFY(says(*dialog, QStringLiteral("Tue 14 Jul 03:14:25 UTC")));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(common::stamp(shown.replay.now(), common::Zone::Utc), QStringLiteral("2026-07-14 03:14:25 UTC"));
        QVERIFY(says(shown.window, QStringLiteral("Tue 14 Jul 03:14:25 UTC")));
        QVERIFY(!shown.window.goTo(QStringLiteral("yesterday")).ok());
    }

    void notesAndBookmarks()
    {
        Shown shown;
        const std::size_t before = shown.replay.timeline()->marks.size();
        shown.key(Qt::Key_B);
        QCOMPARE(shown.replay.timeline()->marks.size(), before + 1);
        QVERIFY(says(shown.window, QStringLiteral("Bookmark at")));
        shown.key(Qt::Key_Right);
        shown.key(Qt::Key_N);
        auto* dialog = shown.window.findChild<replay::LineDialog*>();
        QTest::keyClicks(dialog->findChild<QLineEdit*>(), QStringLiteral("paged the owner"));
        QTest::keyClick(dialog->findChild<QLineEdit*>(), Qt::Key_Return);
        QCOMPARE(shown.replay.timeline()->marks.size(), before + 2);
        shown.key(Qt::Key_Home);
        shown.key(Qt::Key_BracketRight);
        QCOMPARE(shown.replay.now(), shown.replay.timeline()->marks.front().time);
        shown.replay.refuseNotes();
        shown.key(Qt::Key_B);
        QCOMPARE(shown.replay.timeline()->marks.size(), before + 2);
        QTRY_VERIFY(QApplication::activeModalWidget() != nullptr || QApplication::activeWindow() != &shown.window);
        for (QWidget* top : QApplication::topLevelWidgets()) {
            if (top != &shown.window && top->isVisible())
                top->close();
        }
    }

    /// Forth and back, and wherever one is when an answer comes.
    void theQueryPaneIsOfThePosition()
    {
        Shown shown;
        QSignalSpy answers(&shown.replay, &session::Session::queryReady);
        shown.window.panels().openQuery(QStringLiteral("up"));
        QTRY_COMPARE(answers.size(), 1);
        int asked = 1;
        for (const auto by : {-minutes{9}, minutes{4}, -minutes{1}}) {
            const base::Timestamp there = shown.replay.now() + by;
            shown.replay.seek(there);
            ++asked;
            QTRY_COMPARE(answers.size(), asked);
            QCOMPARE(answers.back().front().value<session::QueryAnswerPtr>()->asked.to, there);
        }
    }

    /// The window does not go there by itself: somebody may be reading.
    void theFirstAlertIsSaidAndReached()
    {
        Shown shown;
        shown.key(Qt::Key_A);
        QCOMPARE(shown.replay.now(), sceneTime);
        const base::Timestamp alert = sceneTime - minutes{7};
        shown.replay.findFirstAlert(alert);
        QCOMPARE(shown.replay.now(), sceneTime);
        QVERIFY(says(shown.window, QStringLiteral("First alert at Tue 14 Jul 11:59:21 UTC: A goes there")));
        shown.key(Qt::Key_A);
        QCOMPARE(shown.replay.now(), alert);
    }

    void evaluationIsSeenAndStopped()
    {
        Shown shown;
        const auto* bar = shown.window.findChild<replay::EvaluationBar*>();
        QVERIFY(!bar->isVisible());
        shown.replay.evaluateTo(0.43);
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->findChild<QProgressBar*>()->value(), 430);
        QVERIFY(!says(*bar, QStringLiteral("not settled")));
        shown.replay.setSettled(false);
        shown.replay.seek(sceneTime - minutes{1});
        QVERIFY(says(*bar, QStringLiteral("alerts not settled yet")));
        QVERIFY(says(shown.window, QStringLiteral("Events after Tue 14 Jul 03:13:33 UTC: not known yet")));
        QSignalSpy events(&shown.replay, &session::Replay::eventsReady);
        QTRY_VERIFY_WITH_TIMEOUT((shown.replay.evaluateTo(0.45), events.count() > 0), 5000);
        button(*bar, QStringLiteral("Cancel"))->click();
        QCOMPARE(shown.replay.cancelled(), 1);
        QVERIFY(!bar->isVisible());
        QVERIFY(says(shown.window, QStringLiteral("Evaluation stopped")));
        shown.replay.evaluateTo(0.5);
        QVERIFY(says(shown.window, QStringLiteral("not known yet")));
        shown.replay.setSettled(true);
        shown.replay.finishEvaluation();
        QVERIFY(!bar->isVisible());
        QVERIFY(!says(shown.window, QStringLiteral("not known yet")));
        QTRY_VERIFY_WITH_TIMEOUT(says(shown.window, QStringLiteral("rules evaluated over it in")), 10'000);
    }

    void rulesAsThenOrAsNow()
    {
        Shown shown;
        for (auto* box : shown.window.findChild<replay::ReplayBanner*>()->findChildren<QComboBox*>()) {
            if (box->accessibleName() == QLatin1String("Which rules")) {
                box->setFocus();
                QTest::keyClick(box, Qt::Key_Down);
            }
        }
        QCOMPARE(shown.replay.rules(), session::Replay::Rules::AsNow);
    }

    void liveIsOfferedOnlyWhereThereIsSome()
    {
        Shown shown;
        QSignalSpy live(&shown.window, &ReplayWindow::liveRequested);
        QToolButton* back = button(shown.window, QStringLiteral("Back to live"));
        QVERIFY(!back->isVisible());
        shown.window.offerLive(true);
        QVERIFY(back->isVisible());
        back->click();
        QCOMPARE(live.count(), 1);
    }
};

QTEST_MAIN(ReplayTest)

} // namespace tst_replay

#include "tst_replay.moc"
