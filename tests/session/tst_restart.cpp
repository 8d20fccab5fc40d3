#include "models/base/clock.h"
#include "models/recording/recorder.h"
#include "models/recording/seal.h"
#include "models/session/filmmaker.h"
#include "tests/session/enginerig.h"
#include "tests/session/recordedlife.h"
#include "tests/session/snapshotlines.h"
#include "tests/support/fleetrig.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <functional>
#include <memory>

using namespace checkwatch;
using namespace std::chrono_literals;
using base::Timestamp;
using fleet::EventKind;
using support::NativeScrape;

namespace {

constexpr Timestamp start = base::fromUnixMs(1'800'000'000'000);
constexpr const char* rulesText
    = "  - alert: Down\n    expr: haproxy_server_status{state=\"DOWN\"} == 1\n    for: 10s\n"
      "    labels: {severity: critical}\n";
/// Ends as the server goes DOWN.
constexpr const char* failingText
    = "  - alert: Down\n    expr: haproxy_server_status{state=\"MAINT\"} == 1\n    for: 10s\n"
      "    labels: {severity: critical}\n";
constexpr const char* noDns = "Server app/s1 is going DOWN for maintenance (DNS timeout status). 0 active";

using Lived = std::vector<std::pair<Timestamp, std::vector<std::string>>>;

/// A program that scrapes every five seconds and is recorded. It ends with its scope, at once.
class Program
{
public:
    Program(const std::string& folder, const char* rules, Timestamp now) : m_now(now), m_clock(now)
    {
        m_config.evaluationInterval = 5s;
        m_config.checkwatch.healthAlerts = {"Down"};
        m_config.checkwatch.builtinRules = m_config.checkwatch.companionRules = false;
        recording::RecorderOptions options;
        options.folder = folder;
        options.writer.program = "test";
        m_recorder = std::make_unique<recording::Recorder>(options, m_clock, [](const fleet::RecordingState&) {});
        m_engine = std::make_unique<session::Engine>(
            m_config, std::vector{enginerig::groupOf(rules)}, now,
            session::Scribe([this](recording::Item item) { m_recorder->post(std::move(item)); }));
        if (auto reader = recording::Reader::open(recording::recordingIn(folder))) {
            m_engine->preload(**reader, now);
        }
        m_recorder->start();
        m_recorder->post(recording::LogSourcesRecord{now, {"udp://127.0.0.1:5140"}});
        exposition::ScrapeOptions scrape;
        scrape.targetLabels = enginerig::target().labels;
        m_cache = std::make_unique<exposition::ScrapeCache>(scrape);
        m_config.scrapeConfigs = {enginerig::target().config};
        m_engine->reconfigure(m_config, {enginerig::groupOf(rules)}, now);
        m_engine->setTargets({enginerig::target()}, now);
    }
    ~Program()
    {
        m_recorder.reset();
        m_engine.reset();
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// The server is like this for so long; `since`: for how many seconds, as HAProxy says.
    void is(const char* status, base::Duration time, const char* since = "100")
    {
        NativeScrape page;
        page.servers = {{.server = "s1", .status = status, .lastChange = since}, {.server = "s2"}};
        for (const Timestamp end = m_now + time; m_now < end;) {
            m_now += 5s;
            m_engine->evaluateDue(m_now.time_since_epoch());
            m_engine->onScrape(enginerig::target().id,
                               std::make_shared<const metrics::ScrapeBatch>(
                                   m_cache->ingest(nativeText(page), exposition::Format::Text004, m_now, 0.01)),
                               m_now);
            m_shown.emplace_back(m_now + 1ms, recordedlife::describe(*m_engine->snapshot(m_now + 1ms)));
        }
    }
    /// Its exporter does not answer for so long.
    void isAway(base::Duration time)
    {
        for (const Timestamp end = m_now + time; m_now < end;) {
            m_now += 5s;
            m_engine->evaluateDue(m_now.time_since_epoch());
            m_engine->onScrape(enginerig::target().id,
                               std::make_shared<const metrics::ScrapeBatch>(m_cache->fail(
                                   {base::ErrorCode::Network, "connection refused", "http://lb/metrics"}, m_now, 0.01)),
                               m_now);
            m_shown.emplace_back(m_now + 1ms, recordedlife::describe(*m_engine->snapshot(m_now + 1ms)));
        }
    }
    void hear(const char* line)
    {
        fleet::Event event;
        event.kind = EventKind::LogLine;
        event.time = m_now + 2ms;
        event.proxy = "app";
        event.name = "s1";
        event.detail = line;
        m_engine->addEvent(std::move(event));
        m_engine->snapshot(m_now + 2ms);
    }
    [[nodiscard]] fleet::SnapshotPtr snapshot() { return m_engine->snapshot(m_now + 2ms); }
    [[nodiscard]] fleet::ServerRow row() { return snapshot()->blocks.front()->rows.front(); }
    [[nodiscard]] fleet::OutCause cause() { return row().outCause; }
    [[nodiscard]] Timestamp now() const { return m_now; }
    [[nodiscard]] const auto& shown() const { return m_shown; }

private:
    Timestamp m_now;
    base::ManualClock m_clock;
    config::Config m_config;
    std::unique_ptr<recording::Recorder> m_recorder;
    std::unique_ptr<session::Engine> m_engine;
    std::unique_ptr<exposition::ScrapeCache> m_cache;
    Lived m_shown;
};

/// "firing s1", "server s1 DOWN": what is told, with seconds since the start.
QStringList told(const fleet::Snapshot& snapshot)
{
    QStringList out;
    for (const fleet::Event& event : *snapshot.events) {
        const QString at = QString::number((event.time - start) / 1s) + QLatin1Char(' ');
        switch (event.kind) {
        case EventKind::ServerState: out += at + QString::fromStdString(event.name + ' ' + event.after); break;
        case EventKind::AlertFiring:
        case EventKind::AlertResolved: out += at + QString::fromStdString(event.before + '>' + event.after); break;
        default: break;
        }
    }
    return out;
}

session::Film filmOf(const std::string& path)
{
    auto reader = recording::Reader::open(path);
    session::FilmMaker maker(reader ? std::move(*reader) : nullptr, {}, Timestamp::min(), Timestamp::max());
    session::Film film;
    while (maker.advance()) {}
    for (session::FilmPart& part : maker.take(true)) {
        film.add(std::move(part));
    }
    return film;
}

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
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_lived.clear();
        m_rules = rulesText;
    }
    void cleanup() { m_program.reset(); }

    void theToldCauseIsKnown()
    {
        begin(start);
        m_program->is("UP", 20s);
        m_program->hear(noDns);
        m_program->is("MAINT", 30s);
        QCOMPARE(m_program->cause(), fleet::OutCause::NoDns);
        end();
        begin(m_ended + 3min);
        m_program->is("MAINT", 20s);
        QCOMPARE(m_program->cause(), fleet::OutCause::NoDns);
        m_program->is("UP", 10s);
        m_program->is("MAINT", 10s);
        QCOMPARE(m_program->cause(), fleet::OutCause::Maint);
        m_program->hear(noDns);
        end();
        begin(m_ended + 2h); // nobody watched for so long
        m_program->is("MAINT", 10s);
        QCOMPARE(m_program->cause(), fleet::OutCause::Maint);
    }
    void aReplayShowsTheSame()
    {
        live();
        m_program->hear(noDns);
        m_program->is("MAINT", 30s);
        end();
        begin(m_ended + 3min);
        m_program->is("MAINT", 30s);
        m_program->is("DOWN", 30s);
        end();
        session::Film film = filmOf(path());
        compare(film, m_lived);
        // What the film itself tells is told once, in its order.
        QVERIFY(std::ranges::is_sorted(film.events(), {}, &fleet::Event::time));
        const auto twice
            = std::ranges::adjacent_find(film.events(), std::ranges::greater_equal{}, &fleet::Event::number);
        QVERIFY(twice == film.events().end());
        const auto fired = std::ranges::count(film.events(), EventKind::AlertFiring, &fleet::Event::kind);
        QCOMPARE(fired, 2);
        for (const auto& [time, lines] : m_lived) {
            const fleet::SnapshotPtr snapshot = film.at(time);
            const auto same
                = std::ranges::adjacent_find(*snapshot->events, std::greater_equal(), &fleet::Event::number);
            QVERIFY(same == snapshot->events->end());
        }
    }
    void aSealedFileKnowsTheToldCause()
    {
        begin(start);
        m_program->is("UP", 20s);
        m_program->hear(noDns);
        m_program->is("MAINT", 100s);
        end();
        auto reader = recording::Reader::open(path());
        QVERIFY(reader.ok());
        const std::string sealed = folder() + "/sealed.cwrec";
        QVERIFY(recording::seal(**reader, sealed, {start + 60s, start + 120s, {}, {}, {}}, start, 3).ok());
        session::Film film = filmOf(sealed);
        const fleet::SnapshotPtr snapshot = film.at(start + 100s);
        QVERIFY(snapshot && !snapshot->blocks.empty());
        QCOMPARE(snapshot->blocks.front()->rows.front().outCause, fleet::OutCause::NoDns);
    }
    /// With the times and the names of then, and as news to nobody.
    void whatHappenedIsTold()
    {
        live();
        const QStringList before = told(*m_program->snapshot());
        const auto recorded = static_cast<qsizetype>(m_program->snapshot()->events->size());
        QVERIFY(!before.isEmpty());
        end();
        begin(m_ended + 3min);
        const Timestamp begun = m_program->now();
        const fleet::SnapshotPtr first = m_program->snapshot();
        QCOMPARE(told(*first), before);
        for (const fleet::Event& event : *first->events) {
            QVERIFY(event.kind != EventKind::ServerState || event.server != fleet::noServer);
            QCOMPARE(event.alertId, std::uint64_t{0});
        }
        m_program->is("UP", 10s);
        const fleet::ServerId id = m_program->snapshot()->blocks.front()->rows.front().identity->id;
        const auto state = std::ranges::find(*first->events, EventKind::ServerState, &fleet::Event::kind);
        QVERIFY(state != first->events->end());
        QCOMPARE(state->server, id);
        end();
        auto reader = recording::Reader::open(path());
        QVERIFY(reader.ok());
        QCOMPARE((*reader)->events(begun, begun).size(), std::size_t{0}); // nothing is recorded twice
        QCOMPARE(static_cast<qsizetype>((*reader)->events(start, begun).size()), recorded);
    }
    void whatClearedIsListed()
    {
        live();
        const auto rows = *m_program->snapshot()->alerts;
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows.front().phase, fleet::AlertPhase::Resolved);
        end();
        begin(m_ended + 3min);
        m_program->is("UP", 10s);
        const fleet::SnapshotPtr snapshot = m_program->snapshot();
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
        m_program->is("DOWN", 60s); // it takes its place
        QCOMPARE(m_program->snapshot()->alerts->size(), std::size_t{1});
        QCOMPARE(m_program->snapshot()->alerts->front().phase, fleet::AlertPhase::Firing);
        QCOMPARE(m_program->snapshot()->blocks.front()->rows.front().alert, 0);
        end();
        begin(m_ended + 2h);
        m_program->is("UP", 10s);
        QVERIFY(m_program->snapshot()->alerts->empty());
        QVERIFY(told(*m_program->snapshot()).isEmpty());
    }
    /// Its server is DOWN on, which is why nothing fires about it; and is told so.
    void whatClearedAsItWentDownIsKnown()
    {
        m_rules = failingText;
        begin(start);
        m_program->is("UP", 20s);
        m_program->is("MAINT", 60s);
        m_program->is("DOWN", 30s);
        const fleet::AlertRow cleared = m_program->snapshot()->alerts->front();
        QCOMPARE(cleared.phase, fleet::AlertPhase::ClearedDown);
        QCOMPARE(m_program->row().clearedDownAt, cleared.phaseSince);
        end();
        begin(m_ended + 3min);
        m_program->is("DOWN", 10s, "220");
        QCOMPARE(m_program->snapshot()->alerts->front().phase, fleet::AlertPhase::ClearedDown);
        QCOMPARE(m_program->row().clearedDownAt, cleared.phaseSince);
        m_program->is("UP", 10s);
        QCOMPARE(m_program->row().clearedDownAt, Timestamp{});
        end();
        begin(m_ended + 3min);
        m_program->is("DOWN", 10s, "50"); // again
        QCOMPARE(m_program->snapshot()->alerts->front().phase, fleet::AlertPhase::ClearedDown);
        QCOMPARE(m_program->row().clearedDownAt, Timestamp{});
    }
    /// It is the alarm of before, though it fires again; what begins later is one of its own.
    void whatFiresOnIsNoNewAlarm()
    {
        begin(start);
        m_program->is("UP", 20s);
        m_program->is("DOWN", 60s);
        end();
        begin(m_ended + 1min);
        m_program->is("DOWN", 60s);
        QCOMPARE(firings(*m_program->snapshot()), (QStringList{"pending", "unknown"}));
        m_program->is("UP", 20s);
        m_program->is("DOWN", 40s);
        QCOMPARE(firings(*m_program->snapshot()), (QStringList{"pending", "unknown", "pending"}));
        end();
        begin(m_ended + 1min);
        m_program->is("UP", 60s);
        m_program->is("DOWN", 60s);
        QCOMPARE(firings(*m_program->snapshot()), (QStringList{"pending", "unknown", "pending", "pending"}));
        end();
    }
    /// Its exporter did not answer in the end: nobody knows that it is over.
    void whatFiredWhenItsExporterWentAwayIsNoNewAlarm()
    {
        begin(start);
        m_program->is("UP", 20s);
        m_program->is("DOWN", 60s);
        m_program->isAway(30s);
        end();
        begin(m_ended + 1min);
        m_program->is("DOWN", 60s);
        QCOMPARE(firings(*m_program->snapshot()), (QStringList{"pending", "unknown"}));
        m_program->isAway(30s);
        m_program->is("DOWN", 30s); // it goes on as another number
        m_program->is("UP", 20s);
        const QStringList known = firings(*m_program->snapshot());
        end();
        begin(m_ended + 1min);
        m_program->is("DOWN", 60s);
        QCOMPARE(firings(*m_program->snapshot()), known + QStringList{"pending"});
        end();
        session::Film film = filmOf(path());
        QCOMPARE(firings(*film.at(m_lived.back().first)), known + QStringList{"pending"});
    }
    void theToldCauseIsKnownThoughTheNewestScrapeFailed()
    {
        begin(start);
        m_program->is("UP", 20s);
        m_program->hear(noDns);
        m_program->is("MAINT", 30s);
        m_program->isAway(10s);
        end();
        begin(m_ended + 3min);
        m_program->is("MAINT", 20s);
        QCOMPARE(m_program->cause(), fleet::OutCause::NoDns);
        end();
    }

private:
    static QStringList firings(const fleet::Snapshot& snapshot)
    {
        QStringList out;
        for (const fleet::Event& event : *snapshot.events) {
            if (event.kind == EventKind::AlertFiring) {
                out += QString::fromStdString(event.before);
            }
        }
        return out;
    }
    [[nodiscard]] std::string folder() const { return m_folder->path().toStdString(); }
    [[nodiscard]] std::string path() const { return recording::recordingIn(folder()); }
    void begin(Timestamp at) { m_program = std::make_unique<Program>(folder(), m_rules, at); }
    void end()
    {
        m_lived.insert(m_lived.end(), m_program->shown().begin(), m_program->shown().end());
        m_ended = m_program->now();
        m_program.reset();
    }
    /// A server goes DOWN, an alert fires, and all is well again.
    void live()
    {
        begin(start);
        m_program->is("UP", 20s);
        m_program->is("DOWN", 60s);
        m_program->is("UP", 20s);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Program> m_program;
    const char* m_rules = rulesText;
    Lived m_lived;
    Timestamp m_ended{};
};

QTEST_GUILESS_MAIN(TestRestart)
#include "tst_restart.moc"
