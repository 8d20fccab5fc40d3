#include "tests/support/scriptedreplay.h"
#include "tests/support/scriptedscenes.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/replay/damagenotice.h"
#include "ui/replay/evaluationbar.h"
#include "ui/replay/linedialog.h"
#include "ui/replay/recordedevents.h"
#include "ui/replay/recordedeventsmodel.h"
#include "ui/replay/replaybanner.h"
#include "ui/replay/replaywindow.h"
#include "ui/replay/timelinestrip.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/fleetpanels.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace checkwatch;
using namespace checkwatch::windowshow;
using replay::ReplayWindow;
using replay::TimelineStrip;
using scriptedsession::RecordingShape;
using scriptedsession::sceneTime;
using scriptedsession::ScriptedReplay;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

bool says(const QWidget& window, const QString& words)
{
    const auto labels = window.findChildren<common::PlainLabel*>();
    return std::ranges::any_of(
        labels, [&](const auto* label) { return label->isVisibleTo(&window) && label->plain().contains(words); });
}

QToolButton* button(const QWidget& window, const QString& words)
{
    for (auto* found : window.findChildren<QToolButton*>()) {
        if (found->text() == words)
            return found;
    }
    return nullptr;
}

/// A window that is shown and has the keyboard.
struct Shown
{
    explicit Shown(const RecordingShape& shape = {}) : replay(shape), window(&replay)
    {
        window.resize(1280, 800);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        strip = window.findChild<TimelineStrip*>();
        strip->setFocus();
    }

    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(QApplication::focusWidget(), static_cast<Qt::Key>(key), modifiers);
    }
    [[nodiscard]] int xOf(base::Timestamp time) const
    {
        const auto area = strip->viewport()->width();
        for (int x = 0; x < area; ++x) {
            if (strip->timeAt(x) >= time)
                return x;
        }
        return area;
    }

    ScriptedReplay replay;
    ReplayWindow window;
    TimelineStrip* strip = nullptr;
};

} // namespace

/// The replay window: what its keys and buttons do, and what it says.
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

    void scrubbingSeeks()
    {
        Shown shown;
        QSignalSpy moved(&shown.replay, &session::Replay::moved);
        const base::Timestamp wanted = sceneTime - hours{6};
        const int y = shown.strip->viewport()->height() - 10; // over the axis: no lane
        QTest::mousePress(shown.strip->viewport(), Qt::LeftButton, {}, {shown.xOf(sceneTime - hours{8}), y});
        QTest::mouseMove(shown.strip->viewport(), {shown.xOf(wanted), y});
        QTest::mouseRelease(shown.strip->viewport(), Qt::LeftButton, {}, {shown.xOf(wanted), y});
        QVERIFY(moved.count() >= 2);
        QVERIFY(std::chrono::abs(shown.replay.now() - wanted) < minutes{3});
        QVERIFY(shown.window.panels().selection().current().isEmpty());
    }

    void lanesSelectTheirServer()
    {
        Shown shown;
        const fleet::TimelineLane& lane = shown.replay.timeline()->lanes[1];
        const QPoint place(20, shown.strip->laneCentre(1));
        const base::Timestamp before = shown.replay.now();
        QTest::mouseClick(shown.strip->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(shown.window.panels().selection().current().server, lane.server);
        QCOMPARE(shown.replay.now(), before); // the name is no place in time
        shown.strip->setFocus();
        shown.key(Qt::Key_Down);
        shown.key(Qt::Key_Return);
        QCOMPARE(shown.window.panels().selection().current().server, shown.replay.timeline()->lanes[2].server);
        QVERIFY(shown.strip->accessibleDescription().contains(QLatin1String("lanes")));
    }

    void wheelZoomsAndPans()
    {
        Shown shown;
        TimelineStrip& strip = *shown.strip;
        const auto turn = [&](const QPointF& place, const QPoint& by, Qt::KeyboardModifiers modifiers) {
            QWheelEvent event(place, strip.viewport()->mapToGlobal(place), {}, by, Qt::NoButton, modifiers,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(strip.viewport(), &event);
        };
        const QPointF place(800, 60);
        const base::Timestamp anchor = strip.timeAt(800);
        turn(place, {0, 240}, {});
        QVERIFY(strip.range().length() < hours{16});
        QVERIFY(std::chrono::abs(strip.timeAt(800) - anchor) < minutes{1});
        const base::Timestamp from = strip.range().from();
        turn(place, {0, -120}, Qt::ShiftModifier);
        QVERIFY(strip.range().from() > from);
        shown.key(Qt::Key_0);
        QVERIFY(strip.range().whole());
        turn(place, {0, -1200}, {}); // never more than there is
        QCOMPARE(strip.range().length(), base::Duration{hours{24}});
    }

    /// A position out of sight brings its stretch into sight.
    void theStripFollowsThePosition()
    {
        Shown shown;
        for (int i = 0; i < 8; ++i)
            shown.key(Qt::Key_Plus);
        QVERIFY(shown.strip->range().length() < minutes{10});
        shown.key(Qt::Key_Home);
        QVERIFY(shown.strip->range().from() <= shown.replay.now());
        QVERIFY(shown.strip->range().to() > shown.replay.now());
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
            QVERIFY(!model->runsShort());
            const fleet::Event* last = model->eventAt(model->nowRow() - 1);
            const fleet::Event* next = model->eventAt(model->nowRow() + 1);
            QVERIFY(last == nullptr || last->time <= shown.replay.now());
            QVERIFY(next == nullptr || next->time > shown.replay.now());
            QVERIFY(last == nullptr || next == nullptr || last->number + 1 == next->number);
        }
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
        button(*bar, QStringLiteral("Cancel"))->click();
        QCOMPARE(shown.replay.cancelled(), 1);
        QVERIFY(!bar->isVisible());
        QVERIFY(says(shown.window, QStringLiteral("Evaluation stopped")));
        shown.replay.evaluateTo(0.5);
        shown.replay.finishEvaluation();
        QVERIFY(!bar->isVisible());
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

    /// Damage is said once.
    void damageIsSaid()
    {
        Shown whole;
        QVERIFY(!whole.window.findChild<replay::DamageNotice*>()->isVisible());
        QVERIFY(says(whole.window, QStringLiteral("Recording whole")));
        Shown broken({.damage = {"frame 12: wrong checksum", "frame 77 is missing"}});
        auto* notice = broken.window.findChild<replay::DamageNotice*>();
        QVERIFY(notice->isVisible());
        QVERIFY(says(broken.window, QStringLiteral("damaged in 2 places")));
        button(*notice, QStringLiteral("Close"))->click();
        broken.replay.finishEvaluation();
        QVERIFY(!notice->isVisible());
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

    /// The clock of the status bar switches every time that is shown.
    void timesAreInOneZone()
    {
        Shown shown;
        QVERIFY(says(shown.window, QStringLiteral("Tue 14 Jul 12:06:21 UTC")));
        shown.window.panels().status()->setZone(common::Zone::Local);
        QVERIFY(says(shown.window, QStringLiteral(" local")));
    }

    /// Of what was not recorded nothing is claimed.
    void notRecordedIsNotNone()
    {
        Shown shown({.lanes = 0, .empty = true});
        QVERIFY(says(shown.window, QStringLiteral("Not recorded: nothing is known of this time.")));
        QVERIFY(!says(shown.window, QStringLiteral("none")));
        QVERIFY(says(shown.window, QStringLiteral("holds nothing yet")));
    }

    void everyLaneIsReached()
    {
        Shown shown({.lanes = 300, .servers = 500});
        auto* bar = shown.strip->verticalScrollBar();
        QVERIFY(bar->maximum() > 0);
        shown.strip->setFocus();
        for (int i = 0; i < 301; ++i)
            shown.key(Qt::Key_Down);
        QCOMPARE(bar->value(), bar->maximum());
    }

    void pictures_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("theme");
        QTest::addColumn<QString>("name");
        const QStringList shapes{QStringLiteral("day"),       QStringLiteral("empty"),  QStringLiteral("one"),
                                 QStringLiteral("lanes"),     QStringLiteral("names"),  QStringLiteral("short"),
                                 QStringLiteral("fortnight"), QStringLiteral("damaged")};
        for (const QSize size : {QSize(1280, 720), QSize(1600, 1000), QSize(2560, 1440)}) {
            for (std::size_t t = 0; t < themes.size(); ++t) {
                for (const QString& shape : shapes)
                    QTest::addRow("%s %s %d", qPrintable(shape), themes[t].name, size.width())
                        << size << static_cast<int>(t) << shape;
            }
        }
    }

    static RecordingShape shapeOf(const QString& name)
    {
        if (name == QLatin1String("empty"))
            return {.lanes = 0, .empty = true};
        if (name == QLatin1String("one"))
            return {.length = minutes{20}, .lanes = 1, .unrecorded = false, .servers = 1};
        if (name == QLatin1String("lanes"))
            return {.lanes = 300, .spans = 20, .servers = 500};
        if (name == QLatin1String("names"))
            return {.lanes = 8, .longNames = true};
        if (name == QLatin1String("short"))
            return {.length = seconds{30}, .lanes = 3};
        if (name == QLatin1String("fortnight"))
            return {.length = days{14}, .lanes = 12, .spans = 400};
        if (name == QLatin1String("damaged"))
            return {.damage = {"frame 12: wrong checksum"}};
        return {};
    }

    void pictures()
    {
        QFETCH(QSize, size);
        QFETCH(int, theme);
        QFETCH(QString, name);
        const ThemeName& chosen = themes[static_cast<std::size_t>(theme)];
        common::applyTheme(application(), chosen.kind);
        ScriptedReplay replay(shapeOf(name));
        ReplayWindow window(&replay);
        window.setRunbooks(library());
        window.panels().selectServer(QStringLiteral("web-02"));
        if (name == QLatin1String("lanes"))
            replay.evaluateTo(0.43);
        window.offerLive(true);
        present(
            window, [&window] { window.panels().flush(); }, size,
            QStringLiteral("replay-%1-%2-%3").arg(name, QLatin1String(chosen.name)).arg(size.width()));
        QCOMPARE(window.size(), size); // nothing asks for more room than there is
        checkLabels(window);
        checkTable(window);
    }
};

QTEST_MAIN(ReplayTest)
#include "tst_replay.moc"
