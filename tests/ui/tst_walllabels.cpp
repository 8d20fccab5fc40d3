#include "tests/support/fakesnapshot.h"
#include "ui/wall/narrowing.h"

#include <QTest>

namespace tst_walllabels {

using namespace checkwatch;
using namespace std::chrono_literals;
using support::FakeFleet;
using support::FakeState;
using wall::Narrowing;

namespace {

/// The backends app and web behind an exporter of production and one of a test, which have the label env.
FakeFleet prodAndTest()
{
    FakeFleet fleet;
    for (const char* const env : {"prod", "test"}) {
        const std::size_t target = fleet.addTarget(std::string(env) + ":8404", "haproxy", {{"env", env}});
        fleet.addServer(target, "app", "a", FakeState::Firing);
        fleet.addServer(target, "web", "b");
    }
    fleet::Event event;
    event.kind = fleet::EventKind::AlertFiring;
    event.time = fleet.now();
    event.job = "haproxy";
    event.instance = "test:8404";
    event.proxy = "app";
    event.serverName = "gone"; // it has no number
    fleet.addEvent(event);
    return fleet;
}

items::Filter filterOf(const char* text)
{
    return items::Filter::parseNames(QString::fromLatin1(text)).value();
}

fleet::SnapshotPtr narrowed(FakeFleet& fleet, const char* text)
{
    return Narrowing(filterOf(text)).of(fleet.snapshot());
}

std::size_t serversIn(const fleet::SnapshotPtr& snapshot)
{
    std::size_t count = 0;
    for (const auto& block : snapshot->blocks) {
        count += block->rows.size();
    }
    return count;
}

} // namespace

/// A screen that shows what exporters with certain labels tell of, and nothing else.
class WallLabelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingElseIsKnown()
    {
        FakeFleet fleet = prodAndTest();
        const auto prod = narrowed(fleet, "env=\"prod\"");
        QCOMPARE(serversIn(prod), std::size_t{2});
        QCOMPARE(prod->targets.size(), std::size_t{1});
        QCOMPARE(prod->targets.front().instance, std::string("prod:8404"));
        QCOMPARE(prod->backends.size(), std::size_t{2});
        QCOMPARE(prod->alerts->size(), std::size_t{1});
        QCOMPARE(prod->events->size(), std::size_t{0});
        QCOMPARE(narrowed(fleet, "-env=\"prod\"")->events->size(), std::size_t{1});
    }

    void asPrometheusMatches()
    {
        FakeFleet fleet = prodAndTest();
        QCOMPARE(serversIn(narrowed(fleet, "env=~\"p.*|t\"")), std::size_t{2}); // anchored
        QCOMPARE(serversIn(narrowed(fleet, "env!=\"prod\" backend:web")), std::size_t{1});
        QCOMPARE(serversIn(narrowed(fleet, "dc=\"\"")), std::size_t{4}); // nobody has one
        QCOMPARE(serversIn(narrowed(fleet, "dc!=\"\"")), std::size_t{0});
    }

    void anExporterThatNeverToldOfAServer()
    {
        FakeFleet fleet = prodAndTest();
        fleet.setStale(fleet.addTarget("silent:8404", "haproxy", {{"env", "test"}}), 48s);
        QCOMPARE(narrowed(fleet, "env=\"prod\"")->targets.size(), std::size_t{1});
        QCOMPARE(narrowed(fleet, "env=\"test\"")->targets.size(), std::size_t{2});
    }

    /// SIGHUP: the same exporter has another label, and its servers the numbers they had.
    void anotherConfiguration()
    {
        FakeFleet fleet = prodAndTest();
        Narrowing narrowing(filterOf("env=\"prod\""));
        QCOMPARE(serversIn(narrowing.of(fleet.snapshot())), std::size_t{2});
        auto changed = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
        changed->targets[1].labels = metrics::Labels{{"job", "haproxy"}, {"instance", "test:8404"}, {"env", "prod"}};
        const auto after = narrowing.of(changed);
        QCOMPARE(serversIn(after), std::size_t{4});
        QCOMPARE(after->events->size(), std::size_t{1});
    }

    void pagesAndWhatIsOnNone()
    {
        FakeFleet fleet = prodAndTest();
        Narrowing rest = Narrowing::without({filterOf("env=\"prod\""), filterOf("backend:web")});
        const auto left = rest.serversOf(fleet.snapshot());
        QCOMPARE(serversIn(left), std::size_t{1});
        QCOMPARE(left->blocks.front()->rows.front().identity->proxy, std::string("app"));
        QCOMPARE(left->targets.front().instance, std::string("test:8404"));
    }
};

QTEST_MAIN(WallLabelsTest)

} // namespace tst_walllabels

#include "tst_walllabels.moc"
