#include "tests/support/fakesnapshot.h"
#include "ui/wall/firstout.h"

#include <QTest>

namespace tst_firstout {

using namespace checkwatch;
using namespace checkwatch::wall;
using namespace std::chrono_literals;
using fleet::EventKind;
using support::FakeFleet;
using support::FakeState;

namespace {

/// A backend of three, and what happened to it before anybody looked. Times are seconds ago.
class Past
{
public:
    Past()
    {
        const std::size_t target = m_fleet.addTarget("lb-01:8404");
        for (const char* const name : {"web-0", "web-1", "web-2"}) {
            m_ids.push_back(m_fleet.addServer(target, "app", name));
        }
    }
    void state(int ago, std::size_t server, const char* before, const char* after)
    {
        fleet::Event event = eventOf(ago, server);
        event.kind = EventKind::ServerState;
        event.name = "web-" + std::to_string(server);
        event.before = before;
        event.after = after;
        m_fleet.addEvent(std::move(event));
    }
    void alert(int ago, std::size_t server, EventKind kind, const char* name)
    {
        fleet::Event event = eventOf(ago, server);
        event.kind = kind;
        event.name = name;
        event.serverName = "web-" + std::to_string(server);
        m_fleet.addEvent(std::move(event));
    }
    /// It is now like this, since so long as its exporter knows.
    void is(std::size_t server, FakeState state, int since)
    {
        m_fleet.setState(m_ids[server], state);
        m_fleet.row(m_ids[server]).since = m_fleet.now() - since * 1s;
    }
    fleet::SnapshotPtr snapshot() { return m_fleet.snapshot(); }
    std::string first()
    {
        const auto snapshot = m_fleet.snapshot();
        FirstOut looksNow;
        looksNow.take(*snapshot);
        return looksNow.of(snapshot->backends.front());
    }

private:
    fleet::Event eventOf(int ago, std::size_t server)
    {
        fleet::Event event;
        event.time = m_fleet.now() - ago * 1s;
        event.server = m_ids[server];
        event.job = "haproxy";
        event.instance = "lb-01:8404";
        event.proxy = "app";
        return event;
    }

    FakeFleet m_fleet;
    std::vector<fleet::ServerId> m_ids;
};

} // namespace

/// Who went first of a backend, where that was before the wall was there.
class FirstOutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isKnownThoughItIsWellAgain()
    {
        Past past;
        past.state(300, 1, "UP", "DOWN");
        past.state(200, 0, "UP", "DOWN");
        past.state(100, 1, "DOWN", "UP");
        past.is(0, FakeState::DownSilent, 200);
        QCOMPARE(past.first(), std::string("web-1"));
    }
    void isKnownThoughAnotherIsDownInAnotherWaySince()
    {
        Past past;
        past.state(300, 1, "UP", "DOWN");
        past.state(200, 0, "UP", "DOWN");
        past.state(150, 1, "DOWN", "UP");
        past.state(100, 0, "DOWN", "DOWN_CHECK_OK");
        past.state(90, 0, "DOWN_CHECK_OK", "DOWN");
        past.is(0, FakeState::DownSilent, 90);
        QCOMPARE(past.first(), std::string("web-1"));
    }
    void isForgottenWhereAllWereWellInBetween()
    {
        Past past;
        past.state(300, 1, "UP", "DOWN");
        past.state(250, 1, "DOWN", "UP");
        past.state(200, 0, "UP", "DOWN");
        past.is(0, FakeState::DownSilent, 200);
        QCOMPARE(past.first(), std::string("web-0"));
    }
    /// Nothing says that the one was wrong until the other was.
    void isNotKnownOverAGapAfterWhichOthersAreWrong()
    {
        Past past;
        past.state(300, 1, "UP", "DOWN");
        past.is(2, FakeState::DownSilent, 20);
        QCOMPARE(past.first(), std::string("web-2"));
        past.state(20, 2, "", "DOWN"); // the first scrape after it; who is UP makes no event
        QCOMPARE(past.first(), std::string("web-2"));
        past.is(0, FakeState::DownSilent, 10);
        past.state(10, 0, "UP", "DOWN");
        past.state(5, 2, "DOWN", "UP");
        past.is(2, FakeState::Up, 5);
        QCOMPARE(past.first(), std::string("web-2")); // all of that was watched
    }
    void isKnownOverAGapInWhichItWasDown()
    {
        Past past;
        past.state(300, 1, "UP", "DOWN");
        past.state(20, 1, "", "DOWN");
        past.state(20, 2, "", "DOWN");
        past.is(1, FakeState::DownSilent, 300);
        past.is(2, FakeState::DownSilent, 100);
        QCOMPARE(past.first(), std::string("web-1"));
        past.is(1, FakeState::DownSilent, 30); // anew: it was UP in between
        QCOMPARE(past.first(), std::string("web-2"));
    }
    /// All were well when somebody looked again, and that makes no event.
    void isNotKnownOverAGapAfterWhichAllAreWell()
    {
        Past past;
        past.state(300, 1, "UP", "DOWN");
        past.state(20, 2, "UP", "DOWN");
        past.is(2, FakeState::DownSilent, 20);
        QCOMPARE(past.first(), std::string("web-2"));
    }
    void withinOneScrapeNobodyKnows()
    {
        Past past;
        past.state(300, 1, "UP", "DOWN");
        past.state(300, 0, "UP", "DOWN");
        past.state(100, 1, "DOWN", "UP");
        past.is(0, FakeState::DownSilent, 300);
        QCOMPARE(past.first(), std::string());
    }
    void whoIsWrongForLongerThanEventsAreKeptWasFirst()
    {
        Past past;
        past.state(300, 1, "UP", "DOWN");
        past.is(0, FakeState::DownSilent, 9000);
        past.is(1, FakeState::DownSilent, 300);
        QCOMPARE(past.first(), std::string("web-0"));
    }
    void alertsOfHealthCountAndNoOthers()
    {
        Past past;
        past.alert(400, 2, EventKind::AlertFiring, "SomethingElse");
        past.alert(300, 1, EventKind::AlertPending, "HaproxyServerHealthcheckFailure");
        past.state(200, 0, "UP", "DOWN");
        past.alert(100, 1, EventKind::AlertResolved, "HaproxyServerHealthcheckFailure");
        past.is(0, FakeState::DownFiring, 200);
        QCOMPARE(past.first(), std::string("web-1"));
    }
    /// Rules say it as soon as they were evaluated, before any alert is there.
    void alertsOfHealthAreKnownByTheirRules()
    {
        Past past;
        past.alert(300, 1, EventKind::AlertPending, "HaproxyServerHealthcheckFailure");
        past.state(200, 0, "UP", "DOWN");
        past.alert(100, 1, EventKind::AlertResolved, "HaproxyServerHealthcheckFailure");
        past.is(0, FakeState::DownSilent, 200);
        const auto snapshot = std::make_shared<fleet::Snapshot>(*past.snapshot());
        auto rule = std::make_shared<rules::Rule>();
        rule->name = "HaproxyServerHealthcheckFailure";
        snapshot->rules.push_back({.rule = rule});
        FirstOut looks;
        looks.take(*snapshot);
        QCOMPARE(looks.of(snapshot->backends.front()), std::string("web-0"));
        auto verdict = std::make_shared<rules::RuleVerdict>();
        verdict->shapes.emplace_back();
        snapshot->rules.front() = {.rule = rule, .health = rules::RuleHealth::Ok, .verdict = verdict};
        looks.take(*snapshot);
        QCOMPARE(looks.of(snapshot->backends.front()), std::string("web-1"));
    }
};

QTEST_GUILESS_MAIN(FirstOutTest)

} // namespace tst_firstout

#include "tst_firstout.moc"
