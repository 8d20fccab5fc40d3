#include "models/session/engineworker.h"

#include "models/base/duration.h"
#include "models/recording/reader.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds publishEvery{33};
/// Ages turn stale and clocks are set without any scrape: look at least this often.
constexpr milliseconds longestSleep{500};
/// Between two looks at the clocks they may drift apart a little; a step is more than that.
constexpr milliseconds clockStep{1000};
/// Queries are worked on for so long at a time.

nanoseconds wallNs(const base::Clock& clock)
{
    return std::chrono::duration_cast<nanoseconds>(clock.wall().time_since_epoch());
}

std::unique_ptr<recording::Recorder> recorderOf(const config::Recording& wanted, const base::Clock& clock,
                                                recording::Recorder::Listener listener)
{
    if (!wanted.enabled || wanted.folder.empty()) {
        return nullptr;
    }
    recording::RecorderOptions options;
    options.folder = wanted.folder;
    options.writer
        = {"checkwatch " CHECKWATCH_VERSION, wanted.everything, {wanted.retentionTime, wanted.retentionBytes}};
    if (wanted.incidents > 0) {
        options.incidents.folder = recording::incidentsIn(wanted.folder);
        options.incidents.count = wanted.incidents;
        options.incidents.bytes = wanted.incidentBytes;
    }
    return std::make_unique<recording::Recorder>(std::move(options), clock, std::move(listener));
}

} // namespace

EngineWorker::EngineWorker(const SteadyClock& clock, const config::Config& config, std::vector<rules::Group> groups,
                           Listener listener)
    : m_clock(clock), m_listener(std::move(listener)), m_postbox(this),
      m_recorder(recorderOf(config.checkwatch.recording, clock, m_listener.recording)),
      m_recording(recording::recordingIn(config.checkwatch.recording.folder)),
      m_engine(config, std::move(groups), clock.wall(), scribe()), m_tick(this), m_publish(this), m_queries(this),
      m_wallMinusMonotonic(wallNs(clock) - clock.monotonic())
{
    m_tick.setSingleShot(true);
    m_tick.setTimerType(Qt::PreciseTimer);
    m_publish.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, &EngineWorker::tick);
    connect(&m_publish, &QTimer::timeout, this, &EngineWorker::publish);
    m_queries.setSingleShot(true);
    connect(&m_queries, &QTimer::timeout, this, [this] { workOnQueries(false); });
}

EngineWorker::~EngineWorker()
{
    const std::lock_guard lock(m_mutex); // what another thread took or left under it last happened before this
}

Scribe EngineWorker::scribe()
{
    recording::Recorder* const recorder = m_recorder.get();
    return recorder == nullptr ? Scribe()
                               : Scribe([recorder](recording::Item item) { recorder->post(std::move(item)); });
}

/// What was before is known before anything is shown, so that nobody takes it for news.
void EngineWorker::start(const config::Config& config, const std::vector<sources::Target>& targets)
{
    if (m_recorder) {
        showTargets(config, targets);
        goOnFromRecording();
    }
    m_engine.setTargets(targets, m_clock.wall());
    if (m_recorder) {
        m_recorder->start();
    }
    tick();
}

/// A recording takes as long to read as its folder pleases. Until then: whom one will hear of, without events, of which
/// those of before are no news.
void EngineWorker::showTargets(const config::Config& config, const std::vector<sources::Target>& targets)
{
    const base::Timestamp now = m_clock.wall();
    Engine waiting(config, m_engine.groups(), now);
    waiting.setTargets(targets, now);
    auto snapshot = std::make_shared<fleet::Snapshot>(*waiting.snapshot(now));
    snapshot->events = nullptr;
    show(std::move(snapshot));
}

/// Begins where the last session, or another program that records, has got to.
void EngineWorker::goOnFromRecording()
{
    auto reader = recording::Reader::open(m_recording);
    if (!reader) {
        if (reader.error().code != base::ErrorCode::NotFound) {
            m_listener.notice("alerts begin anew: " + reader.error().text(), true);
        }
        return;
    }
    m_engine.preload(**reader, m_clock.wall());
    if (const std::size_t damaged = (*reader)->damage().size(); damaged > 0) {
        m_listener.notice("the recording is damaged in " + std::to_string(damaged)
                              + (damaged == 1 ? " place" : " places") + "; checkwatch verify says where",
                          true);
    }
}

void EngineWorker::setTargets(const std::vector<sources::Target>& targets)
{
    m_engine.setTargets(targets, m_clock.wall());
    publish();
}

void EngineWorker::reconfigure(const config::Config& config, std::vector<rules::Group> groups)
{
    m_engine.reconfigure(config, std::move(groups), catchUp());
    scheduleTick();
}

/// The time now, at which everything is evaluated that is due. What came in before a slot is in its evaluation and what
/// came in later is not, however late this thread is: so a replay, which knows when it came in, sees the same.
base::Timestamp EngineWorker::catchUp()
{
    const base::Timestamp now = m_clock.wall();
    m_engine.evaluateDue(std::chrono::duration_cast<nanoseconds>(now.time_since_epoch()));
    return now;
}

void EngineWorker::onScraped(std::uint32_t target, const std::shared_ptr<const metrics::ScrapeBatch>& batch)
{
    m_engine.onScrape(target, batch, catchUp());
    publishSoon();
}

void EngineWorker::onEnded(std::uint32_t target, const std::shared_ptr<const metrics::ScrapeBatch>& batch)
{
    m_engine.onEnded(target, *batch, catchUp());
    publish();
}

void EngineWorker::addEvents(const std::vector<fleet::Event>& events)
{
    const base::Timestamp now = catchUp();
    for (fleet::Event event : events) {
        event.time = now;
        m_engine.addEvent(std::move(event));
    }
    publishSoon();
}

void EngineWorker::setSilences(const std::vector<fleet::Silence>& active, std::string_view gone)
{
    m_engine.setSilences(active, catchUp(), gone);
    publishSoon();
}

void EngineWorker::record(recording::Item item)
{
    if (m_recorder) {
        m_recorder->post(std::move(item));
    }
}

void EngineWorker::tick()
{
    watchClock();
    m_engine.evaluateDue(wallNs(m_clock));
    publish();
    scheduleTick();
    workOnQueries(true);
}

void EngineWorker::watchClock()
{
    const nanoseconds difference = wallNs(m_clock) - m_clock.monotonic();
    const nanoseconds by = difference - m_wallMinusMonotonic;
    m_wallMinusMonotonic = difference;
    if (by > clockStep || by < -clockStep) {
        m_engine.onClockStep(wallNs(m_clock), std::chrono::duration_cast<base::Duration>(by));
    }
    const base::Duration ahead = m_clock.ahead();
    if (ahead >= m_toldAhead + clockStep) {
        tellClock("the wall clock was set back by "
                      + base::formatDuration(std::chrono::round<std::chrono::seconds>(ahead))
                      + "; times here go on without that until it has caught up, or Checkwatch is started again",
                  -ahead);
        m_toldAhead = ahead;
    } else if (ahead < clockStep && m_toldAhead > clockStep) {
        tellClock("the wall clock has caught up: times here are its times again", m_toldAhead);
        m_toldAhead = base::Duration{0};
    }
}

void EngineWorker::tellClock(std::string text, base::Duration by)
{
    fleet::Event event;
    event.kind = fleet::EventKind::Clock;
    event.time = m_clock.wall();
    event.value = std::chrono::duration<double>(by).count();
    event.detail = text;
    m_engine.addEvent(std::move(event));
    m_listener.notice(std::move(text), by < base::Duration{0});
}

void EngineWorker::scheduleTick()
{
    const nanoseconds next = m_engine.nextEvaluation();
    const nanoseconds wall = wallNs(m_clock);
    const nanoseconds wait = next <= wall ? nanoseconds{0} : std::min<nanoseconds>(next - wall, longestSleep);
    // Rounded up: a tick before its slot would find nothing to do.
    m_tick.start(std::chrono::ceil<milliseconds>(wait));
}

void EngineWorker::publishSoon()
{
    if (!m_publish.isActive()) {
        m_publish.start(publishEvery);
    }
}

void EngineWorker::publish()
{
    m_publish.stop();
    show(m_engine.snapshot(m_clock.wall()));
}

void EngineWorker::show(fleet::SnapshotPtr snapshot)
{
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        m_waiting = std::move(snapshot);
        wake = !m_wakeUnderWay;
        m_wakeUnderWay = true;
    }
    if (wake) {
        m_listener.snapshotWaiting();
    }
}

fleet::SnapshotPtr EngineWorker::takeSnapshot()
{
    const std::lock_guard lock(m_mutex);
    m_wakeUnderWay = false;
    return std::move(m_waiting);
}

/// A piece is begun only where it cannot reach into the next evaluation; right after one it always may, so that queries
/// come on however fast the rules are evaluated.
void EngineWorker::workOnQueries(bool evaluatedJustNow)
{
    QueryRunner& queries = m_engine.queries();
    const nanoseconds room = m_engine.nextEvaluation() - wallNs(m_clock);
    if (queries.idle() || (!evaluatedJustNow && room < queries.limits().moment + querySlice)) {
        return; // tick() comes back to it
    }
    queries.work(querySlice, m_listener.query);
    if (!queries.idle()) {
        m_queries.start(0);
    }
}

} // namespace checkwatch::session
