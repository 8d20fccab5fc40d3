#include "models/fleet/silencebook.h"
#include "models/fleet/silences.h"
#include "tests/support/fleetrig.h"

#include <QTest>

#include <ctime>
#include <limits>

namespace tst_silences {

using namespace checkwatch;
using namespace checkwatch::fleet;
using rules::AlertState;
using support::FleetRig;

namespace {

Silence silence(const std::string& id, const char* matchers, double until)
{
    Silence out;
    out.id = id;
    out.matchers = *matchersFrom(matchers);
    out.createdBy = "ada";
    out.comment = "disk";
    out.endsAt = FleetRig::at(until);
    return out;
}

/// Two servers whose health alerts fire.
class Firing : public FleetRig
{
public:
    Firing()
    {
        addTarget();
        support::NativeScrape page;
        page.servers = {{.server = "s1"}, {.server = "s2"}};
        scrape(0, page);
        setHealthAlert("s1", AlertState::Firing, 5, 10);
        setHealthAlert("s2", AlertState::Firing, 5, 10);
        evaluate(10);
        told();
    }
    /// What was told of silences since the last call.
    std::vector<std::string> told()
    {
        std::vector<std::string> out;
        for (const Event& event : tracker().eventsSince(m_told)) {
            m_told = event.number;
            if (event.kind == EventKind::Silenced) {
                out.push_back(event.name + ' ' + event.before + ' ' + event.after);
            }
        }
        return out;
    }

private:
    std::uint64_t m_told = 0;
};

std::vector<std::string> silencedServers(const SnapshotPtr& snapshot, double seconds)
{
    const Silences silences(*snapshot, FleetRig::at(seconds));
    std::vector<std::string> out;
    for (const auto& block : snapshot->blocks) {
        for (const ServerRow& row : block->rows) {
            if (silences.covers(row.identity->id)) {
                out.push_back(row.identity->server);
            }
        }
    }
    return out;
}

using Names = std::vector<std::string>;

/// CPU time to find the silence of each of so many alerts, of as many silences; the best of three.
double secondsFor(int count)
{
    const auto labels = [](int number) {
        return metrics::Labels{{"alertname", "Down"}, {"proxy", "app"}, {"server", "s" + std::to_string(number)}};
    };
    std::vector<Silence> all;
    for (int i = 0; i < count; ++i) {
        Silence& each = all.emplace_back(silence(std::to_string(i), "{a=\"b\"}", 60));
        each.matchers.clear();
        for (const metrics::Label label : labels(i)) {
            each.matchers.push_back(metrics::Matcher::equal(std::string(label.name), std::string(label.value)));
        }
    }
    double best = std::numeric_limits<double>::infinity();
    for (int round = 0; round < 3; ++round) {
        EventLog events(100);
        SilenceBook book(events);
        book.setOffered(all, FleetRig::at(1));
        const std::clock_t begin = std::clock();
        int found = 0;
        for (int i = 0; i < count; ++i) {
            found += book.of(labels(i)) != nullptr ? 1 : 0;
        }
        best = found == count ? std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC) : best;
    }
    return best;
}

/// Each behind a relabelling of its own.
std::vector<Silence> relabelled(int count)
{
    std::vector<Silence> all;
    for (int i = 0; i < count; ++i) {
        Silence& each = all.emplace_back(silence(std::to_string(i), "{server=\"none\"}", 60));
        each.relabelling
            = *metrics::Relabelling::create({{.targetLabel = "to", .replacement = "am-" + std::to_string(i)}});
    }
    return all;
}

/// That ask for no label's whole value, each a bit longer than the one before.
std::vector<Silence> patterns(int count)
{
    std::vector<Silence> all;
    for (int i = 0; i < count; ++i) {
        const std::string matchers = "{server=~\"s" + std::to_string(i) + "-.*\"}";
        all.push_back(silence(std::to_string(i), matchers.c_str(), 60 + i));
    }
    return all;
}

/// CPU time to find the silences of a hundred alerts; the best of three.
double secondsAmong(const std::vector<Silence>& all)
{
    double best = std::numeric_limits<double>::infinity();
    for (int round = 0; round < 3; ++round) {
        EventLog events(100);
        SilenceBook book(events);
        book.setOffered(all, FleetRig::at(1));
        (void)book.of(metrics::Labels{{"alertname", "Down"}}); // sorts them
        const std::clock_t begin = std::clock();
        for (int i = 0; i < 100; ++i) {
            (void)book.of(metrics::Labels{{"alertname", "Down"}, {"server", "s" + std::to_string(i)}});
        }
        best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    return best;
}

} // namespace

/// Which alerts a silence is about, how long, and what is told of it.
class SilencesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void appliesToWhatItMatches()
    {
        Firing rig;
        rig.tracker().setSilences({silence("a", "{server=\"s1\"}", 60)}, rig.at(11));
        QCOMPARE(silencedServers(rig.snapshot(11), 11), Names{"s1"});
        QCOMPARE(rig.told(), Names{"a {server=\"s1\"} began"});
        QCOMPARE(silencedServers(rig.snapshot(59), 59), Names{"s1"});
        QVERIFY(silencedServers(rig.snapshot(59), 60).empty()); // at the millisecond
        rig.tracker().setSilences({}, rig.at(61));
        QVERIFY(silencedServers(rig.snapshot(61), 59).empty());
        QCOMPARE(rig.told(), Names{"a {server=\"s1\"} expired"});
    }
    void whatMatchesNothingIsNoNews()
    {
        Firing rig;
        rig.tracker().setSilences({silence("a", "{server=\"s9\"}", 60), silence("b", "{site=\"eu\"}", 60)}, rig.at(11));
        QVERIFY(silencedServers(rig.snapshot(11), 11).empty());
        QVERIFY(rig.told().empty());
        rig.tracker().setExternalLabels(metrics::Labels{{"site", "eu"}});
        QCOMPARE(silencedServers(rig.snapshot(12), 12), (Names{"s1", "s2"}));
        QCOMPARE(rig.told(), Names{"b {site=\"eu\"} began"});
        rig.tracker().setSilences({}, rig.at(13));
        QCOMPARE(rig.told(), Names{"b {site=\"eu\"} ended"});
    }
    /// Nobody ended it: its Alertmanager was taken out of the configuration.
    void whatIsNotAskedForHasNotEnded()
    {
        Firing rig;
        rig.tracker().setSilences({silence("a", "{server=\"s1\"}", 60)}, rig.at(11));
        QCOMPARE(silencedServers(rig.snapshot(11), 11), Names{"s1"});
        rig.told();
        rig.tracker().setSilences({}, rig.at(12), silencestep::unasked);
        QVERIFY(silencedServers(rig.snapshot(12), 12).empty());
        QCOMPARE(rig.told(), Names{"a {server=\"s1\"} unasked"});
        QVERIFY(isOver(silenceEvent(silence("a", "{a=\"b\"}", 1), silencestep::unasked, rig.at(12))));
    }
    /// It is about the labels with which its Alertmanager gets an alert, if it gets it.
    void appliesToWhatIsSent()
    {
        using enum metrics::RelabelAction;
        const auto sent = [](const char* id, const char* matchers, std::vector<metrics::RelabelStep> steps) {
            Silence out = silence(id, matchers, 60);
            out.relabelling = *metrics::Relabelling::create(std::move(steps));
            return out;
        };
        Firing rig;
        rig.tracker().setExternalLabels(metrics::Labels{{"site", "eu"}});
        const metrics::RelabelStep raise{.action = Uppercase, .sourceLabels = {"server"}, .targetLabel = "server"};
        const metrics::RelabelStep keep{.action = Keep, .sourceLabels = {"site", "server"}, .regex = "eu;s1"};
        rig.tracker().setSilences({sent("a", "{server=\"s1\"}", {raise})}, rig.at(11));
        QVERIFY(silencedServers(rig.snapshot(11), 11).empty());
        rig.tracker().setSilences({sent("a", "{server=\"S1\"}", {raise})}, rig.at(12));
        QCOMPARE(silencedServers(rig.snapshot(12), 12), Names{"s1"});
        QCOMPARE(rig.told(), Names{"a {server=\"S1\"} began"});
        rig.tracker().setSilences({sent("a", "{server=~\"S.\"}", {keep, raise})}, rig.at(13));
        QCOMPARE(silencedServers(rig.snapshot(13), 13), Names{"s1"});
        // Several Alertmanagers, and one of them gets nothing.
        rig.tracker().setSilences({sent("a", "{server=~\"s.\"}", {{.action = Drop, .regex = ".*"}}),
                                   silence("b", "{server=\"s2\"}", 60), sent("c", "{server=\"S1\"}", {raise})},
                                  rig.at(14));
        QCOMPARE(silencedServers(rig.snapshot(14), 14), (Names{"s1", "s2"}));
    }
    /// A silence that was there before, and an alert's own label goes before an external one.
    void appliesToAlertsThatBegin()
    {
        Firing rig;
        rig.tracker().setExternalLabels(metrics::Labels{{"server", "other"}, {"site", "eu"}});
        rig.tracker().setSilences({silence("a", "{server=~\"s[34]|other\"}", 60)}, rig.at(11));
        support::NativeScrape page;
        page.servers = {{.server = "s1"}, {.server = "s2"}, {.server = "s3"}};
        rig.scrape(12, page);
        rig.setHealthAlert("s3", AlertState::Pending, 12);
        rig.evaluate(12);
        QCOMPARE(silencedServers(rig.snapshot(12), 12), Names{"s3"});
    }
    void whatIsUnknownHoldsNothingBack()
    {
        Firing rig;
        Silence known = silence("a", "{server=\"s1\"}", 6000);
        rig.tracker().setSilences({known}, rig.at(11));
        QVERIFY(rig.snapshot(11) != nullptr);
        rig.told();
        known.unknownSince = rig.at(10);
        rig.tracker().setSilences({known}, rig.at(400));
        const SnapshotPtr snapshot = rig.snapshot(400);
        QVERIFY(silencedServers(snapshot, 400).empty());
        const Silences silences(*snapshot, rig.at(400));
        QVERIFY(!silences.isEmpty()); // and yet it is shown, with since when
        QCOMPARE(rig.told(), Names{"a {server=\"s1\"} unknown " + std::to_string(base::unixMs(rig.at(10)))});
    }
    /// One page is enough to be woken by: another alert about the server is not silenced.
    void allAlertsOfAServer()
    {
        Firing rig;
        rig.setAlert("Slow", FleetRig::serverLabels("s1"), AlertState::Firing, 5, 10);
        rig.evaluate(11);
        rig.tracker().setSilences({silence("a", "{alertname=\"HaproxyServerHealthcheckFailure\",server=\"s1\"}", 60)},
                                  rig.at(11));
        QVERIFY(silencedServers(rig.snapshot(11), 11).empty());
        rig.tracker().setSilences({silence("b", "{server=\"s1\"}", 60)}, rig.at(12));
        QCOMPARE(silencedServers(rig.snapshot(12), 12), Names{"s1"});
    }
    /// What is silenced of a server that is DOWN is about something else.
    void otherAlertsSayNothingOfHealth()
    {
        FleetRig rig;
        rig.addTarget();
        support::NativeScrape page;
        page.servers = {{.server = "s1", .status = "DOWN"}, {.server = "s2", .status = "DOWN"}};
        rig.scrape(9, page);
        rig.setAlert("Slow", FleetRig::serverLabels("s1"), AlertState::Firing, 5, 10);
        rig.setAlert("Slow", FleetRig::serverLabels("s2"), AlertState::Firing, 5, 10);
        rig.setHealthAlert("s2", AlertState::Firing, 5, 10);
        rig.evaluate(10);
        rig.tracker().setSilences({silence("a", "{alertname=\"Slow\"}", 60)}, rig.at(11));
        const SnapshotPtr snapshot = rig.snapshot(11);
        QCOMPARE(rig.row(11, "s1")->shown, Shown::DownRuleSilent);
        QVERIFY(!Silences(*snapshot, rig.at(11)).isEmpty());
        QVERIFY(silencedServers(snapshot, 11).empty());
        rig.tracker().setSilences({silence("b", "{server=~\"s.\"}", 60)}, rig.at(12));
        QCOMPARE(silencedServers(rig.snapshot(12), 12), Names{"s2"});
    }
    /// Each is found by whatever label is its own, and what is told of many, one after another, is as if told at once.
    void manyOfOneName()
    {
        Firing rig;
        for (int i = 0; i < 3'000; ++i) {
            const std::string server
                = "{alertname=\"HaproxyServerHealthcheckFailure\",server=\"s" + std::to_string(i) + "\"}";
            rig.tracker().addEvent(
                silenceEvent(silence(std::to_string(i), server.c_str(), 60), silencestep::began, rig.at(11)));
        }
        QCOMPARE(silencedServers(rig.snapshot(11), 11), (Names{"s1", "s2"}));
        const Silence gone = silence("1", "{server=\"s1\"}", 60);
        rig.tracker().addEvent(silenceEvent(gone, silencestep::ended, rig.at(12)));
        QCOMPARE(silencedServers(rig.snapshot(12), 12), Names{"s2"});
    }
    /// Ten times as many, of ten times as many alerts: not a hundred times the work, though all have one name.
    void manyCostWhatTheyMatch()
    {
        const double few = secondsFor(1'000);
        const double many = secondsFor(10'000);
        qInfo("%.4f s of CPU time for 1,000 silences and alerts, %.4f s for 10,000", few, many);
        QVERIFY2(many < 40 * few, std::to_string(many / few).c_str());
    }
    /// A recording may tell of any number of relabellings, and each alert goes through each of them.
    void relabellingsAreBounded()
    {
        const double few = secondsAmong(relabelled(50));
        const double many = secondsAmong(relabelled(5'000));
        qInfo("%.4f s of CPU time through 50 relabellings, %.4f s through 5,000", few, many);
        QVERIFY2(many < 10 * few, std::to_string(many / few).c_str());
    }
    /// Each of them is tried with each alert. Whoever is told too much is told: it only holds nobody's sound back.
    void patternsAreBounded()
    {
        const double few = secondsAmong(patterns(500));
        const double many = secondsAmong(patterns(20'000));
        qInfo("%.4f s of CPU time among 500 patterns, %.4f s among 20,000", few, many);
        QVERIFY2(many < 12 * few, std::to_string(many / few).c_str());
        EventLog events(100);
        SilenceBook book(events);
        book.setOffered(patterns(20'000), FleetRig::at(1));
        QVERIFY(book.of(metrics::Labels{{"server", "s19999-a"}}) != nullptr);
        QVERIFY(book.of(metrics::Labels{{"server", "s18000-a"}}) != nullptr);
        QVERIFY(book.of(metrics::Labels{{"server", "s17999-a"}}) == nullptr);
    }
    /// Those of one Alertmanager may be nearly all of them.
    void patternsAreSharedByNeed()
    {
        std::vector<Silence> all = patterns(1'950);
        for (Silence& each : relabelled(60)) {
            each.id += "-relabelled";
            each.matchers = *matchersFrom("{to=~\"am-.*\",alertname=~\"D.*\"}");
            all.push_back(std::move(each));
        }
        EventLog events(100);
        SilenceBook book(events);
        book.setOffered(all, FleetRig::at(1));
        QVERIFY(book.of(metrics::Labels{{"alertname", "Down"}, {"server", "s"}}) != nullptr);
        QVERIFY(book.of(metrics::Labels{{"server", "s10-a"}}) != nullptr); // all but ten
        QVERIFY(book.of(metrics::Labels{{"server", "s9-a"}}) == nullptr);
    }
    /// The one that ends last counts, one that is known before one that is not.
    void theStrongestCounts()
    {
        Firing rig;
        Silence unknown = silence("c", "{server=\"s1\"}", 900);
        unknown.unknownSince = rig.at(1);
        rig.tracker().setSilences({silence("a", "{server=\"s1\"}", 60), silence("b", "{server=~\".+\"}", 90), unknown},
                                  rig.at(11));
        for (const AlertRow& alert : rig.alerts(11, AlertPhase::Firing)) {
            QCOMPARE(alert.silence->id, std::string("b"));
        }
    }
    void anEventHasAllOfIt()
    {
        Silence full = silence("id", "{a=\"x\\\"y\",b!=\"\",c=~\"d.*|\",e!~\"f\"}", 60);
        full.comment = "one\ntwo";
        full.relabelling = *metrics::Relabelling::create(
            {{.sourceLabels = {"a", "b"}, .separator = "\n", .regex = "x\"(.*)", .targetLabel = "t", .replacement = ""},
             {.action = metrics::RelabelAction::HashMod, .modulus = 18446744073709551615ULL, .targetLabel = "h"},
             {.action = metrics::RelabelAction::LabelDrop, .regex = ""}},
            metrics::Dot::AllButNewline);
        const Event event = silenceEvent(full, silencestep::changed, FleetRig::at(5));
        QVERIFY(silenceOf(event) && *silenceOf(event) == full);
        QVERIFY(!isOver(event) && isOver(silenceEvent(full, silencestep::ended, FleetRig::at(5))));
        full.unknownSince = FleetRig::at(3);
        QVERIFY(*silenceOf(silenceEvent(full, silencestep::changed, FleetRig::at(5))) == full);
        Event strange = event;
        strange.before = "{a=~\"(\"}";
        QVERIFY(!silenceOf(strange));
        for (const char* const wrong : {"labeldrop", "{action=\"oh\"}", "{action=\"keep\",of=\"x\"}", "\n"}) {
            strange = event;
            strange.job = wrong;
            QVERIFY2(!silenceOf(strange), wrong);
        }
        QVERIFY(!silenceOf(Event{}));
    }
};

QTEST_GUILESS_MAIN(SilencesTest)

} // namespace tst_silences

#include "tst_silences.moc"
