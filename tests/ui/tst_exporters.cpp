#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/windowshow.h"
#include "ui/alerts/alertpanel.h"
#include "ui/charts/failureschart.h"
#include "ui/common/exporternames.h"
#include "ui/common/font.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/detailtabs.h"
#include "ui/workstation/gotodialog.h"
#include "ui/workstation/notifier.h"
#include "ui/workstation/timelineview.h"

#include <QListWidget>
#include <QMenu>
#include <QTest>

namespace tst_exporters {

using namespace checkwatch;
using namespace checkwatch::windowshow;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using support::FakeFleet;
using support::FakeState;
using workstation::WorkstationWindow;

namespace {

/// app/web on both exporters; on the second it is DOWN.
FakeFleet twins(const std::string& first = "lb-01:8404", const std::string& second = "lb-02:8404")
{
    FakeFleet fleet;
    fleet.addServer(fleet.addTarget(first), "app", "web", FakeState::Firing);
    fleet.addServer(fleet.addTarget(second), "app", "web", FakeState::DownSilent);
    return fleet;
}

fleet::Event eventOf(fleet::EventKind kind, const fleet::ServerIdentity& who)
{
    fleet::Event event;
    event.kind = kind;
    event.server = who.id;
    event.job = who.job;
    event.instance = who.instance;
    event.proxy = who.proxy;
    event.name = kind == fleet::EventKind::ServerState ? who.server : "HaproxyServerHealthcheckFailure";
    event.serverName = who.server;
    event.before = "UP";
    event.after = "DOWN";
    event.fired = true;
    return event;
}

QString spoken(const QAbstractItemModel& model, int row, int column)
{
    return model.index(row, column).data(Qt::AccessibleTextRole).toString();
}

} // namespace

/// Two HAProxys may have servers of the same names: whoever reads of one knows which.
class ExportersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setFont(common::interfaceFont());
        common::applyTheme(application(), common::ThemeKind::Dark);
    }

    void namesAreAsBriefAsTellsThemApart_data()
    {
        QTest::addColumn<QStringList>("exporters"); // job and instance
        QTest::addColumn<QStringList>("names");
        QTest::newRow("hosts") << QStringList{"a lb-01:8404", "a lb-02:8404"} << QStringList{"lb-01", "lb-02"};
        QTest::newRow("ports") << QStringList{"a lb:1", "a lb:2", "a other:1"} << QStringList{"lb:1", "lb:2", "other"};
        QTest::newRow("jobs") << QStringList{"a lb:1", "b lb:1"} << QStringList{"lb:1 (a)", "lb:1 (b)"};
        QTest::newRow("IPv6") << QStringList{"a [::1]:8404", "a [::2]:8404"} << QStringList{"[::1]", "[::2]"};
        QTest::newRow("no port") << QStringList{"a lb"} << QStringList{"lb"};
    }
    void namesAreAsBriefAsTellsThemApart()
    {
        QFETCH(QStringList, exporters);
        QFETCH(QStringList, names);
        std::vector<fleet::TargetRow> targets;
        for (const QString& exporter : exporters) {
            fleet::TargetRow target;
            target.job = exporter.section(QLatin1Char(' '), 0, 0).toStdString();
            target.instance = exporter.section(QLatin1Char(' '), 1).toStdString();
            targets.push_back(target);
        }
        common::ExporterNames known;
        known.setTargets(targets);
        QStringList got;
        for (const fleet::TargetRow& target : targets)
            got += known.nameOf(target.job, target.instance);
        QCOMPARE(got, names);
        QCOMPARE(known.several(), targets.size() > 1);
        QCOMPARE(known.nameOf("gone", "lb-09:8404"), QStringLiteral("lb-09:8404"));
    }

    void theTableHasTheirColumnWhereThereAreSeveral()
    {
        FakeFleet one;
        one.addServer(one.addTarget("lb-01:8404"), "app", "web", FakeState::Firing);
        ScriptedSession session(Scene::Empty);
        WorkstationWindow window(&session);
        auto* table = window.findChild<servers::ServerTable*>();
        session.play(one.snapshot());
        QVERIFY(table->isColumnHidden(items::ExporterColumn));
        QCOMPARE(spoken(*table->model(), 0, items::NameColumn), QStringLiteral("web"));
        session.play(twins().snapshot());
        QVERIFY(!table->isColumnHidden(items::ExporterColumn));
        QCOMPARE(spoken(*table->model(), 0, items::NameColumn), QStringLiteral("web on lb-02"));
        QCOMPARE(spoken(*table->model(), 1, items::NameColumn), QStringLiteral("web on lb-01"));
        session.play(one.snapshot());
        QVERIFY(table->isColumnHidden(items::ExporterColumn));
    }

    /// Who takes the column out has it out, today and tomorrow; widths that nobody chose go on fitting.
    void whoChoosesTheColumnIsObeyed()
    {
        ScriptedSession session(Scene::Empty);
        WorkstationWindow window(&session);
        auto* table = window.findChild<servers::ServerTable*>();
        session.play(twins().snapshot());
        const QByteArray before = table->saveColumns();
        table->setColumnShown(items::ExporterColumn, false);
        session.play(twins().snapshot());
        QVERIFY(table->isColumnHidden(items::ExporterColumn));
        WorkstationWindow other(&session);
        auto* again = other.findChild<servers::ServerTable*>();
        QVERIFY(again->restoreColumns(table->saveColumns()));
        session.play(twins().snapshot());
        QVERIFY(again->isColumnHidden(items::ExporterColumn));
        QVERIFY(again->restoreColumns(before));
        QVERIFY(!again->isColumnHidden(items::ExporterColumn));
        QVERIFY(!again->restoreColumns("garbage"));
    }

    void everyOtherPlaceNamesThemToo()
    {
        FakeFleet fleet = twins();
        const fleet::SnapshotPtr first = fleet.snapshot();
        const fleet::ServerIdentity& web = *first->blocks[1]->rows[0].identity;
        fleet.addEvent(eventOf(fleet::EventKind::ServerState, web));
        fleet.addEvent(eventOf(fleet::EventKind::AlertFiring, web));
        ScriptedSession session(Scene::Empty);
        WorkstationWindow window(&session);
        session.play(fleet.snapshot());
        const QString alerts = window.findChild<alerts::AlertPanel*>()->asText();
        QVERIFY2(alerts.contains(QLatin1String("app / web on lb-02")), alerts.toUtf8());
        QVERIFY2(alerts.contains(QLatin1String("app / web on lb-01")), alerts.toUtf8());
        QStringList drawn;
        for (const auto& subject : window.findChild<charts::FailuresChart*>()->subjects())
            drawn += subject.name;
        drawn.sort();
        QCOMPARE(drawn, (QStringList{"web on lb-01", "web on lb-02"}));
        auto* view = window.findChild<workstation::TimelineView*>();
        window.findChild<workstation::DetailTabs*>()->setCurrentWidget(view);
        const auto& timeline = view->model();
        QVERIFY(spoken(timeline, 0, 0)
                    .contains(QStringLiteral("firing: HaproxyServerHealthcheckFailure · app / web on lb-02")));
        QVERIFY(spoken(timeline, 1, 0).contains(QStringLiteral("app / web on lb-02: UP → DOWN")));
        workstation::GotoDialog dialog(fleet.snapshot(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        const auto* list = dialog.findChild<QListWidget*>();
        QCOMPARE(list->item(0)->text(), QStringLiteral("app / web on lb-01"));
        QCOMPARE(list->item(1)->text(), QStringLiteral("app / web on lb-02"));
    }

    void notificationsNameThem()
    {
        FakeFleet fleet = twins();
        const auto snapshot = fleet.snapshot();
        common::ExporterNames names;
        names.setTargets(snapshot->targets);
        const fleet::ServerIdentity& web = *snapshot->blocks[1]->rows[0].identity;
        const auto message = workstation::Notifier::fold(
            {eventOf(fleet::EventKind::ServerState, web), eventOf(fleet::EventKind::AlertFiring, web)}, names);
        QCOMPARE(message.body,
                 QStringLiteral("DOWN: app / web on lb-02\n"
                                "firing: HaproxyServerHealthcheckFailure · app / web on lb-02"));
    }

    void selectingBySaysWhich()
    {
        ScriptedSession session(Scene::Empty);
        WorkstationWindow window(&session);
        session.play(twins().snapshot());
        QVERIFY(window.selectServer(QStringLiteral("lb-02:8404/app/web")));
        QCOMPARE(window.selection().current().server, 1U);
        QVERIFY(window.selectServer(QStringLiteral("lb-01:8404/app/web")));
        QCOMPARE(window.selection().current().server, 0U);
    }
};

QTEST_MAIN(ExportersTest)

} // namespace tst_exporters

#include "tst_exporters.moc"
