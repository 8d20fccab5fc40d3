#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedscenes.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/windowshow.h"
#include "ui/alerts/alertpanel.h"
#include "ui/alerts/alerttext.h"
#include "ui/charts/failureschart.h"
#include "ui/charts/whyview.h"
#include "ui/common/font.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/fleettree.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/emptywords.h"
#include "ui/workstation/fleetcounts.h"
#include "ui/workstation/notifier.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>

namespace tst_workstation {

using namespace checkwatch;
using namespace checkwatch::windowshow;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using workstation::WorkstationWindow;

class WorkstationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void aRowThatIsBeingTakenOutHasNoText()
    {
        using items::AlertItemKind;
        for (const AlertItemKind kind :
             {AlertItemKind::SilentDown, AlertItemKind::Alert, AlertItemKind::Ended, AlertItemKind::Exporter}) {
            items::AlertItem gone;
            gone.kind = kind;
            QVERIFY(alerts::textOf(gone, {}).title.isEmpty());
        }
    }

    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void askingForAnExporterLeadsBack()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        auto* table = window.findChild<servers::ServerTable*>();
        QVERIFY(table->isVisible());
        QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
        QVERIFY(!table->isVisible());
        session.play(session.snapshot()); // a snapshot does not take the page away under somebody who types
        QVERIFY(!table->isVisible());
        QTest::keyClick(window.focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(table->isVisible());
    }

    /// What nobody has checked is not called up.
    void uncheckedIsNotUp()
    {
        support::FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb-1:8404");
        fleet.addServer(target, "app", "a");
        fleet.addServer(target, "app", "b", support::FakeState::Unchecked);
        fleet.addServer(target, "app", "c", support::FakeState::Unverified);
        const workstation::FleetTotals totals = workstation::totalsOf(*fleet.snapshot());
        QCOMPARE(totals.up, 1U);
        QCOMPARE(totals.unchecked, 2U);
    }

    void whatIsEmptySaysWhyAndWhatToDo_data()
    {
        QTest::addColumn<int>("answering");
        QTest::addColumn<int>("failing");
        QTest::addColumn<int>("waiting");
        QTest::addColumn<int>("servers");
        QTest::addColumn<QString>("said");
        QTest::newRow("waiting") << 0 << 0 << 1 << 0 << "Waiting for the first answer of lb-01:8404.";
        QTest::newRow("waiting for two") << 0 << 0 << 2 << 0 << "Waiting for the first answer of 2 exporters.";
        QTest::newRow("all failing") << 0 << 2 << 0 << 0 << "lb-01:8404: connection refused";
        QTest::newRow("no servers") << 1 << 0 << 0 << 0 << "tell of no server";
        QTest::newRow("filtered") << 1 << 0 << 0 << 3 << "No server matches the filter.";
    }

    void whatIsEmptySaysWhyAndWhatToDo()
    {
        QFETCH(int, answering);
        QFETCH(int, failing);
        QFETCH(int, waiting);
        QFETCH(int, servers);
        QFETCH(QString, said);
        fleet::Snapshot snapshot;
        for (int i = 0; i < answering + failing + waiting; ++i) {
            fleet::TargetRow target;
            target.id = static_cast<std::uint32_t>(i);
            target.instance = "lb-0" + std::to_string(i + 1) + ":8404";
            target.freshness = i < answering ? base::Freshness::Fresh : base::Freshness::Never;
            if (i < answering)
                target.lastGood = scriptedsession::sceneTime;
            else if (i < answering + failing)
                target.lastError = {base::ErrorCode::Network, "connection refused", {}};
            snapshot.targets.push_back(target);
        }
        auto block = std::make_shared<fleet::ServerBlock>();
        block->rows.resize(static_cast<std::size_t>(servers));
        snapshot.blocks.push_back(block);
        const workstation::EmptyWords words = workstation::emptyWordsOf(snapshot);
        QVERIFY2(words.servers.contains(said), words.servers.toUtf8());
        QCOMPARE(words.alerts.contains(QLatin1String("every exporter answers")), answering > 0);
    }

    /// What is painted can be heard too.
    void rowsAreSpoken()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        const auto spoken = [](const QAbstractItemModel& model, int row, int column) {
            return model.index(row, column).data(Qt::AccessibleTextRole).toString();
        };
        const auto* table = window.findChild<servers::ServerTable*>()->model();
        QCOMPARE(spoken(*table, 0, items::GlyphColumn), QStringLiteral("DOWN · no alert"));
        QCOMPARE(spoken(*table, 0, items::NameColumn), QStringLiteral("web-03 on lb-01"));
        QCOMPARE(spoken(*table, 0, items::FailuresColumn), QStringLiteral("not counted"));
        QCOMPARE(spoken(*table, 1, items::AlertColumn), QStringLiteral("firing 3:12"));
        QVERIFY(spoken(window.findChild<alerts::AlertPanel*>()->model(), 0, 0).startsWith(QLatin1String("DOWN 2:40")));
        const auto* tree = window.findChild<servers::FleetTree*>()->model();
        QCOMPARE(spoken(*tree, 1, 0), QStringLiteral("lb-01:8404, 25 of 26 in rotation, 1 DOWN, 1 firing"));
        for (const auto* button : window.findChildren<QAbstractButton*>())
            QVERIFY2(!button->isVisibleTo(&window) || !button->accessibleName().isEmpty() || !button->text().isEmpty(),
                     button->metaObject()->className());
    }

    /// Tab goes round through everything that can be used.
    void everythingIsReachedByKeyboard()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        window.setRunbooks(library());
        window.selectServer(QStringLiteral("web-02"));
        window.resize(1280, 800);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const auto part = [&window](const char* type) -> QWidget* {
            for (auto* widget : window.findChildren<QWidget*>()) {
                if (widget->isVisible() && widget->inherits(type))
                    return widget;
            }
            return nullptr;
        };
        std::vector<QWidget*> wanted{window.findChild<servers::FilterEdit*>(),
                                     window.findChild<servers::FleetTree*>(),
                                     window.findChild<servers::ServerTable*>(),
                                     window.findChild<alerts::AlertPanel*>()->list(),
                                     window.findChild<charts::FailuresChart*>(),
                                     window.findChild<QTabWidget*>()->tabBar(),
                                     part("QComboBox"),
                                     part("QToolButton"),
                                     part("checkwatch::workstation::BadgeLabel")};
        for (int i = 0; i < 200 && !wanted.empty(); ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(QApplication::focusWidget() != nullptr);
            std::erase(wanted, QApplication::focusWidget());
        }
        for (const QWidget* missed : wanted)
            QVERIFY2(false, missed->metaObject()->className());
    }

    void alertsAsText()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        auto* panel = window.findChild<alerts::AlertPanel*>();
        const QStringList lines = panel->asText().split(QLatin1Char('\n'));
        QVERIFY2(lines[0].startsWith(QStringLiteral("DOWN 2:40 · app / web-03 on lb-01")), lines[0].toUtf8());
        QVERIFY(panel->asText().contains(QLatin1String("fires in 0:22 at the earliest")));
        QVERIFY(panel->asText().contains(QLatin1String("lb-03:8404 exporter not answering")));
    }

    void emptyStatesSayWhatToDo()
    {
        WorkstationWindow window(nullptr);
        window.show();
        QSignalSpy demo(&window, &WorkstationWindow::demoRequested);
        for (auto* button : window.findChildren<QPushButton*>()) {
            if (button->text() == QLatin1String("Start demo"))
                button->click();
        }
        QCOMPARE(demo.count(), 1);
        ScriptedSession session(Scene::Workstation);
        window.setSession(&session);
        QVERIFY(window.findChild<servers::ServerTable*>()->isVisible());
    }

    /// There is a past to go back to where one is being written.
    void goingBackWantsARecording()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        QSignalSpy asked(&window, &WorkstationWindow::goBackRequested);
        QAction* back = nullptr;
        for (QAction* action : window.findChildren<QAction*>()) {
            if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_B))
                back = action;
        }
        QVERIFY(back != nullptr);
        QVERIFY(!back->isEnabled());
        fleet::RecordingState state;
        state.mode = fleet::RecordingMode::Recording;
        state.path = "recording.cwrec";
        Q_EMIT session.recordingChanged(state);
        QVERIFY(back->isEnabled());
        back->trigger();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.front().front().value<base::Duration>(), base::Duration{600'000});
        window.setSession(nullptr);
        QVERIFY(!back->isEnabled());
    }

    void layoutIsRemembered()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        const QByteArray layout = window.saveLayout();
        WorkstationWindow other(&session);
        QVERIFY(other.restoreLayout(layout));
        QVERIFY(!other.restoreLayout("{}"));
        QVERIFY(!other.restoreLayout("\xff\x00garbage"));
    }

    void stormsFoldIntoOne()
    {
        using workstation::Notifier;
        std::vector<Notifier::Message> sent;
        Notifier notifier;
        notifier.setSender([&](const Notifier::Message& m) { sent.push_back(m); });
        scriptedsession::SceneBuilder calm;
        calm.addServer(calm.addTarget("lb-01:8404"), "app", "web-01");
        notifier.setSnapshot(calm.build());
        scriptedsession::SceneBuilder storm;
        const auto target = storm.addTarget("lb-01:8404");
        for (int i = 0; i < 300; ++i)
            storm.makeDown(storm.addServer(target, "<b>app</b>", "web-" + std::to_string(i)), std::chrono::seconds{i});
        notifier.setSnapshot(storm.build());
        notifier.flush();
        QCOMPARE(sent.size(), std::size_t{1});
        QVERIFY(sent[0].summary.startsWith(QLatin1String("300 changes")));
        QVERIFY(sent[0].body.contains(QLatin1String("&lt;b&gt;")));
        QVERIFY(sent[0].body.count(QLatin1Char('\n')) <= 5);
        notifier.flush();
        QCOMPARE(sent.size(), std::size_t{1});
    }
};

QTEST_MAIN(WorkstationTest)

} // namespace tst_workstation

#include "tst_workstation.moc"
