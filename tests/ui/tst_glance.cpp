#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedscenes.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/windowshow.h"
#include "ui/alerts/alertpanel.h"
#include "ui/alerts/alerttext.h"
#include "ui/charts/failureschart.h"
#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/servers/fleettree.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/badgelabel.h"
#include "ui/workstation/notifier.h"
#include "ui/workstation/statusline.h"
#include "ui/workstation/textrow.h"
#include "ui/workstation/timelineview.h"

#include <QDialog>
#include <QGridLayout>
#include <QListView>
#include <QScrollBar>
#include <QTest>

#include <utility>

namespace tst_glance {

using namespace checkwatch;
using namespace checkwatch::windowshow;
using namespace std::chrono_literals;
using scriptedsession::Scene;
using scriptedsession::SceneBuilder;
using scriptedsession::ScriptedSession;
using support::FakeFleet;
using support::FakeState;
using workstation::WorkstationWindow;

namespace {

bool headerSays(const WorkstationWindow& window, const QString& words)
{
    const auto badges = window.findChildren<workstation::BadgeLabel*>();
    return std::any_of(badges.begin(), badges.end(), [&](const auto* badge) {
        return badge->isVisibleTo(&window) && badge->accessibleName().contains(words);
    });
}

QString statusOf(const WorkstationWindow& window)
{
    QStringList texts;
    for (const auto* label : window.findChild<workstation::TextRow*>()->findChildren<common::PlainLabel*>())
        texts += label->plain();
    return texts.join(QLatin1Char('|'));
}

} // namespace

/// What a glance at the window says: it must be true, whole, and the most urgent first.
class GlanceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setFont(common::interfaceFont());
        common::applyTheme(application(), common::ThemeKind::Dark);
    }

    void whatIsStaleSaysWhatItWas()
    {
        FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb-01:8404");
        for (const FakeState state : {FakeState::DownSilent, FakeState::DownSilent, FakeState::Firing, FakeState::Up})
            fleet.addServer(target, "app", "web-" + std::to_string(int(state)), state);
        fleet.setStale(target, 1min);
        ScriptedSession session(Scene::Empty);
        WorkstationWindow window(&session);
        session.play(fleet.snapshot());
        QVERIFY(headerSays(window, QStringLiteral("4 stale · was: 2 DOWN, 1 firing")));
        QVERIFY(!headerSays(window, QStringLiteral(" up")));
    }

    /// The page of the exporter that another program answers for.
    void anExporterWithoutHaproxysMetricsIsSaid()
    {
        FakeFleet fleet;
        fleet.addTarget("lb-01:8404");
        auto snapshot = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
        snapshot->targets[0].lack = fleet::Lack::Metrics;
        ScriptedSession session(Scene::Empty);
        WorkstationWindow window(&session);
        session.play(snapshot);
        const QString words = QStringLiteral("answers, but exposes no haproxy_server_… metrics");
        QVERIFY(window.findChild<servers::ServerTable*>()->accessibleDescription().contains(words));
        QVERIFY(window.findChild<alerts::AlertPanel*>()->asText().contains(words));
        QVERIFY2(statusOf(window).contains(words), statusOf(window).toUtf8());
        const auto* tree = window.findChild<servers::FleetTree*>()->model();
        QVERIFY(tree->index(1, 0).data(Qt::AccessibleTextRole).toString().contains(words));
    }

    /// Ten lines are drawn; more servers may be DOWN.
    void whatMadeItDownIsSaid()
    {
        ScriptedSession session(Scene::Workstation);
        fleet::ServerRow row = session.snapshot()->blocks.front()->rows.front();
        row.state = haproxy::ServerState::DownOther;
        items::AlertItem item;
        item.kind = items::AlertItemKind::SilentDown;
        item.server = &row;
        using fleet::OutCause;
        for (const auto& [cause, words] :
             {std::pair(OutCause::None, "no own check"), std::pair(OutCause::Agent, "by its agent"),
              std::pair(OutCause::Tracked, "tracked server out")}) {
            row.outCause = cause;
            QVERIFY2(alerts::textOf(item, {}).place.endsWith(QLatin1String(words)), words);
        }
    }
    void theChartCountsTruthfully()
    {
        SceneBuilder scene;
        const auto target = scene.addTarget("lb-01:8404");
        for (int i = 0; i < 31; ++i)
            scene.makeDown(scene.addServer(target, "app", "web-" + std::to_string(i)), 100s);
        ScriptedSession session(Scene::Empty);
        WorkstationWindow window(&session);
        session.play(scene.build());
        window.resize(1600, 1000);
        window.show();
        window.flush();
        const QString words = window.findChild<charts::FailuresChart*>()->hatchingWords();
        QVERIFY2(words.contains(QLatin1String("10 of the 31 servers that are DOWN")), words.toUtf8());
        // They end where the hatching begins, or become fewer.
        window.resize(900, 700);
        window.flush();
        QCOMPARE(window.findChild<charts::FailuresChart*>()->hatchingWords(),
                 QStringLiteral("hatched: failed checks are not counted"));
    }

    void theMostUrgentStaysInSight()
    {
        SceneBuilder scene;
        const auto target = scene.addTarget("lb-01:8404");
        for (int i = 0; i < 30; ++i)
            scene.makeDown(scene.addServer(target, "app", "web-" + std::to_string(i)), 100s);
        scene.makeFiring(scene.addServer(target, "app", "last"), 10s, 3);
        ScriptedSession session(Scene::Empty);
        WorkstationWindow window(&session);
        session.play(scene.build());
        present(window, {1280, 800}, QStringLiteral("glance-top"));
        QListView* list = window.findChild<alerts::AlertPanel*>()->list();
        QVERIFY(window.selectServer(QStringLiteral("last")));
        QCOMPARE(list->currentIndex().row(), 30);
        session.play(session.snapshot());
        QCOMPARE(list->verticalScrollBar()->value(), 0);
        // Who chooses a row here keeps it in sight.
        list->setCurrentIndex(list->model()->index(29, 0));
        QVERIFY(list->verticalScrollBar()->value() > 0);
        session.play(session.snapshot());
        QVERIFY(list->viewport()->rect().contains(list->visualRect(list->currentIndex())));
    }

    /// Nothing is cut without the tooltip having it, and what matters most is never cut first.
    void theStatusLineGivesWayInOrder()
    {
        workstation::TextRow row;
        common::PlainLabel* first = row.addText(0);
        common::PlainLabel* least = row.addText(2);
        common::PlainLabel* second = row.addText(1, true);
        common::PlainLabel* last = row.addText(3, true);
        first->setPlain(QStringLiteral("2 of 3 exporters fresh"));
        least->setPlain(QStringLiteral("18 rules evaluated here every 5 s in 0.3 ms; your pager may differ"));
        second->setPlain(QStringLiteral("watching since 12:05, cannot fire before 12:07"));
        last->setPlain(QStringLiteral("Recording 00:42:10"));
        row.show();
        for (int width = 1000; width >= 100; width -= 50) {
            row.resize(width, 20);
            row.layOut();
            QVERIFY(second->isHidden() || second->fits() || least->isHidden());
            QVERIFY(first->fits() || second->isHidden());
            QVERIFY(!least->isVisible() || least->geometry().right() <= row.width());
            QVERIFY(!second->isVisible() || second->geometry().right() <= row.width());
            QVERIFY(!last->isVisible() || last->geometry().right() <= row.width());
            QVERIFY(row.toolTip().contains(QLatin1String("your pager may differ")));
        }
        QVERIFY(least->isHidden());
    }

    void helpOpensInTheWindow_data()
    {
        QTest::addColumn<Qt::Key>("key");
        QTest::newRow("F1") << Qt::Key_F1;
        QTest::newRow("?") << Qt::Key_Question;
    }
    void helpOpensInTheWindow()
    {
        QFETCH(Qt::Key, key);
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        present(window, {1280, 800}, QStringLiteral("glance-help-before"));
        QTest::keyClick(&window, key);
        auto* help = window.findChild<QDialog*>();
        QVERIFY(help != nullptr && help->isVisible());
        QStringList words;
        for (const auto* label : help->findChildren<common::PlainLabel*>())
            words += label->plain();
        QVERIFY2(words.contains(QStringLiteral("F1, ?")), words.join(QLatin1Char('|')).toUtf8());
        QVERIFY(words.contains(QStringLiteral("DOWN · no alert")));
        const auto* grid = help->findChildren<QGridLayout*>().last();
        QStringList rows;
        for (int row = 0; row < grid->rowCount(); ++row) {
            QString line;
            for (int column = 0; column < grid->columnCount(); ++column) {
                const QLayoutItem* item = grid->itemAtPosition(row, column);
                if (const auto* label = item == nullptr ? nullptr : qobject_cast<common::PlainLabel*>(item->widget()))
                    line += label->plain() + QLatin1Char('|');
            }
            QVERIFY2(line.isEmpty() || !rows.contains(line), line.toUtf8());
            rows += line;
        }
        QVERIFY(rows.size() > 10);
        const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS");
        if (!folder.isEmpty())
            help->grab().save(folder + QStringLiteral("/help.png"));
    }

    void aServerIsSelectedAsSoonAsItIsThere()
    {
        FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb-01:8404");
        fleet.addServer(target, "app", "a");
        ScriptedSession session(Scene::Empty);
        WorkstationWindow window(&session);
        window.selectServerWhenThere(QStringLiteral("app/b"));
        session.play(fleet.snapshot());
        QVERIFY2(statusOf(window).contains(QLatin1String("No server \"app/b\" here so far")),
                 statusOf(window).toUtf8());
        const fleet::ServerId b = fleet.addServer(target, "app", "b");
        session.play(fleet.snapshot());
        QCOMPARE(window.selection().current().server, b);
        QVERIFY(!statusOf(window).contains(QLatin1String("so far")));
        QVERIFY(window.selectServer(QStringLiteral("app/a")));
        session.play(fleet.snapshot());
        QVERIFY(window.selection().current().server != b); // once only
    }

    /// Nothing was resolved where nothing fired, and nobody needs to be told.
    void whatOnlyWasPendingIsNotResolved()
    {
        FakeFleet fleet;
        fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "a");
        const fleet::SnapshotPtr calm = fleet.snapshot();
        fleet::Event over;
        over.kind = fleet::EventKind::AlertResolved;
        over.name = "HaproxyServerHealthcheckFailure";
        over.proxy = "app";
        over.serverName = "a";
        std::vector<workstation::Notifier::Message> sent;
        for (const bool fired : {false, true}) {
            over.fired = fired;
            const QString words = workstation::textOf(over, {}).what;
            QCOMPARE(words.startsWith(QLatin1String("resolved")), fired);
            workstation::Notifier notifier;
            notifier.setSender([&sent](const auto& message) { sent.push_back(message); });
            notifier.setSnapshot(calm);
            FakeFleet next = fleet;
            next.addEvent(over);
            notifier.setSnapshot(next.snapshot());
            notifier.flush();
            QCOMPARE(sent.size(), fired ? std::size_t{1} : std::size_t{0});
        }
    }
};

QTEST_MAIN(GlanceTest)

} // namespace tst_glance

#include "tst_glance.moc"
