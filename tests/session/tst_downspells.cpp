#include "models/session/downspells.h"
#include "tests/support/vectorquerier.h"

#include <QTest>

namespace tst_downspells {

using namespace checkwatch;
using namespace checkwatch::session;
using base::Duration;
using base::fromUnixMs;
using base::Timestamp;
using support::VectorQuerier;

namespace {

constexpr double gone = -1; ///< no sample

Timestamp at(int seconds)
{
    return fromUnixMs(std::int64_t{1000} * seconds);
}

metrics::Labels labels(const char* metric, const char* instance, const char* server, const char* state = "")
{
    return {{"__name__", metric}, {"instance", instance}, {"proxy", "app"}, {"server", server}, {"state", state}};
}

/// A value every ten seconds from 0 on.
void add(VectorQuerier& data, const metrics::Labels& of, const std::vector<double>& values)
{
    std::vector<metrics::Sample> samples;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] != gone) {
            samples.push_back({at(static_cast<int>(i) * 10), values[i]});
        }
    }
    data.add(of, samples);
}

std::vector<ServerPast> pasts(const VectorQuerier& data, int to)
{
    return serverPasts(data, at(0), at(to), [](double) { return true; });
}

const char* const status = "haproxy_server_status";
const char* const failures = "haproxy_server_check_failures_total";

} // namespace

class TestDownSpells : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fromTheFirstDownToTheFirstOther();
    void ofTheRetiredExporterToo();
    void throughSeveralHaproxiesItIsOne();
    void silenceOfFiveMinutesEndsIt();
    void theFirstFailureIsFound();
    void countersBeginAgain();
    void readingCanBeStopped();
};

void TestDownSpells::fromTheFirstDownToTheFirstOther()
{
    VectorQuerier data;
    add(data, labels(status, "lb", "a", "DOWN"), {1, 0, 1, 1, 0, 1, 0, 0, 1, 1});
    add(data, labels(status, "lb", "a", "UP"), {0, 1, 0, 0, 1, 0, 1, 1, 0, 0});
    const auto servers = pasts(data, 90);
    QCOMPARE(servers.size(), std::size_t{1});
    const std::vector<DownTime> wanted{{at(0), at(10), true, false},
                                       {at(20), at(40), false, false},
                                       {at(50), at(60), false, false},
                                       {at(80), at(90), false, true}};
    QVERIFY(servers[0].down == wanted);
    const auto spells = downSpells(servers, Duration{15'000});
    QCOMPARE(spells.size(), std::size_t{1});
    QCOMPARE(spells[0].time.from, at(20));
    QVERIFY(wasDown(servers[0], at(35), at(45)));
    QVERIFY(!wasDown(servers[0], at(62), at(79)));
    QVERIFY(wasDown(servers[0], at(62), at(80)));
}

void TestDownSpells::ofTheRetiredExporterToo()
{
    VectorQuerier data;
    data.add({{"__name__", "haproxy_server_up"}, {"instance", "lb"}, {"backend", "app"}, {"server", "a"}},
             {{at(0), 1}, {at(10), 0}, {at(20), 0}, {at(30), 1}});
    add(data, labels(status, "lb", "old"), {1, 0, 0, 2}); // a number, up to HAProxy 2.3
    const auto servers = pasts(data, 90);
    QCOMPARE(servers.size(), std::size_t{2});
    const std::vector<DownTime> wanted{{at(10), at(30), false, false}};
    QVERIFY(servers[0].down == wanted);
    QVERIFY(servers[1].down == wanted);
}

void TestDownSpells::throughSeveralHaproxiesItIsOne()
{
    VectorQuerier data;
    add(data, labels(status, "lb-1", "a", "DOWN"), {0, 1, 1, 0, 0, 0});
    add(data, labels(status, "lb-2", "a", "DOWN"), {0, 0, 1, 1, 1, 0});
    add(data, labels(status, "lb-2", "b", "DOWN"), {0, 0, 0, 0, 0, 1});
    const auto servers = pasts(data, 50);
    QCOMPARE(servers.size(), std::size_t{2});
    QCOMPARE(servers[0].instances, (std::vector<std::string>{"lb-1", "lb-2"}));
    QVERIFY(servers[0].down == (std::vector<DownTime>{{at(10), at(50), false, false}}));
    QVERIFY(servers[1].down == (std::vector<DownTime>{{at(50), at(50), false, true}}));
    QCOMPARE(downSpells(servers, Duration{15'000}).size(), std::size_t{1});
}

void TestDownSpells::silenceOfFiveMinutesEndsIt()
{
    VectorQuerier data;
    std::vector<double> shortly{0, 1, 1};
    shortly.resize(30, gone); // until 290 s
    shortly.push_back(1);
    shortly.push_back(0);
    std::vector<double> longer{0, 1, 1};
    longer.resize(34, gone); // until 330 s
    longer.push_back(0);
    add(data, labels(status, "lb", "short", "DOWN"), shortly);
    add(data, labels(status, "lb", "long", "DOWN"), longer);
    const auto servers = pasts(data, 1000);
    QVERIFY(servers[0].server == "long");
    QVERIFY(servers[0].down == (std::vector<DownTime>{{at(10), at(20), false, false}}));
    QVERIFY(servers[1].down == (std::vector<DownTime>{{at(10), at(310), false, false}}));
}

void TestDownSpells::theFirstFailureIsFound()
{
    VectorQuerier data;
    //                                             0  10 20 30 40 50 60 70 80 90 100 …
    add(data, labels(status, "lb", "a", "DOWN"), {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0});
    add(data, labels(failures, "lb", "a"), {5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9});
    const auto servers = pasts(data, 1000);
    QCOMPARE(servers[0].failures, (std::vector<Timestamp>{at(10), at(90), at(100), at(110)}));
    const auto spells = downSpells(servers, Duration{15'000});
    QCOMPARE(spells.size(), std::size_t{2});
    QCOMPARE(spells[0].firstFailure, at(90));  // what failed 80 s before is another matter
    QCOMPARE(spells[1].firstFailure, at(150)); // nothing was counted since the time DOWN before
    QVERIFY(hadTrouble(servers[0], at(5), at(15)));
    QVERIFY(!hadTrouble(servers[0], at(15), at(85)));
    QVERIFY(!wasDown(servers[0], at(5), at(105)));
}

void TestDownSpells::countersBeginAgain()
{
    VectorQuerier data;
    add(data, labels(failures, "lb", "a"), {5, 5, 0, 0, 2, 1, 1, std::nan(""), 1, 1});
    const auto servers = pasts(data, 1000);
    QCOMPARE(servers[0].failures, (std::vector<Timestamp>{at(40), at(50)}));
}

void TestDownSpells::readingCanBeStopped()
{
    VectorQuerier data;
    add(data, labels(status, "lb", "a", "DOWN"), {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1});
    double last = -1;
    const auto servers = serverPasts(data, at(0), at(120), [&last](double share) {
        const bool more = share > last;
        last = share;
        return more && share < 0.4;
    });
    QVERIFY(last > 0.4 && last <= 1);
    QVERIFY(servers[0].down.empty());
}

QTEST_APPLESS_MAIN(TestDownSpells)

} // namespace tst_downspells

#include "tst_downspells.moc"
