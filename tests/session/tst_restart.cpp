#include "models/recording/seal.h"
#include "tests/session/restartrig.h"
#include "tests/session/snapshotlines.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <memory>

namespace tst_restart {

using namespace checkwatch;
using namespace std::chrono_literals;
using namespace restartrig;
using fleet::EventKind;

namespace {

void compare(session::Film& film, const Lived& lived)
{
    for (const auto& [time, lines] : lived) {
        const fleet::SnapshotPtr snapshot = film.at(time);
        QVERIFY(snapshot != nullptr);
        const std::vector<std::string> replayed = recordedlife::describe(*snapshot);
        const auto [a, b] = std::ranges::mismatch(lines, replayed);
        QVERIFY2(replayed == lines,
                 QByteArray::fromStdString(std::to_string((time - start) / 1s)
                                           + " s\nlive:   " + (a == lines.end() ? "-" : *a)
                                           + "\nreplay: " + (b == replayed.end() ? "-" : *b)));
    }
}

} // namespace

/// What a program knows of the time before it was started, and a replay of it.
class TestRestart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_programs = std::make_unique<restartrig::Programs>(); }
    void cleanup() { m_programs.reset(); }

    void theToldCauseIsKnown()
    {
        m_programs->begin(start);
        m_programs->program->is("UP", 20s);
        m_programs->program->hear(noDns);
        m_programs->program->is("MAINT", 30s);
        QCOMPARE(m_programs->program->cause(), fleet::OutCause::NoDns);
        m_programs->end();
        m_programs->begin(m_programs->ended + 3min);
        m_programs->program->is("MAINT", 20s);
        QCOMPARE(m_programs->program->cause(), fleet::OutCause::NoDns);
        m_programs->program->is("UP", 10s);
        m_programs->program->is("MAINT", 10s);
        QCOMPARE(m_programs->program->cause(), fleet::OutCause::Maint);
        m_programs->program->hear(noDns);
        m_programs->end();
        m_programs->begin(m_programs->ended + 2h); // nobody watched for so long
        m_programs->program->is("MAINT", 10s);
        QCOMPARE(m_programs->program->cause(), fleet::OutCause::Maint);
    }
    void aReplayShowsTheSame()
    {
        m_programs->live();
        m_programs->program->hear(noDns);
        m_programs->program->is("MAINT", 30s);
        m_programs->end();
        m_programs->begin(m_programs->ended + 3min);
        m_programs->program->is("MAINT", 30s);
        m_programs->program->is("DOWN", 30s);
        m_programs->end();
        session::Film film = filmOf(m_programs->path());
        compare(film, m_programs->lived);
        // What the film itself tells is told once, in its order.
        QVERIFY(std::ranges::is_sorted(film.events(), {}, &fleet::Event::time));
        const auto twice
            = std::ranges::adjacent_find(film.events(), std::ranges::greater_equal{}, &fleet::Event::number);
        QVERIFY(twice == film.events().end());
        const auto fired = std::ranges::count(film.events(), EventKind::AlertFiring, &fleet::Event::kind);
        QCOMPARE(fired, 2);
        for (const auto& [time, lines] : m_programs->lived) {
            const fleet::SnapshotPtr snapshot = film.at(time);
            const auto same
                = std::ranges::adjacent_find(*snapshot->events, std::greater_equal(), &fleet::Event::number);
            QVERIFY(same == snapshot->events->end());
        }
    }
    void aSealedFileKnowsTheToldCause()
    {
        m_programs->begin(start);
        m_programs->program->is("UP", 20s);
        m_programs->program->hear(noDns);
        m_programs->program->is("MAINT", 100s);
        m_programs->end();
        auto reader = recording::Reader::open(m_programs->path());
        QVERIFY(reader.ok());
        const std::string sealed = m_programs->folder() + "/sealed.cwrec";
        QVERIFY(recording::seal(**reader, sealed, {start + 60s, start + 120s, {}, {}, {}}, start, 3).ok());
        session::Film film = filmOf(sealed);
        const fleet::SnapshotPtr snapshot = film.at(start + 100s);
        QVERIFY(snapshot && !snapshot->blocks.empty());
        QCOMPARE(snapshot->blocks.front()->rows.front().outCause, fleet::OutCause::NoDns);
    }
    /// With the times and the names of then, and as news to nobody.
    void whatHappenedIsTold()
    {
        m_programs->live();
        const QStringList before = told(*m_programs->program->snapshot());
        const auto recorded = static_cast<qsizetype>(m_programs->program->snapshot()->events->size());
        QVERIFY(!before.isEmpty());
        m_programs->end();
        m_programs->begin(m_programs->ended + 3min);
        const Timestamp begun = m_programs->program->now();
        const fleet::SnapshotPtr first = m_programs->program->snapshot();
        QCOMPARE(told(*first), before);
        for (const fleet::Event& event : *first->events) {
            QVERIFY(event.kind != EventKind::ServerState || event.server != fleet::noServer);
            QCOMPARE(event.alertId, std::uint64_t{0});
        }
        m_programs->program->is("UP", 10s);
        const fleet::ServerId id = m_programs->program->snapshot()->blocks.front()->rows.front().identity->id;
        const auto state = std::ranges::find(*first->events, EventKind::ServerState, &fleet::Event::kind);
        QVERIFY(state != first->events->end());
        QCOMPARE(state->server, id);
        m_programs->end();
        auto reader = recording::Reader::open(m_programs->path());
        QVERIFY(reader.ok());
        QCOMPARE((*reader)->events(begun, begun).size(), std::size_t{0}); // nothing is recorded twice
        QCOMPARE(static_cast<qsizetype>((*reader)->events(start, begun).size()), recorded);
    }
    void theToldCauseIsKnownThoughTheNewestScrapeFailed()
    {
        m_programs->begin(start);
        m_programs->program->is("UP", 20s);
        m_programs->program->hear(noDns);
        m_programs->program->is("MAINT", 30s);
        m_programs->program->isAway(10s);
        m_programs->end();
        m_programs->begin(m_programs->ended + 3min);
        m_programs->program->is("MAINT", 20s);
        QCOMPARE(m_programs->program->cause(), fleet::OutCause::NoDns);
        m_programs->end();
    }

private:
    std::unique_ptr<restartrig::Programs> m_programs;
};

QTEST_GUILESS_MAIN(TestRestart)

} // namespace tst_restart

#include "tst_restart.moc"
