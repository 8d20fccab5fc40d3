#include "models/items/alertlistmodel.h"
#include "models/items/eventlistmodel.h"
#include "models/items/fleettreemodel.h"
#include "tests/support/fakesnapshot.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

namespace tst_listmodels {

using namespace checkwatch;
using namespace checkwatch::items;
using namespace std::chrono_literals;
using support::FakeFleet;
using support::FakeState;

namespace {

constexpr auto strict = QAbstractItemModelTester::FailureReportingMode::QtTest;

QString printed(const AlertListModel& model)
{
    static const QStringList kinds{QStringLiteral("silent"), QStringLiteral("alert"), QStringLiteral("exporter"),
                                   QStringLiteral("ended"), QStringLiteral("more")};
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        const AlertItem item = model.itemAt(row);
        QString text = kinds[int(item.kind)];
        if (item.kind == AlertItemKind::More)
            text += QStringLiteral("+%1").arg(item.more);
        else if (item.kind == AlertItemKind::Exporter)
            text += QLatin1Char(':') + QString::fromStdString(item.target->instance);
        else
            text += QStringLiteral(":%1").arg(item.server ? item.server->identity->id : item.alert->server);
        rows += text;
    }
    return rows.join(QLatin1Char(' '));
}

QString printed(const FleetTreeModel& model, const QModelIndex& parent = {})
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        const FleetNode node = model.node(index);
        const QString name = node.kind == FleetNodeKind::All ? QStringLiteral("*") : index.data().toString();
        QString text = QStringLiteral("%1 %2/%3").arg(name).arg(node.counts.inRotation).arg(node.counts.servers);
        if (node.stale)
            text += QStringLiteral(" stale");
        const QString below = printed(model, index);
        rows += below.isEmpty() ? text : text + QStringLiteral(" (") + below + QLatin1Char(')');
    }
    return rows.join(QStringLiteral(", "));
}

/// A keyed list whose keys are set from outside: the diffing alone.
class Keys final : public KeyedTable
{
public:
    using KeyedTable::setKeys;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 2; }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        return role == Qt::DisplayRole ? QVariant::fromValue(qulonglong(keyAt(index.row()))) : QVariant();
    }
};

} // namespace

/// Alert panel, timeline and fleet tree, and the keyed diffing under all of them.
class TestListModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keyedDiffing()
    {
        Keys model;
        QAbstractItemModelTester tester(&model, strict);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QRandomGenerator random(7);
        for (int step = 0; step < 300; ++step) {
            std::vector<RowKey> next;
            const quint32 share = random.bounded(1U, 12U);
            for (RowKey key = 0; key < 40; ++key) {
                if (random.bounded(12U) < share)
                    next.push_back(key);
            }
            if (step % 3 != 0)
                std::shuffle(next.begin(), next.end(), random);
            QList<QPersistentModelIndex> watched;
            QList<qulonglong> keys;
            for (int row = 0; row < model.rowCount(); ++row) {
                watched += model.index(row, row % 2);
                keys += watched.last().data().toULongLong();
            }
            model.setKeys(next);
            for (std::size_t i = 0; i < next.size(); ++i)
                QCOMPARE(model.keyAt(int(i)), next[i]);
            for (qsizetype i = 0; i < watched.size(); ++i) {
                QCOMPARE(watched[i].isValid(), std::find(next.begin(), next.end(), keys[i]) != next.end());
                if (watched[i].isValid())
                    QCOMPARE(watched[i].data().toULongLong(), keys[i]);
            }
        }
        QCOMPARE(resets.count(), 0);
    }

    void oneRangeIsOneSignal()
    {
        Keys model;
        model.setKeys({1, 2, 3, 4, 5});
        QSignalSpy layout(&model, &QAbstractItemModel::layoutChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setKeys({1, 4, 5});
        model.setKeys({1, 7, 8, 4, 5});
        QCOMPARE(layout.count(), 0);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(inserted.first().mid(1), QVariantList({1, 2}));
    }

    void alertsInTheOrderOfThePanel()
    {
        FakeFleet fleet = FakeFleet::picture();
        AlertListModel model;
        QAbstractItemModelTester tester(&model, strict);
        model.setSnapshot(fleet.snapshot());
        QCOMPARE(printed(model), QStringLiteral("silent:2 alert:1 alert:32 exporter:lb-03:8404"));
        QCOMPARE(model.counts().firing, 1);
        QCOMPARE(model.counts().pending, 1);
        QCOMPARE(model.counts().silentDown, 1);
        QCOMPARE(model.rowOfServer(1), 1);
        QCOMPARE(model.rowOfServer(5), -1);
    }

    void endedAlertsStayUntilLookedAt()
    {
        FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb");
        const auto a = fleet.addServer(target, "app", "a", FakeState::DownCleared);
        const auto b = fleet.addServer(target, "app", "b", FakeState::Firing);
        AlertListModel model;
        QAbstractItemModelTester tester(&model, strict);
        model.setSnapshot(fleet.snapshot());
        QCOMPARE(printed(model), QStringLiteral("silent:0 alert:1"));
        const auto cleared = fleet.snapshot();
        fleet.setState(a, FakeState::Up);
        fleet.setState(b, FakeState::Up);
        model.setSnapshot(fleet.snapshot());
        QCOMPARE(printed(model), QStringLiteral("ended:0"));
        model.markSeen(a + 1000);
        QCOMPARE(printed(model), QString());
        model.setSnapshot(cleared);
        QCOMPARE(printed(model), QStringLiteral("silent:0 alert:1"));
    }

    void aStormIsCut()
    {
        FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb");
        for (int i = 0; i < 600; ++i)
            fleet.addServer(target, "app", std::to_string(i), FakeState::DownFiring);
        for (int i = 0; i < 501; ++i)
            fleet.addServer(target, "db", std::to_string(i), FakeState::DownSilent);
        AlertListModel model;
        model.setSnapshot(fleet.snapshot());
        QCOMPARE(model.rowCount(), 501 + 501);
        QCOMPARE(model.itemAt(500).more, 1U);
        QCOMPARE(model.itemAt(1001).more, 100U);
        QCOMPARE(model.counts().firing, 600);
    }

    void eventsNewestFirstAndByServer()
    {
        FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb");
        const auto a = fleet.addServer(target, "app", "a");
        const auto b = fleet.addServer(target, "app", "b");
        const auto add = [&fleet](fleet::EventKind kind, fleet::ServerId server, const char* instance) {
            fleet::Event event;
            event.kind = kind;
            event.server = server;
            event.job = "haproxy";
            event.instance = instance;
            fleet.addEvent(event);
        };
        add(fleet::EventKind::Configuration, fleet::noServer, "");
        add(fleet::EventKind::TargetReloaded, fleet::noServer, "lb");
        add(fleet::EventKind::TargetDown, fleet::noServer, "other");
        add(fleet::EventKind::ServerState, a, "lb");
        add(fleet::EventKind::ServerState, b, "lb");
        EventListModel model;
        QAbstractItemModelTester tester(&model, strict);
        const auto snapshot = fleet.snapshot();
        model.setSnapshot(snapshot);
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.eventAt(0)->number, 5U);
        model.setServer(*snapshot->blocks[0]->rows[0].identity);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.eventAt(0)->server, a);
        add(fleet::EventKind::AlertFiring, a, "lb");
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.setSnapshot(fleet.snapshot());
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(model.eventAt(0)->kind, fleet::EventKind::AlertFiring);
        model.setServer(std::nullopt);
        QCOMPARE(model.rowCount(), 6);
    }

    void fleetTree()
    {
        FakeFleet fleet = FakeFleet::picture();
        FleetTreeModel model;
        QAbstractItemModelTester tester(&model, strict);
        model.setSnapshot(fleet.snapshot());
        QCOMPARE(
            printed(model),
            QStringLiteral("* 51/54, lb-01:8404 25/26 (app 5/6, api 12/12, static 8/8), "
                           "lb-02:8404 23/25 (checkout 12/12, search 11/13), lb-03:8404 3/3 stale (legacy 3/3 stale)"));
        const QPersistentModelIndex search = model.find("haproxy", "lb-02:8404", "search");
        QCOMPARE(search.data().toString(), QStringLiteral("search"));
        fleet.setState(38, FakeState::DownSilent);
        model.setHeld(true);
        model.setSnapshot(fleet.snapshot());
        QCOMPARE(search.row(), 1);
        model.setHeld(false);
        model.setSnapshot(fleet.snapshot());
        QCOMPARE(search.row(), 0);
        QCOMPARE(search.parent().row(), 2);
        const std::size_t more = fleet.addTarget("lb-00:8404");
        fleet.addServer(more, "x", "x1", FakeState::DownSilent);
        model.setSnapshot(fleet.snapshot());
        QVERIFY2(printed(model).startsWith(QStringLiteral("* 51/55, lb-00:8404 0/1 (x 0/1), lb-01")),
                 qPrintable(printed(model)));
        QCOMPARE(search.parent().row(), 3);
        model.setSnapshot(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(TestListModels)

} // namespace tst_listmodels

#include "tst_listmodels.moc"
