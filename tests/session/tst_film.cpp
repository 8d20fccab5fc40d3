#include "models/fleet/acknowledgement.h"
#include "models/session/filmmaker.h"
#include "tests/session/recordedlife.h"
#include "tests/session/snapshotlines.h"
#include "tests/support/sanitized.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

namespace tst_film {

using namespace checkwatch;

namespace {

constexpr base::Timestamp start = base::fromUnixMs(1'800'000'000'123);
constexpr const char* otherRules
    = "  - alert: Failing\n    expr: increase(haproxy_server_check_failures_total[30s]) > 1\n"
      "    for: 6s\n  - alert: New\n    expr: haproxy_server_weight == 0\n";

std::unique_ptr<recording::Reader> readerOf(const recordedlife::Life& life)
{
    auto opened = recording::Reader::open(life.path());
    return opened ? std::move(*opened) : nullptr;
}

void addAll(session::FilmMaker& maker, session::Film& film, bool open)
{
    for (session::FilmPart& part : maker.take(open)) {
        film.add(std::move(part));
    }
}

/// The first line that differs, both ways.
QByteArray difference(const std::vector<std::string>& live, const std::vector<std::string>& replayed)
{
    const auto [a, b] = std::ranges::mismatch(live, replayed);
    return QByteArray::fromStdString("\nlive:   " + (a == live.end() ? "-" : *a)
                                     + "\nreplay: " + (b == replayed.end() ? "-" : *b));
}

void compare(const recordedlife::Life& life, session::Film& film, std::size_t from = 0)
{
    std::vector<std::size_t> order;
    for (std::size_t i = from; i < life.seconds().size(); ++i) {
        order.push_back(i);
    }
    std::shuffle(order.begin(), order.end(), std::mt19937(7));
    QVERIFY(order.size() > 60);
    for (const std::size_t i : order) {
        const recordedlife::Life::Second& second = life.seconds()[i];
        const fleet::SnapshotPtr snapshot = film.at(second.time);
        QVERIFY(snapshot != nullptr);
        const std::vector<std::string> replayed = recordedlife::describe(*snapshot);
        QVERIFY2(replayed == second.shown,
                 QByteArray::number(qlonglong(i)) + " s, shown at "
                     + QByteArray::number(qlonglong(base::unixMs(snapshot->time) % 100000000))
                     + difference(second.shown, replayed));
    }
}

/// A session after the first has begun, and nothing of it is filmed yet.
bool beginsAgain(const session::FilmMaker& maker)
{
    return maker.now() > start + std::chrono::seconds{60} && maker.filmed() < maker.now() - base::Duration{1};
}

void compareWhole(const recordedlife::Life& life)
{
    session::FilmMaker maker(readerOf(life), {}, base::Timestamp::min(), base::Timestamp::max());
    session::Film film;
    while (maker.advance()) {}
    addAll(maker, film, true);
    QVERIFY(maker.reader().damage().empty());
    compare(life, film);
}

} // namespace

/// What a replay shows at any second is what the running program showed then.
class TestFilm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySecondIsShownAsItWas_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= (support::sanitized ? 2 : 6); ++seed) {
            QTest::addRow("%u", seed) << seed;
        }
    }
    void everySecondIsShownAsItWas()
    {
        QFETCH(unsigned, seed);
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, seed);
        life.live(std::chrono::seconds{250});
        life.reload(otherRules);
        life.live(std::chrono::seconds{61});
        life.add(2);
        life.live(std::chrono::seconds{73});
        life.begin(1);
        life.live(std::chrono::seconds{40});
        life.remove(0);
        life.live(std::chrono::seconds{90});
        life.add(0);
        life.live(std::chrono::seconds{60});
        life.remove(2);
        life.live(std::chrono::seconds{20});
        life.flush();
        compareWhole(life);
    }
    /// Who looks at a film that is being taken sees what the whole one shows, or is told to wait.
    void whatIsFilmedStaysAsItIs()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 13);
        life.live(std::chrono::seconds{70});
        life.restart(std::chrono::seconds{40});
        life.live(std::chrono::seconds{30});
        life.flush();
        session::FilmMaker whole(readerOf(life), {}, base::Timestamp::min(), base::Timestamp::max());
        session::Film expected;
        while (whole.advance()) {}
        addAll(whole, expected, true);
        QVERIFY(whole.filmed() == whole.now());
        session::FilmMaker maker(readerOf(life), {}, base::Timestamp::min(), base::Timestamp::max());
        session::Film film;
        std::size_t compared = 0;
        for (bool more = true; more;) {
            more = maker.advance();
            addAll(maker, film, true);
            const base::Timestamp known = maker.filmed();
            if (const fleet::SnapshotPtr snapshot = film.at(known)) {
                ++compared;
                const auto shown = recordedlife::describe(*snapshot);
                const auto wanted = recordedlife::describe(*expected.at(known));
                QVERIFY2(shown == wanted, difference(wanted, shown));
            }
        }
        QVERIFY(compared > 100);
    }
    void aRestartOfTheProgramIsARestart()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 11);
        life.live(std::chrono::seconds{120});
        life.restart(std::chrono::seconds{70});
        life.live(std::chrono::seconds{120});
        life.flush();
        compareWhole(life);
        const std::string told = " out " + std::to_string(static_cast<int>(fleet::OutCause::NoDns)) + ' ';
        QVERIFY(std::ranges::any_of(life.seconds(), [&told](const recordedlife::Life::Second& second) {
            return std::ranges::any_of(second.shown,
                                       [&told](const auto& line) { return line.find(told) != std::string::npos; });
        }));
    }
    /// What was before a restart is loaded piece by piece; who looks for more to play meanwhile loses nothing.
    void aSessionBeginsPieceByPiece()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 14);
        life.live(std::chrono::seconds{50});
        life.restart(std::chrono::seconds{20});
        life.live(std::chrono::seconds{30});
        QTRY_VERIFY_WITH_TIMEOUT(readerOf(life)->to() > start + std::chrono::seconds{80}, 20'000);
        session::FilmMaker maker(readerOf(life), {}, base::Timestamp::min(), base::Timestamp::max());
        while (!beginsAgain(maker) && maker.advance()) {}
        for (int i = 0; i < 10; ++i) {
            QVERIFY(beginsAgain(maker) && maker.advance());
        }
        const base::Timestamp recorded = maker.reader().to();
        const auto* const streams = maker.reader().streams().data();
        for (int i = 0; i < 12; ++i) {
            life.begin(0);
            life.live(std::chrono::seconds{3});
        }
        QTRY_VERIFY_WITH_TIMEOUT(maker.refresh().ok() && maker.reader().to() > recorded + std::chrono::seconds{1},
                                 20'000);
        QVERIFY(maker.reader().streams().data() != streams); // who held on to one would read what is gone
        while (!beginsAgain(maker) && maker.advance()) {}
        int pieces = 0;
        for (; beginsAgain(maker) && maker.advance(); ++pieces) {}
        QVERIFY2(pieces > 20, QByteArray::number(pieces));
        session::Film film;
        while (maker.advance()) {}
        addAll(maker, film, true);
        for (const recordedlife::Life::Second& second : life.seconds()) {
            if (second.time <= maker.reader().to()) {
                const std::vector<std::string> shown = recordedlife::describe(*film.at(second.time));
                QVERIFY2(shown == second.shown, difference(second.shown, shown));
            }
        }
    }
    /// It is heard of again after the restart, but recorded once: a replay of the second session knows it from the first.
    void whatWasAcknowledgedBeforeARestartIsKnown()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 12);
        life.live(std::chrono::seconds{60});
        fleet::Event event
            = fleet::acknowledgementOf({0, "haproxy", "lb0:8404", "app", "s0"}, "ann", life.now() - base::Duration{70});
        event.time = life.now();
        life.engine().addEvent(event);
        life.live(std::chrono::seconds{10});
        life.restart(std::chrono::seconds{40});
        event.time = life.now();
        life.engine().addEvent(event);
        life.live(std::chrono::seconds{60});
        life.flush();
        compareWhole(life);
        QVERIFY(std::ranges::any_of(life.seconds().back().shown, [](const std::string& line) {
            return line.find("app  s0 > ann") != std::string::npos;
        }));
        const auto events = readerOf(life)->events(start, life.now());
        QCOMPARE(std::ranges::count(events, fleet::EventKind::Acknowledged, &fleet::Event::kind), 1);
    }
};

QTEST_GUILESS_MAIN(TestFilm)

} // namespace tst_film

#include "tst_film.moc"
