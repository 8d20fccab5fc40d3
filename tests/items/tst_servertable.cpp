#include "models/items/servertablemodel.h"
#include "tests/support/fakesnapshot.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

namespace tst_servertable {

using namespace checkwatch;
using namespace checkwatch::items;
using support::FakeFleet;
using support::FakeState;

namespace {

/// The model as text: one word a row, groups as "[backend servers failing]".
QString printed(const ServerTableModel& model)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (const ServerGroup* group = model.groupAt(row)) {
            const std::string name = group->server.empty() ? (group->proxy.empty() ? group->instance : group->proxy)
                                                           : group->proxy + '/' + group->server;
            rows += QStringLiteral("[%1 %2/%3]")
                        .arg(QString::fromStdString(name))
                        .arg(group->failing)
                        .arg(group->servers);
        } else {
            rows += QString::fromStdString(model.serverAt(row)->identity->server);
        }
    }
    return rows.join(QLatin1Char(' '));
}

Filter filter(const char* text)
{
    return Filter::parse(QString::fromLatin1(text)).value();
}

struct Fixture
{
    FakeFleet fleet;
    ServerTableModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QSignalSpy resets{&model, &QAbstractItemModel::modelReset};
};

/// Six servers a..f on one exporter.
void fill(FakeFleet& fleet)
{
    const std::size_t target = fleet.addTarget("lb");
    for (const char* name : {"a", "b", "c", "d", "e", "f"})
        fleet.addServer(target, "app", name);
}

} // namespace

/// The server table as a specification: what stands where after which change, and by which signals.
class TestServerTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void urgencyOrder()
    {
        Fixture f;
        f.fleet = FakeFleet::picture();
        f.model.setSnapshot(f.fleet.snapshot());
        QVERIFY2(printed(f.model).startsWith(QStringLiteral("web-03 web-02 pay-07 idx-01 idx-02 web-05 api-01 api-02")),
                 qPrintable(printed(f.model)));
        QCOMPARE(f.model.shownServers(), 54);
        f.model.setSnapshot(nullptr);
        QCOMPARE(f.model.rowCount(), 0);
        QCOMPARE(f.resets.count(), 0);
    }

    void aChangeOfUrgencyReordersWithoutReset()
    {
        Fixture f;
        fill(f.fleet);
        f.model.setSnapshot(f.fleet.snapshot());
        const QPersistentModelIndex e = f.model.index(4, NameColumn);
        QSignalSpy layout(&f.model, &QAbstractItemModel::layoutChanged);
        QSignalSpy inserted(&f.model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&f.model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy data(&f.model, &QAbstractItemModel::dataChanged);
        f.fleet.setState(4, FakeState::Firing);
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(printed(f.model), QStringLiteral("e a b c d f"));
        QCOMPARE(e.row(), 0);
        QCOMPARE(layout.count(), 1);
        QCOMPARE(data.count(), 1);
        QCOMPARE(inserted.count() + removed.count() + f.resets.count(), 0);
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(layout.count(), 1);
    }

    void aHeldRowKeepsItsPlace()
    {
        Fixture f;
        fill(f.fleet);
        f.model.setSnapshot(f.fleet.snapshot());
        f.model.setHeld({2});
        f.model.setSnapshot(f.fleet.snapshot());
        QVERIFY(!f.model.orderHeld()); // it stands where it belongs
        f.fleet.setState(2, FakeState::DownSilent);
        f.fleet.setState(5, FakeState::Firing);
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(printed(f.model), QStringLiteral("f a c b d e"));
        QVERIFY(f.model.orderHeld());
        f.model.setHeld({});
        QCOMPARE(printed(f.model), QStringLiteral("f a c b d e"));
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(printed(f.model), QStringLiteral("c f a b d e"));
        QVERIFY(!f.model.orderHeld());
    }

    void whichOfTwoAlikeIsNewerIsNotTold()
    {
        Fixture f;
        fill(f.fleet);
        f.fleet.setState(2, FakeState::DownSilent);
        f.model.setSnapshot(f.fleet.snapshot());
        f.model.setHeld({2});
        f.fleet.setState(1, FakeState::DownSilent);
        f.model.setSnapshot(f.fleet.snapshot());
        QVERIFY(!f.model.orderHeld());
    }

    void heldRowsAreReleasedAtOnceAndHeldAgain()
    {
        Fixture f;
        fill(f.fleet);
        f.model.setSnapshot(f.fleet.snapshot());
        f.model.setHeld({2});
        f.fleet.setState(2, FakeState::DownSilent);
        f.model.setSnapshot(f.fleet.snapshot());
        QVERIFY(f.model.orderHeld());
        f.model.release();
        QCOMPARE(printed(f.model), QStringLiteral("c a b d e f"));
        QVERIFY(!f.model.orderHeld());
        f.model.setSnapshot(f.fleet.snapshot());
        f.fleet.setState(2, FakeState::Up);
        f.fleet.setState(5, FakeState::Firing);
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(printed(f.model), QStringLiteral("c f a b d e"));
        QVERIFY(f.model.orderHeld());
    }

    void aHeldRowStaysThoughTheFilterDropsIt()
    {
        Fixture f;
        fill(f.fleet);
        f.fleet.setState(3, FakeState::DownSilent);
        f.model.setSnapshot(f.fleet.snapshot());
        f.model.setFilter(filter("is:down"));
        QCOMPARE(printed(f.model), QStringLiteral("d"));
        f.model.setHeld({3});
        f.fleet.setState(3, FakeState::Up);
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(printed(f.model), QStringLiteral("d"));
        f.model.setHeld({});
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(printed(f.model), QString());
    }

    void aNewFilterIsNotHeldUp()
    {
        Fixture f;
        fill(f.fleet);
        f.model.setSnapshot(f.fleet.snapshot());
        f.model.setHeld({3});
        f.model.setFilter(filter("server:a,b"));
        QCOMPARE(printed(f.model), QStringLiteral("a b"));
        f.model.setFilter({});
        QCOMPARE(printed(f.model), QStringLiteral("a b c d e f"));
    }

    void filterFollowsTheData()
    {
        Fixture f;
        fill(f.fleet);
        f.model.setFilter(filter("is:abnormal"));
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(f.model.rowCount(), 0);
        f.fleet.setState(1, FakeState::Pending);
        f.fleet.setState(4, FakeState::UpFailing);
        QSignalSpy counts(&f.model, &ServerTableModel::countsChanged);
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(printed(f.model), QStringLiteral("b e"));
        QCOMPARE(counts.takeLast(), QVariantList({2, 6}));
    }

    void serversComeAndGo()
    {
        Fixture f;
        fill(f.fleet);
        f.model.setSnapshot(f.fleet.snapshot());
        const QPersistentModelIndex d = f.model.index(3, NameColumn);
        const QPersistentModelIndex b = f.model.index(1, NameColumn);
        f.fleet.removeServer(1);
        f.fleet.removeServer(4);
        f.fleet.addServer(0, "app", "c2");
        const std::size_t other = f.fleet.addTarget("lb2");
        f.fleet.addServer(other, "app", "a");
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(printed(f.model), QStringLiteral("a a c c2 d f"));
        QCOMPARE(d.row(), 4);
        QVERIFY(!b.isValid());
        QCOMPARE(f.resets.count(), 0);
    }

    void sortsByAnyColumn_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<bool>("descending");
        QTest::addColumn<QString>("rows");
        QTest::newRow("name") << int(NameColumn) << false << "s2 s3 s10";
        QTest::newRow("name, down") << int(NameColumn) << true << "s10 s3 s2";
        QTest::newRow("sessions") << int(SessionsColumn) << false << "s10 s2 s3";
        QTest::newRow("sessions, down") << int(SessionsColumn) << true << "s2 s10 s3";
        QTest::newRow("weight: what is missing comes last") << int(WeightColumn) << true << "s3 s10 s2";
        QTest::newRow("exporter: equal, so by name") << int(ExporterColumn) << true << "s2 s3 s10";
        QTest::newRow("urgency") << -1 << false << "s3 s2 s10";
    }
    void sortsByAnyColumn()
    {
        QFETCH(int, column);
        QFETCH(bool, descending);
        QFETCH(QString, rows);
        Fixture f;
        const std::size_t target = f.fleet.addTarget("lb");
        const auto ten = f.fleet.addServer(target, "app", "s10");
        const auto three = f.fleet.addServer(target, "app", "s3", FakeState::Pending);
        const auto two = f.fleet.addServer(target, "app", "s2");
        f.fleet.row(ten).sessions = -2;
        f.fleet.row(two).sessions = 7;
        f.fleet.row(three).sessions = std::numeric_limits<double>::quiet_NaN();
        f.fleet.row(ten).weight = 1;
        f.fleet.row(three).weight = 50;
        f.fleet.row(two).weight = std::numeric_limits<double>::quiet_NaN();
        f.model.setSnapshot(f.fleet.snapshot());
        f.model.sort(column, descending ? Qt::DescendingOrder : Qt::AscendingOrder);
        QCOMPARE(printed(f.model), rows);
        f.fleet.addServer(target, "app", "s1");
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(f.model.rowCount(), 4);
    }

    void groups_data()
    {
        QTest::addColumn<int>("grouping");
        QTest::addColumn<QString>("rows");
        QTest::newRow("backend") << int(Grouping::Backend) << "[app 1/2] a b [db 1/1] m [app 0/1] a";
        QTest::newRow("exporter") << int(Grouping::Exporter) << "[lb1 2/3] a m b [lb2 0/1] a";
        QTest::newRow("server") << int(Grouping::Server) << "[app/a 1/2] a a [db/m 1/1] m [app/b 0/1] b";
    }
    void groups()
    {
        QFETCH(int, grouping);
        QFETCH(QString, rows);
        Fixture f;
        const std::size_t one = f.fleet.addTarget("lb1");
        const std::size_t two = f.fleet.addTarget("lb2");
        const auto a = f.fleet.addServer(one, "app", "a", FakeState::DownSilent);
        f.fleet.addServer(one, "app", "b");
        f.fleet.addServer(one, "db", "m", FakeState::Pending);
        f.fleet.addServer(two, "app", "a");
        f.model.setSnapshot(f.fleet.snapshot());
        f.model.setGrouping(static_cast<Grouping>(grouping));
        QCOMPARE(printed(f.model), rows);
        const int rowsBefore = f.model.rowCount();
        const auto under = int(rows.section(QLatin1Char('['), 1, 1).count(QLatin1Char(' '))) - 2;
        f.model.toggleGroup(0);
        QVERIFY(f.model.groupAt(0)->collapsed);
        QCOMPARE(f.model.rowCount(), rowsBefore - under);
        f.model.toggleGroup(0);
        QCOMPARE(printed(f.model), rows);
        f.model.setHeld({a});
        f.fleet.setState(a, FakeState::Up);
        f.model.setSnapshot(f.fleet.snapshot());
        QCOMPARE(printed(f.model).remove(QRegularExpression(QStringLiteral(" \\d/\\d"))),
                 QString(rows).remove(QRegularExpression(QStringLiteral(" \\d/\\d"))));
        f.model.setGrouping(Grouping::None);
        QCOMPARE(f.model.rowCount(), 4);
    }

    void groupCountsIgnoreTheFilter()
    {
        Fixture f;
        f.fleet = FakeFleet::picture();
        f.model.setSnapshot(f.fleet.snapshot());
        f.model.setGrouping(Grouping::Backend);
        f.model.setFilter(filter("backend:app state:down"));
        QCOMPARE(f.model.rowCount(), 2);
        const ServerGroup* app = f.model.groupAt(0);
        QCOMPARE(app->servers, 6U);
        QCOMPARE(app->inRotation, 5U);
        QCOMPARE(app->matching, 1U);
    }

    /// The incremental order must equal a full sort, whatever changes.
    void randomChangesKeepTheOrder_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<int>("grouping");
        QTest::newRow("urgency") << -1 << int(Grouping::None);
        QTest::newRow("sessions") << int(SessionsColumn) << int(Grouping::None);
        QTest::newRow("grouped") << -1 << int(Grouping::Backend);
    }
    void randomChangesKeepTheOrder()
    {
        QFETCH(int, column);
        QFETCH(int, grouping);
        Fixture f;
        f.fleet = FakeFleet::mixed(300, 3);
        f.model.setGrouping(static_cast<Grouping>(grouping));
        f.model.sort(column);
        f.model.setSnapshot(f.fleet.snapshot());
        QRandomGenerator random(42);
        for (int step = 0; step < 40; ++step) {
            const int changes = step % 10 == 9 ? 200 : 5;
            for (int i = 0; i < changes; ++i) {
                const auto id = random.bounded(300U);
                f.fleet.setState(id, static_cast<FakeState>(random.bounded(16)));
                f.fleet.row(id).sessions = random.bounded(20);
            }
            const auto snapshot = f.fleet.snapshot();
            f.model.setSnapshot(snapshot);
            ServerTableModel fresh;
            fresh.setGrouping(static_cast<Grouping>(grouping));
            fresh.sort(column);
            fresh.setSnapshot(snapshot);
            QCOMPARE(printed(f.model), printed(fresh));
        }
        QCOMPARE(f.resets.count(), 0);
    }

    void persistentIndexesFollowTheirServers()
    {
        Fixture f;
        f.fleet = FakeFleet::mixed(200, 2);
        f.model.setSnapshot(f.fleet.snapshot());
        QList<QPersistentModelIndex> all;
        QList<uint> ids;
        for (int row = 0; row < f.model.rowCount(); ++row) {
            all += f.model.index(row, NameColumn);
            ids += f.model.data(all.last(), ServerTableModel::ServerIdRole).toUInt();
        }
        for (fleet::ServerId id = 0; id < 200; id += 3)
            f.fleet.setState(id, FakeState::Firing);
        f.fleet.removeServer(17);
        f.model.setSnapshot(f.fleet.snapshot());
        for (qsizetype i = 0; i < all.size(); ++i) {
            QCOMPARE(all[i].isValid(), ids[i] != 17);
            if (all[i].isValid())
                QCOMPARE(f.model.data(all[i], ServerTableModel::ServerIdRole).toUInt(), ids[i]);
        }
    }

    void headingsAreTheViewsOwn()
    {
        Fixture f;
        QVERIFY(!f.model.headerData(NameColumn, Qt::Horizontal, Qt::DisplayRole).isValid());
        QVERIFY(f.model.setHeaderData(NameColumn, Qt::Horizontal, QStringLiteral("Server"), Qt::DisplayRole));
        QCOMPARE(f.model.headerData(NameColumn, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Server"));
    }
};

QTEST_GUILESS_MAIN(TestServerTable)

} // namespace tst_servertable

#include "tst_servertable.moc"
