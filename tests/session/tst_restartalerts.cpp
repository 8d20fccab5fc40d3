#include "tests/session/restartrig.h"

#include <QTest>

#include <memory>

namespace tst_restartalerts {

using namespace checkwatch;
using namespace std::chrono_literals;
using namespace restartrig;
using fleet::EventKind;

namespace {

QStringList firings(const fleet::Snapshot& snapshot)
{
    QStringList out;
    for (const fleet::Event& event : *snapshot.events) {
        if (event.kind == EventKind::AlertFiring) {
            out += QString::fromStdString(event.before);
        }
    }
    return out;
}

} // namespace

/// What a program knows of the alerts that there were before it was started.
class TestRestartAlerts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_programs = std::make_unique<restartrig::Programs>(); }
    void cleanup() { m_programs.reset(); }

    void whatClearedIsListed()
    {
        m_programs->live();
        const auto rows = *m_programs->program->snapshot()->alerts;
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows.front().phase, fleet::AlertPhase::Resolved);
        m_programs->end();
        m_programs->begin(m_programs->ended + 3min);
        m_programs->program->is("UP", 10s);
        const fleet::SnapshotPtr snapshot = m_programs->program->snapshot();
        QCOMPARE(snapshot->alerts->size(), std::size_t{1});
        const fleet::AlertRow& row = snapshot->alerts->front();
        QCOMPARE(row.phase, fleet::AlertPhase::Resolved);
        QCOMPARE(row.phaseSince, rows.front().phaseSince);
        QCOMPARE(row.alert.firedAt, rows.front().alert.firedAt);
        QCOMPARE(row.alert.activeAt, rows.front().alert.activeAt);
        QVERIFY(row.alert.identity->labels == rows.front().alert.identity->labels);
        QCOMPARE(row.severity, std::string("critical"));
        QVERIFY(row.health);
        QCOMPARE(row.server, snapshot->blocks.front()->rows.front().identity->id);
        m_programs->program->is("DOWN", 60s); // it takes its place
        QCOMPARE(m_programs->program->snapshot()->alerts->size(), std::size_t{1});
        QCOMPARE(m_programs->program->snapshot()->alerts->front().phase, fleet::AlertPhase::Firing);
        QCOMPARE(m_programs->program->snapshot()->blocks.front()->rows.front().alert, 0);
        m_programs->end();
        m_programs->begin(m_programs->ended + 2h);
        m_programs->program->is("UP", 10s);
        QVERIFY(m_programs->program->snapshot()->alerts->empty());
        QVERIFY(told(*m_programs->program->snapshot()).isEmpty());
    }
    /// Its server is DOWN on, which is why nothing fires about it; and is told so.
    void whatClearedAsItWentDownIsKnown()
    {
        m_programs->rules = failingText;
        m_programs->begin(start);
        m_programs->program->is("UP", 20s);
        m_programs->program->is("MAINT", 60s);
        m_programs->program->is("DOWN", 30s);
        const fleet::AlertRow cleared = m_programs->program->snapshot()->alerts->front();
        QCOMPARE(cleared.phase, fleet::AlertPhase::ClearedDown);
        QCOMPARE(m_programs->program->row().clearedDownAt, cleared.phaseSince);
        m_programs->end();
        m_programs->begin(m_programs->ended + 3min);
        m_programs->program->is("DOWN", 10s, "220");
        QCOMPARE(m_programs->program->snapshot()->alerts->front().phase, fleet::AlertPhase::ClearedDown);
        QCOMPARE(m_programs->program->row().clearedDownAt, cleared.phaseSince);
        m_programs->program->is("UP", 10s);
        QCOMPARE(m_programs->program->row().clearedDownAt, Timestamp{});
        m_programs->end();
        m_programs->begin(m_programs->ended + 3min);
        m_programs->program->is("DOWN", 10s, "50"); // again
        QCOMPARE(m_programs->program->snapshot()->alerts->front().phase, fleet::AlertPhase::ClearedDown);
        QCOMPARE(m_programs->program->row().clearedDownAt, Timestamp{});
    }
    /// It is the alarm of before, though it fires again; what begins later is one of its own.
    void whatFiresOnIsNoNewAlarm()
    {
        m_programs->begin(start);
        m_programs->program->is("UP", 20s);
        m_programs->program->is("DOWN", 60s);
        m_programs->end();
        m_programs->begin(m_programs->ended + 1min);
        m_programs->program->is("DOWN", 60s);
        QCOMPARE(firings(*m_programs->program->snapshot()), (QStringList{"pending", "unknown"}));
        m_programs->program->is("UP", 20s);
        m_programs->program->is("DOWN", 40s);
        QCOMPARE(firings(*m_programs->program->snapshot()), (QStringList{"pending", "unknown", "pending"}));
        m_programs->end();
        m_programs->begin(m_programs->ended + 1min);
        m_programs->program->is("UP", 60s);
        m_programs->program->is("DOWN", 60s);
        QCOMPARE(firings(*m_programs->program->snapshot()), (QStringList{"pending", "unknown", "pending", "pending"}));
        m_programs->end();
    }
    /// Its exporter did not answer in the end: nobody knows that it is over.
    void whatFiredWhenItsExporterWentAwayIsNoNewAlarm()
    {
        m_programs->begin(start);
        m_programs->program->is("UP", 20s);
        m_programs->program->is("DOWN", 60s);
        m_programs->program->isAway(30s);
        m_programs->end();
        m_programs->begin(m_programs->ended + 1min);
        m_programs->program->is("DOWN", 60s);
        QCOMPARE(firings(*m_programs->program->snapshot()), (QStringList{"pending", "unknown"}));
        m_programs->program->isAway(30s);
        m_programs->program->is("DOWN", 30s); // it goes on as another number
        m_programs->program->is("UP", 20s);
        const QStringList known = firings(*m_programs->program->snapshot());
        m_programs->end();
        m_programs->begin(m_programs->ended + 1min);
        m_programs->program->is("DOWN", 60s);
        QCOMPARE(firings(*m_programs->program->snapshot()), known + QStringList{"pending"});
        m_programs->end();
        session::Film film = filmOf(m_programs->path());
        QCOMPARE(firings(*film.at(m_programs->lived.back().first)), known + QStringList{"pending"});
    }

private:
    std::unique_ptr<restartrig::Programs> m_programs;
};

QTEST_GUILESS_MAIN(TestRestartAlerts)

} // namespace tst_restartalerts

#include "tst_restartalerts.moc"
