#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedscenes.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/windowshow.h"
#include "ui/alerts/alertpanel.h"
#include "ui/charts/whyview.h"
#include "ui/common/text.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/detailtabs.h"
#include "ui/workstation/serverfacts.h"
#include "ui/workstation/timelineview.h"

#include <QAction>
#include <QComboBox>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

namespace tst_selection {

using namespace checkwatch;
using namespace checkwatch::windowshow;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using workstation::WorkstationWindow;

/// What is selected in the workstation window, and what follows it.
class SelectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whyAsksAboutWhatIsSelected()
    {
        ScriptedSession session(Scene::Workstation);
        auto more = std::make_shared<fleet::Snapshot>(*session.snapshot());
        auto other = std::make_shared<rules::Rule>();
        other->name = "Other";
        other->query = "up == 0";
        more->rules.push_back({.rule = other, .health = rules::RuleHealth::Ok});
        session.play(more);
        WorkstationWindow window(&session);
        window.show();
        QVERIFY(window.selectServer(QStringLiteral("app/web-01")));
        const auto web01 = session.server("web-01")->identity->id;
        QCOMPARE(session.lastQuestion(), (fleet::WhyQuestion{web01, 0, {}, {}}));
        auto* box = window.findChild<charts::WhyView*>()->findChild<QComboBox*>();
        QCOMPARE(box->count(), 2);
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(session.lastQuestion(), (fleet::WhyQuestion{web01, 0, "Other", "up == 0"}));
        // Another server: the rule stays. An alert brings its own.
        QVERIFY(window.selectServer(QStringLiteral("app/web-04")));
        QCOMPARE(session.lastQuestion().rule, std::string("Other"));
        const fleet::AlertRow& alert = session.snapshot()->alerts->front();
        Q_EMIT window.findChild<alerts::AlertPanel*>()->selected(alert.server, alert.alert.identity->id);
        QCOMPARE(session.lastQuestion(), (fleet::WhyQuestion{alert.server, alert.alert.identity->id, {}, {}}));
    }

    void selectionDrivesEverything()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        window.setRunbooks(library());
        auto* table = window.findChild<servers::ServerTable*>();
        auto* panel = window.findChild<alerts::AlertPanel*>();
        const auto id = [&](const char* name) { return session.server(name)->identity->id; };
        QVERIFY(window.selectServer(QStringLiteral("app/web-02")));
        QCOMPARE(table->selectedServer(), id("web-02"));
        QCOMPARE(panel->list()->currentIndex().data(items::AlertListModel::ServerIdRole).toUInt(), id("web-02"));
        panel->list()->setCurrentIndex(panel->model().index(0, 0));
        QCOMPARE(table->selectedServer(), id("web-03"));
        QVERIFY(window.selection().backAction()->isEnabled());
        window.selection().backAction()->trigger();
        QCOMPARE(table->selectedServer(), id("web-02"));
        window.selection().forwardAction()->trigger();
        QCOMPARE(window.selection().current().server, id("web-03"));
        QVERIFY(!window.selectServer(QStringLiteral("nobody")));
    }

    /// What follows the selection is asked for with the snapshot that brings it, not once for each.
    void whoIsWaitedForIsAskedAboutOnce()
    {
        const ScriptedSession full(Scene::Workstation);
        ScriptedSession session(Scene::Empty);
        WorkstationWindow window(&session);
        window.selectServerWhenThere(QStringLiteral("app/web-02"));
        QSignalSpy reasons(&session, &session::Session::explanationReady);
        const int before = session.historiesAsked();
        session.play(full.snapshot());
        QCOMPARE(session.historiesAsked(), before + 1);
        QCOMPARE(reasons.size(), 1);
        QCOMPARE(session.lastQuestion().server, full.server("web-02")->identity->id);
    }

    /// Nobody looks at the others, so they are told when they are opened.
    void aTabTellsOfTheSubjectOfTheMoment()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        window.show();
        auto* tabs = window.findChild<workstation::DetailTabs*>();
        auto* facts = window.findChild<workstation::ServerFacts*>();
        auto* timeline = window.findChild<workstation::TimelineView*>();
        const auto told = [&] {
            const auto labels = facts->findChildren<common::PlainLabel*>();
            return labels.size() > 1 ? labels[1]->plain() : QString();
        };
        QVERIFY(window.selectServer(QStringLiteral("app/web-02")));
        tabs->setCurrentWidget(facts);
        QCOMPARE(told(), QStringLiteral("web-02"));
        tabs->setCurrentWidget(timeline);
        const int events = timeline->model().rowCount();
        QVERIFY(events > 0);
        QVERIFY(window.selectServer(QStringLiteral("app/web-04")));
        QVERIFY(timeline->model().rowCount() != events);
        tabs->setCurrentWidget(facts);
        QCOMPARE(told(), QStringLiteral("web-04"));
        QVERIFY(window.selectServer(QStringLiteral("app/web-02")));
        QCOMPARE(told(), QStringLiteral("web-02"));
        tabs->setCurrentWidget(timeline);
        QCOMPARE(timeline->model().rowCount(), events);
    }

    /// Every alert leads to its server, whatever alert it is, and to the runbook of that alert.
    void anyAlertLeadsToItsServer()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        window.setRunbooks(library());
        auto* table = window.findChild<servers::ServerTable*>();
        auto* panel = window.findChild<alerts::AlertPanel*>();
        int led = 0;
        for (int row = 0; row < panel->model().rowCount(); ++row) {
            const QModelIndex index = panel->model().index(row, 0);
            const QVariant server = index.data(items::AlertListModel::ServerIdRole);
            panel->list()->setCurrentIndex(index);
            QCOMPARE(panel->list()->currentIndex().row(), row);
            QCOMPARE(window.selection().current().server, server.isValid() ? server.toUInt() : fleet::noServer);
            QCOMPARE(table->selectedServer(), window.selection().current().server);
            led += server.isValid() ? 1 : 0;
        }
        QCOMPARE(led, 3);
    }

    /// When its alert row goes (the exporter stopped answering), the row that comes to its place is nobody's choice.
    void aRowThatGoesMovesNoSelection()
    {
        support::FakeFleet fleet;
        const std::size_t dying = fleet.addTarget("lb-1:8404");
        const std::size_t living = fleet.addTarget("lb-2:8404");
        const fleet::ServerId chosen = fleet.addServer(dying, "app", "a", support::FakeState::DownSilent);
        fleet.addServer(living, "app", "b", support::FakeState::DownSilent);
        ScriptedSession session(10);
        WorkstationWindow window(&session);
        session.play(fleet.snapshot());
        QVERIFY(window.selectServer(QStringLiteral("app/a")));
        auto* list = window.findChild<alerts::AlertPanel*>()->list();
        QCOMPARE(list->currentIndex().data(items::AlertListModel::ServerIdRole).toUInt(), chosen);
        fleet.setStale(dying, std::chrono::minutes{1});
        session.play(fleet.snapshot());
        QCOMPARE(window.selection().current().server, chosen);
        QCOMPARE(window.findChild<servers::ServerTable*>()->selectedServer(), chosen);
    }

    /// One that the filter hides is brought out.
    void selectingBringsOutWhatTheFilterHides()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        auto* table = window.findChild<servers::ServerTable*>();
        auto* filter = window.findChild<servers::FilterEdit*>();
        filter->setFilterText(QStringLiteral("backend:search"));
        QVERIFY(window.selectServer(QStringLiteral("app/web-02")));
        QCOMPARE(table->selectedServer(), session.server("web-02")->identity->id);
        QVERIFY(filter->text().isEmpty());
        filter->setFilterText(QStringLiteral("backend:app"));
        QVERIFY(window.selectServer(QStringLiteral("app/web-05")));
        QCOMPARE(filter->text(), QStringLiteral("backend:app"));
    }

    /// An alert row that is selected stays where it is while more urgent ones come.
    void selectedAlertStays()
    {
        using scriptedsession::SceneBuilder;
        SceneBuilder before;
        auto target = before.addTarget("lb-01:8404");
        for (int i = 0; i < 4; ++i)
            before.makeDown(before.addServer(target, "app", "web-" + std::to_string(i)), std::chrono::seconds{100 + i});
        SceneBuilder after;
        target = after.addTarget("lb-01:8404");
        for (int i = 0; i < 8; ++i)
            after.makeDown(after.addServer(target, "app", "web-" + std::to_string(i)),
                           std::chrono::seconds{i < 4 ? 100 + i : 10});
        ScriptedSession session(Scene::Empty);
        WorkstationWindow window(&session);
        session.play(before.build());
        auto* panel = window.findChild<alerts::AlertPanel*>();
        panel->list()->setCurrentIndex(panel->model().index(2, 0));
        const QVariant server = panel->list()->currentIndex().data(items::AlertListModel::ServerIdRole);
        session.play(after.build());
        QCOMPARE(panel->model().rowCount(), 8);
        QCOMPARE(panel->list()->currentIndex().row(), 2);
        QCOMPARE(panel->model().index(2, 0).data(items::AlertListModel::ServerIdRole), server);
    }
};

QTEST_MAIN(SelectionTest)

} // namespace tst_selection

#include "tst_selection.moc"
