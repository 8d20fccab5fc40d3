#include "models/items/alertlistmodel.h"
#include "tests/support/fakesnapshot.h"

#include <QTest>

namespace tst_alertmatters {

using namespace checkwatch;
using namespace checkwatch::items;
using namespace std::chrono_literals;
using support::FakeFleet;
using support::FakeState;

namespace {

/// An alert beside those that the servers' states bring.
struct Extra
{
    std::uint64_t id = 0;
    const char* name = "";
    fleet::SubjectKind subject = fleet::SubjectKind::Server;
    fleet::ServerId server = fleet::noServer;
    fleet::AlertPhase phase = fleet::AlertPhase::Firing;
    bool companion = true;
};

fleet::SnapshotPtr with(const fleet::SnapshotPtr& snapshot, const std::vector<Extra>& extras)
{
    auto made = std::make_shared<fleet::Snapshot>(*snapshot);
    auto alerts = std::make_shared<std::vector<fleet::AlertRow>>(*snapshot->alerts);
    for (const Extra& extra : extras) {
        auto identity = std::make_shared<rules::AlertIdentity>();
        identity->id = extra.id;
        identity->labels = metrics::Labels{{"alertname", extra.name}};
        fleet::AlertRow row;
        row.alert.identity = identity;
        row.subject = extra.subject;
        row.server = extra.server;
        row.instance = "lb";
        row.proxy = extra.subject == fleet::SubjectKind::Exporter ? "" : "app";
        row.phase = extra.phase;
        row.product = extra.companion;
        alerts->push_back(row);
    }
    made->alerts = alerts;
    return made;
}

/// "silent:0+1": a row's kind, its server or exporter, and how many companions stand in it.
QString printed(const AlertListModel& model)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        const AlertItem item = model.itemAt(row);
        QString text;
        switch (item.kind) {
        case AlertItemKind::SilentDown: text = QStringLiteral("silent:%1").arg(item.server->identity->id); break;
        case AlertItemKind::Exporter:
            text = QStringLiteral("exporter:") + QString::fromStdString(item.target->instance);
            if (item.more > 0)
                text += QStringLiteral(" and %1").arg(item.more);
            break;
        case AlertItemKind::Ended: text = QStringLiteral("ended:%1").arg(item.alert->alert.identity->id); break;
        default: text = QStringLiteral("alert:%1").arg(item.alert->alert.identity->id);
        }
        if (!item.companions.empty())
            text += QStringLiteral("+%1").arg(item.companions.size());
        rows += text;
    }
    return rows.join(QLatin1Char(' '));
}

} // namespace

/// One matter is one row of the alert panel, and no alert is lost by it.
class TestAlertMatters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCompanionOfAServerThatIsDownStandsInItsRow()
    {
        FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb");
        const auto down = fleet.addServer(target, "app", "a", FakeState::DownSilent);
        AlertListModel model;
        model.setSnapshot(
            with(fleet.snapshot(), {{7, "HaproxyServerDownNotAlerting", fleet::SubjectKind::Server, down}}));
        QCOMPARE(printed(model), QStringLiteral("silent:0+1"));
        QCOMPARE(model.counts().firing, 0);
        QCOMPARE(model.counts().silentDown, 1);
        QCOMPARE(model.rowOfAlert(7), 0);
    }

    void companionsStandInTheRowOfTheirBackend()
    {
        FakeFleet fleet;
        fleet.addTarget("lb");
        const auto backend = fleet::SubjectKind::Backend;
        AlertListModel model;
        model.setSnapshot(
            with(fleet.snapshot(),
                 {{1, "HaproxyHasNoAliveBackends", backend, fleet::noServer, fleet::AlertPhase::Firing, false},
                  {2, "HaproxyBackendNoServers", backend}}));
        QCOMPARE(printed(model), QStringLiteral("alert:1+1"));
        QCOMPARE(model.counts().firing, 1);
    }

    void aBackendWithoutAServerStandsAboveEverything()
    {
        FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb");
        fleet.addServer(target, "app", "a", FakeState::DownSilent);
        auto made
            = std::make_shared<fleet::Snapshot>(*with(fleet.snapshot(),
                                                      {{1, "HaproxyHasNoAliveBackends", fleet::SubjectKind::Backend,
                                                        fleet::noServer, fleet::AlertPhase::Firing, false}}));
        fleet::BackendRow backend;
        backend.instance = "lb";
        backend.proxy = "app";
        made->backends = {backend};
        AlertListModel model;
        model.setSnapshot(made);
        QCOMPARE(printed(model), QStringLiteral("silent:0 alert:1"));
        made = std::make_shared<fleet::Snapshot>(*made);
        made->backends.front().noneLeft = true;
        model.setSnapshot(made);
        QCOMPARE(printed(model), QStringLiteral("alert:1 silent:0"));
    }

    /// What is more urgent than the row of its matter is not hidden in it, and alerts that are not ours never are.
    void nothingUrgentIsHidden()
    {
        FakeFleet fleet;
        fleet.addTarget("lb");
        const auto backend = fleet::SubjectKind::Backend;
        const auto pending = fleet::AlertPhase::Pending;
        AlertListModel model;
        model.setSnapshot(with(fleet.snapshot(),
                               {{1, "Companion", backend},
                                {2, "Published", backend, fleet::noServer, pending, false},
                                {3, "Own", backend, fleet::noServer, pending, false}}));
        QCOMPARE(printed(model), QStringLiteral("alert:1 alert:2 alert:3"));
        model.setSnapshot(with(fleet.snapshot(), {{4, "Companion", fleet::SubjectKind::Fleet}}));
        QCOMPARE(printed(model), QStringLiteral("alert:4"));
    }

    /// An exporter that does not answer is one row, as urgent as the alert about it.
    void whatIsUnknownForAnExporterStandsInItsRow()
    {
        FakeFleet fleet;
        const std::size_t target = fleet.addTarget("lb");
        const auto server = fleet.addServer(target, "app", "a", FakeState::Up);
        fleet.setStale(target, 60s);
        AlertListModel model;
        model.setSnapshot(
            with(fleet.snapshot(),
                 {{1, "HaproxyExporterUnreachable", fleet::SubjectKind::Exporter},
                  {2, "Published", fleet::SubjectKind::Backend, fleet::noServer, fleet::AlertPhase::Firing, false},
                  {3, "HaproxyServerFlapping", fleet::SubjectKind::Server, server, fleet::AlertPhase::Unknown}}));
        QCOMPARE(printed(model), QStringLiteral("exporter:lb+2 alert:2"));
    }

    void whatEndedTogetherIsSeenTogether()
    {
        FakeFleet fleet;
        fleet.addTarget("lb");
        const auto backend = fleet::SubjectKind::Backend;
        const auto over = fleet::AlertPhase::Resolved;
        AlertListModel model;
        model.setSnapshot(with(fleet.snapshot(),
                               {{1, "Published", backend, fleet::noServer, over, false},
                                {2, "Companion", backend, fleet::noServer, over}}));
        QCOMPARE(printed(model), QStringLiteral("ended:1+1"));
        QCOMPARE(model.counts().ended, 1);
        model.markSeen(1);
        QCOMPARE(printed(model), QString());
    }

    /// A whole prometheus.yml names other exporters too: one row tells of all of them.
    void exportersWithoutHaproxysMetricsAreOneRow()
    {
        FakeFleet fleet;
        for (const char* name : {"lb", "node-1", "node-2"})
            fleet.addTarget(name);
        auto snapshot = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
        snapshot->targets[1].lack = snapshot->targets[2].lack = fleet::Lack::Metrics;
        AlertListModel model;
        model.setSnapshot(snapshot);
        QCOMPARE(printed(model), QStringLiteral("exporter:node-1 and 1"));
        QCOMPARE(model.counts().exporters, 0);
    }
};

QTEST_GUILESS_MAIN(TestAlertMatters)

} // namespace tst_alertmatters

#include "tst_alertmatters.moc"
