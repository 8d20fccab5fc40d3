#include "tests/support/fakesnapshot.h"
#include "ui/common/font.h"
#include "ui/common/theme.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/fleettree.h"
#include "ui/servers/servercolumns.h"
#include "ui/servers/servertable.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCompleter>
#include <QDir>
#include <QHeaderView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

namespace tst_servers {

using namespace checkwatch;
using namespace checkwatch::servers;
using support::FakeFleet;
using support::FakeState;

namespace {

/// A table that shows a made-up fleet and its sparklines.
struct Shown
{
    explicit Shown(FakeFleet made, QSize size = {917, 520}) : fleet(std::move(made)), table(model)
    {
        table.setClock([this] { return fleet.now(); });
        table.resize(size);
        model.setSnapshot(fleet.snapshot());
        table.show();
        if (!QTest::qWaitForWindowExposed(&table))
            qWarning("the table's window was not exposed");
        table.setHistory(fleet.history(table.visibleServers()));
    }
    void refresh() { model.setSnapshot(fleet.snapshot()); }
    [[nodiscard]] QStringList names() const
    {
        QStringList result;
        for (int row = 0; row < model.rowCount(); ++row) {
            if (const fleet::ServerRow* server = model.serverAt(row))
                result += QString::fromStdString(server->identity->server);
        }
        return result;
    }
    void clickRow(int row)
    {
        const QRect cell = table.visualRect(model.index(row, items::NameColumn));
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, cell.center());
    }
    void clickHeader(int column)
    {
        const QHeaderView* header = table.horizontalHeader();
        const QPoint at(header->sectionViewportPosition(column) + header->sectionSize(column) / 2,
                        header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
    }

    FakeFleet fleet;
    items::ServerTableModel model;
    ServerTable table;
};

/// Pictures go to the folder named by CHECKWATCH_SHOTS, for a look beside the design; nowhere without it.
void keepPicture(QWidget& widget, const QString& name)
{
    const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS");
    const QPixmap picture = widget.grab();
    QVERIFY(!picture.isNull());
    if (!folder.isEmpty())
        QVERIFY(QDir().mkpath(folder) && picture.save(QDir(folder).filePath(name + QStringLiteral(".png"))));
}

} // namespace

/// The server table, fleet tree and filter line as people use them.
class TestServers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { common::applyTheme(*qApp, common::ThemeKind::Dark); }

    void selectingTellsTheServer()
    {
        Shown shown(FakeFleet::picture());
        QSignalSpy selected(&shown.table, &ServerTable::serverSelected);
        shown.clickRow(1);
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected.first().first().value<fleet::ServerId>(), 1U);
        QVERIFY(shown.table.selectServer(5));
        QCOMPARE(shown.table.selectedServer(), 5U);
        QVERIFY(!shown.table.selectServer(4711));
        shown.model.setFilter(items::Filter::parse(u"server:web-06").value());
        QCOMPARE(shown.table.selectedServer(), 5U);
    }

    void selectedAndPointedRowsStay()
    {
        Shown shown(FakeFleet::picture());
        shown.clickRow(5);
        const QString selected = shown.names()[5];
        QTest::mouseMove(shown.table.viewport(),
                         shown.table.visualRect(shown.model.index(7, items::NameColumn)).center());
        const QString pointed = shown.names()[7];
        for (fleet::ServerId id = 10; id < 20; ++id)
            shown.fleet.setState(id, FakeState::DownSilent);
        shown.refresh();
        QCOMPARE(shown.names()[5], selected);
        QCOMPARE(shown.names()[7], pointed);
        QCOMPARE(shown.table.selectionModel()->selectedRows().first().row(), 5);
    }

    void escapeReleasesWhatIsHeld()
    {
        Shown shown(FakeFleet::picture());
        shown.clickRow(5);
        const fleet::ServerId held = shown.table.selectedServer();
        for (fleet::ServerId id = 0; id < 40; ++id)
            shown.fleet.setState(id, id == held ? FakeState::DownSilent : FakeState::Up);
        shown.refresh();
        QVERIFY(shown.model.orderHeld());
        QCOMPARE(shown.model.rowOf(held), 5);
        QTest::keyClick(&shown.table, Qt::Key_Escape);
        QVERIFY(!shown.model.orderHeld());
        QCOMPARE(shown.model.rowOf(held), 0);
        QCOMPARE(shown.table.selectedServer(), held);
    }

    /// Several exporters with long names in the width that a window of 1280 pixels leaves the table, and one in that of 1024.
    void longNamesOfExportersLeaveTheAlertInSight()
    {
        FakeFleet fleet;
        for (const char* name :
             {"haproxy-production-frankfurt-01.example.com:8404", "haproxy-production-frankfurt-02.example.com:8404"}) {
            const std::size_t target = fleet.addTarget(name);
            fleet.addServer(target, "checkout-backend-eu", "checkout-application-server-01");
        }
        Shown shown(fleet, QSize(710, 300));
        QVERIFY(!shown.table.isColumnHidden(items::ExporterColumn));
        QVERIFY(!shown.table.isColumnHidden(items::AlertColumn));
        QCOMPARE(shown.table.horizontalScrollBar()->maximum(), 0);
        keepPicture(shown.table, QStringLiteral("servers-long-names"));
        Shown cramped(fleet, QSize(490, 300));
        QVERIFY(!cramped.table.isColumnHidden(items::ExporterColumn));
        QVERIFY(!cramped.table.isColumnHidden(items::AlertColumn));
        QCOMPARE(cramped.table.horizontalScrollBar()->maximum(), 0);
        keepPicture(cramped.table, QStringLiteral("servers-cramped"));
        FakeFleet one;
        one.addServer(one.addTarget("lb-01:8404"), "app", "web-01");
        Shown narrow(one, QSize(495, 300));
        QVERIFY(!narrow.table.isColumnHidden(items::AlertColumn));
        QCOMPARE(narrow.table.horizontalScrollBar()->maximum(), 0);
        Shown roomy(fleet, QSize(1600, 300));
        QVERIFY(!roomy.table.isColumnHidden(items::SparklineColumn));
        QVERIFY(!roomy.table.isColumnHidden(items::CheckColumn));
    }

    void scrollPositionStays()
    {
        Shown shown(FakeFleet::mixed(2000));
        shown.table.scrollTo(shown.model.index(900, 0), QAbstractItemView::PositionAtTop);
        const int top = shown.table.rowAt(0);
        for (fleet::ServerId id = 0; id < 50; ++id)
            shown.fleet.setState(id * 40, FakeState::Firing);
        shown.refresh();
        QCOMPARE(shown.table.rowAt(0), top);
    }

    void visibleServersAreTold()
    {
        Shown shown(FakeFleet::mixed(500));
        QSignalSpy visible(&shown.table, &ServerTable::visibleServersChanged);
        shown.table.scrollTo(shown.model.index(400, 0));
        QTRY_COMPARE(visible.count(), 1);
        const auto servers = visible.first().first().value<std::vector<fleet::ServerId>>();
        QVERIFY(servers.size() > 5 && servers.size() < 60);
        QVERIFY(std::find(servers.begin(), servers.end(), shown.model.serverAt(400)->identity->id) != servers.end());
    }

    void headerClicksSortAndGoBackToUrgency()
    {
        Shown shown(FakeFleet::picture());
        const QStringList urgent = shown.names();
        shown.clickHeader(items::NameColumn);
        QCOMPARE(shown.names().first(), QStringLiteral("api-01"));
        shown.clickHeader(items::NameColumn);
        QCOMPARE(shown.names().first(), QStringLiteral("web-06"));
        shown.clickHeader(items::NameColumn);
        QCOMPARE(shown.names(), urgent);
        shown.clickHeader(items::FailuresColumn);
        QCOMPARE(shown.names().first(), QStringLiteral("web-02"));
    }

    void groupsOpenAndClose()
    {
        Shown shown(FakeFleet::picture());
        shown.model.setGrouping(items::Grouping::Backend);
        const int all = shown.model.rowCount();
        shown.clickRow(0);
        QCOMPARE(shown.model.rowCount(), all - 6);
        shown.clickRow(0);
        QCOMPARE(shown.model.rowCount(), all);
        shown.table.setCurrentIndex(shown.model.index(0, items::NameColumn));
        QTest::keyClick(&shown.table, Qt::Key_Left);
        QCOMPARE(shown.model.rowCount(), all - 6);
    }

    void copies()
    {
        Shown shown(FakeFleet::picture());
        shown.clickRow(1);
        QCOMPARE(shown.table.copied(ServerTable::CopyFormat::Text),
                 QStringLiteral("web-02\tapp\tlb-01:8404\tUP, failing\tL7STS 503 · 1 ms\t9.8\tfiring 3:12\n"));
        const QString csv = shown.table.copied(ServerTable::CopyFormat::Csv);
        QVERIFY(csv.startsWith(QStringLiteral("\"Server\",\"Backend\",\"Exporter\",\"State\"")));
        QVERIFY(csv.endsWith(QStringLiteral("\"9.8\",\"firing 3:12\"\r\n")));
        Shown hostile(FakeFleet::hostile());
        const QString all = hostile.table.copied(ServerTable::CopyFormat::Csv);
        QVERIFY(!all.contains(QChar(0x202e)));
        QCOMPARE(all.count(QLatin1Char('\n')), 13);
    }

    void columnsAreChosen()
    {
        Shown shown(FakeFleet::picture());
        QVERIFY(shown.table.isColumnHidden(items::WeightColumn));
        shown.table.setColumnShown(items::WeightColumn, true);
        const QByteArray state = shown.table.saveColumns();
        Shown other(FakeFleet::picture());
        QVERIFY(other.table.restoreColumns(state));
        QVERIFY(!other.table.isColumnHidden(items::WeightColumn));
        QVERIFY(!other.table.restoreColumns("nonsense"));
    }

    /// A new snapshot must not move a column, whatever comes in it.
    void widthsDoNotJump()
    {
        Shown shown(FakeFleet::picture());
        const auto widths = [&shown] {
            QList<int> result;
            for (int column = 0; column < items::ServerColumnCount; ++column)
                result += shown.table.columnWidth(column);
            return result;
        };
        const QList<int> before = widths();
        for (fleet::ServerId id = 0; id < 40; ++id)
            shown.fleet.setState(id, FakeState::DownCleared);
        shown.refresh();
        QCOMPARE(widths(), before);
    }

    void filterLine()
    {
        FakeFleet fleet = FakeFleet::picture();
        FilterEdit edit;
        edit.setSnapshot(fleet.snapshot());
        edit.resize(400, 30);
        edit.show();
        QVERIFY(QTest::qWaitForWindowExposed(&edit));
        QSignalSpy filters(&edit, &FilterEdit::filterChanged);
        QTest::keyClicks(&edit, QStringLiteral("state:down"));
        QTRY_COMPARE(filters.count(), 1);
        QVERIFY(edit.problem().isEmpty());
        edit.setFilterText(QStringLiteral("state:broken"));
        QCOMPARE(filters.count(), 1);
        QVERIFY(edit.problem().contains(QStringLiteral("broken")));
        keepPicture(edit, QStringLiteral("filter-problem"));
        QTest::keyClick(&edit, Qt::Key_Escape);
        QCOMPARE(edit.text(), QString());
        QCOMPARE(filters.count(), 2);
        QTest::keyClicks(&edit, QStringLiteral("backend:ap"));
        const auto* completer = edit.findChild<QCompleter*>();
        QCOMPARE(completer->completionCount(), 2);
        QVERIFY(completer->popup()->isVisible());
        QTest::keyClick(completer->popup(), Qt::Key_Down);
        QTest::keyClick(completer->popup(), Qt::Key_Down);
        QTest::keyClick(completer->popup(), Qt::Key_Return);
        QCOMPARE(edit.text(), QStringLiteral("backend:app "));
    }

    void treeTellsTheNode()
    {
        FakeFleet fleet = FakeFleet::picture();
        items::FleetTreeModel model;
        FleetTree tree(model);
        model.setSnapshot(fleet.snapshot());
        QSignalSpy selected(&tree, &FleetTree::nodeSelected);
        tree.setCurrentIndex(model.find("haproxy", "lb-01:8404", "app"));
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected.last().at(2).value<std::string>(), std::string("app"));
        QVERIFY(tree.isExpanded(model.find("haproxy", "lb-01:8404", {})));
    }

    void pictures_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("grouping");
        QTest::addColumn<int>("fleet"); // 0 picture, 1 hostile, else mixed of so many
        const QSize usual(917, 520);
        QTest::newRow("dark") << int(common::ThemeKind::Dark) << usual << 0 << 0;
        QTest::newRow("light") << int(common::ThemeKind::Light) << usual << 0 << 0;
        QTest::newRow("contrast") << int(common::ThemeKind::Contrast) << usual << 0 << 0;
        QTest::newRow("narrow") << int(common::ThemeKind::Dark) << QSize(620, 420) << 0 << 0;
        QTest::newRow("wide") << int(common::ThemeKind::Dark) << QSize(1500, 520) << 0 << 0;
        QTest::newRow("hostile") << int(common::ThemeKind::Dark) << usual << 0 << 1;
        QTest::newRow("by-backend") << int(common::ThemeKind::Dark) << usual << int(items::Grouping::Backend) << 0;
        QTest::newRow("by-server") << int(common::ThemeKind::Dark) << usual << int(items::Grouping::Server) << 5000;
        QTest::newRow("many") << int(common::ThemeKind::Dark) << QSize(1500, 900) << 0 << 20000;
    }
    void pictures()
    {
        QFETCH(int, theme);
        QFETCH(QSize, size);
        QFETCH(int, grouping);
        QFETCH(int, fleet);
        common::applyTheme(*qApp, static_cast<common::ThemeKind>(theme));
        Shown shown(fleet == 0       ? FakeFleet::picture()
                        : fleet == 1 ? FakeFleet::hostile()
                                     : FakeFleet::mixed(std::size_t(fleet)),
                    size);
        shown.model.setGrouping(static_cast<items::Grouping>(grouping));
        if (size.width() > 1400) {
            for (const auto column : {items::ExporterColumn, items::SessionsColumn, items::QueueColumn,
                                      items::WeightColumn, items::Rate5xxColumn, items::SinceColumn})
                shown.table.setColumnShown(column, true);
        }
        if (size.width() < 700)
            shown.model.setFilter(items::Filter::parse(u"is:abnormal").value());
        if (grouping == 0)
            shown.clickRow(1);
        shown.table.setHistory(shown.fleet.history(shown.table.visibleServers()));
        keepPicture(shown.table, QStringLiteral("servers-") + QLatin1String(QTest::currentDataTag()));
        items::FleetTreeModel model;
        FleetTree tree(model);
        tree.setClock([&shown] { return shown.fleet.now(); });
        model.setSnapshot(shown.fleet.snapshot());
        tree.resize(212, 500);
        tree.setCurrentIndex(model.find("haproxy", "lb-01:8404", "app"));
        keepPicture(tree, QStringLiteral("tree-") + QLatin1String(QTest::currentDataTag()));
        common::applyTheme(*qApp, common::ThemeKind::Dark);
    }
};

QTEST_MAIN(TestServers)

} // namespace tst_servers

#include "tst_servers.moc"
