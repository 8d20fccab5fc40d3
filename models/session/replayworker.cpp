#include "models/session/replayworker.h"

#include "models/session/rulesets.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using base::Timestamp;

/// The film goes through so much in a moment.
constexpr base::Duration worthWaiting = std::chrono::seconds{30};
constexpr base::Duration shortestSketch = std::chrono::seconds{10};
constexpr base::Duration longestSketch = std::chrono::minutes{5};
/// What a reader sees stays in the write-ahead log of a recording that grows, with everything after it.
constexpr std::chrono::seconds longestHold{10};

/// How long an engine takes to know the alerts as they had been: two evaluations are silent.
base::Duration sketchLength(recording::Reader& reader, Timestamp time)
{
    base::Duration longest = shortestSketch;
    for (const recording::RulesRecord& record : reader.rules(time, time)) {
        longest = std::max(longest, 3 * record.evaluationInterval);
        for (const rules::Group& group : record.groups) {
            longest = std::max(longest, 3 * group.interval);
        }
    }
    return std::min(longest, longestSketch);
}

} // namespace

ReplayWorker::ReplayWorker(std::string path, std::unique_ptr<ReplayData> data, ReplayListener listener)
    : m_listener(std::move(listener)), m_postbox(this), m_data(std::move(data)), m_queries(*m_data, {}),
      m_queryTimer(this), m_growth(this), m_path(std::move(path))
{
    m_growth.setSingleShot(true);
    connect(&m_growth, &QTimer::timeout, this, &ReplayWorker::letGo);
    m_queryTimer.setSingleShot(true);
    connect(&m_queryTimer, &QTimer::timeout, this, &ReplayWorker::workOnQueries);
}

ReplayWorker::~ReplayWorker()
{
    const std::lock_guard lock(m_mutex); // what another thread took last has been taken whole
    m_shown = {};
}

ReplayWorker::Shown ReplayWorker::takeShown()
{
    const std::lock_guard lock(m_mutex);
    m_wakeUnderWay = false;
    return std::exchange(m_shown, {});
}

void ReplayWorker::postBegin(const FilmRules& rules)
{
    m_postbox.post([this, rules] {
        m_filmRules = rules;
        m_sketchMaker.reset();
        m_film = {};
        m_filmedTo = {};
        m_filming = true;
        m_whole = false;
        m_firstAlert = {};
        m_settled = false;
        m_now = nullptr;
        m_rules = nullptr;
    });
}

void ReplayWorker::postParts(std::vector<FilmPart> parts, Timestamp to, Timestamp recorded)
{
    // Shared, because what a Postbox takes can be copied.
    auto shared = std::make_shared<std::vector<FilmPart>>(std::move(parts));
    m_postbox.post([this, shared, to, recorded] {
        for (FilmPart& part : *shared) {
            m_film.add(std::move(part));
        }
        m_filmedTo = to;
        m_filming = true;
        noteGrowth(recorded); // the film itself goes on to the end of its last moment
        findFirstAlert();
        if (!m_settled) {
            show();
        }
    });
}

void ReplayWorker::findFirstAlert()
{
    const auto& names = m_filmRules.config.checkwatch.healthAlerts;
    if (const auto time = m_firstAlert.look(m_film.events(), names, m_whole)) {
        m_listener.firstAlert(*time + base::Duration{1}, m_filmRules.asNow); // when its slot is over
    }
}

void ReplayWorker::postStopped(Timestamp to)
{
    m_postbox.post([this, to] {
        m_whole = m_whole && to <= m_filmedTo;
        noteGrowth(to);
        if (std::exchange(m_filming, false) && m_time != Timestamp{}) {
            sketch(); // whoever waits for the film waits in vain
        }
    });
}

void ReplayWorker::postWhole()
{
    m_postbox.post([this] {
        m_whole = true;
        findFirstAlert();
        if (!m_settled) {
            show();
        }
    });
}

void ReplayWorker::postSeek(Timestamp time)
{
    m_seeks.put(0, time);
    m_postbox.post([this] {
        for (const auto& [channel, newest] : m_seeks.take()) {
            m_time = newest;
            m_settled = false;
            show();
            sketch();
        }
    });
}

void ReplayWorker::postStep(std::uint8_t stops, bool forward)
{
    m_postbox.post([this, stops, forward] { step(stops, forward); });
}

void ReplayWorker::step(std::uint8_t stops, bool forward)
{
    if (const auto next = m_film.next(m_time, stops, forward)) {
        m_time = *next;
        show();
    }
}

/// The film at m_time, as soon as it is known.
void ReplayWorker::show()
{
    if (!m_film.empty() && (m_time <= m_filmedTo || m_whole)) {
        m_settled = true;
        m_sketchMaker.reset();
        showFilmed(m_film);
    }
}

void ReplayWorker::showFilmed(Film& film)
{
    m_shownFilm = &film;
    m_now = film.at(std::max(m_time, film.from()));
    refreshData();
    m_data->setTime(m_time);
    m_why.forget();
    useRules();
    publish(m_now);
}

/// Somebody looks at the first picture meanwhile; else whoever goes somewhere first would wait for it.
void ReplayWorker::prepareData()
{
    (void)m_data->data();
}

void ReplayWorker::noteGrowth(Timestamp recorded)
{
    if (recorded > m_data->reader().to()) {
        m_stale = true;
        if (!m_growth.isActive()) {
            m_growth.start(longestHold);
        }
    }
}

/// Only where the position needs it: all series are read anew then.
void ReplayWorker::refreshData()
{
    if (m_stale && m_time > m_data->reader().to()) {
        m_stale = false;
        if (const auto refreshed = m_data->refresh(); !refreshed) {
            m_listener.failed(refreshed.error().text());
        }
    }
}

/// Nobody moves, so nothing else would let go of what was read.
void ReplayWorker::letGo()
{
    if (!m_queries.idle()) {
        m_growth.start(longestHold);
        return;
    }
    m_sketchMaker.reset(); // its reader is another
    m_stale = false;       // what is asked next reads it anew
    m_data->release();
}

/// Where the film has not come to m_time, and will not soon: the engine over the moments before, as after a restart of the
/// program, which goes on with alerts as they had been written down. It goes on as long as time does, so that playing
/// shows every moment.
void ReplayWorker::sketch()
{
    if (m_settled || (m_filming && !m_film.empty() && m_time <= m_filmedTo + worthWaiting)) {
        return;
    }
    const bool goesOn = m_sketchMaker && m_time >= m_sketchFrom && m_time <= m_sketchMaker->now() + longestSketch;
    if (!goesOn && !beginSketch()) {
        return;
    }
    while (m_sketchMaker->filmed() < m_time) {
        if (!m_sketchMaker->advance()) {
            break;
        }
        if (!m_seeks.empty()) {
            return; // nobody wants this moment any more; the next one may lie just behind it
        }
    }
    std::vector<FilmPart> parts = m_sketchMaker->take(true);
    if (m_sketchMaker->filmed() < m_time) {
        m_sketchMaker.reset(); // what is recorded meanwhile is known to another reader
    }
    if (parts.empty()) {
        return;
    }
    if (std::exchange(m_sketchIsNew, false)) {
        m_sketch = {};
        m_rules = nullptr;
    }
    for (FilmPart& part : parts) {
        m_sketch.add(std::move(part));
    }
    showFilmed(m_sketch);
}

bool ReplayWorker::beginSketch()
{
    m_sketchMaker.reset();
    auto reader = recording::Reader::open(m_path);
    if (!reader) {
        m_listener.failed(reader.error().text());
        return false;
    }
    m_sketchFrom = m_time;
    const Timestamp from = m_time - sketchLength(**reader, m_time);
    m_sketchMaker = std::make_unique<FilmMaker>(std::move(*reader), m_filmRules, from, Timestamp::max());
    m_sketchIsNew = true;
    return true;
}

/// The rules and settings of m_time.
void ReplayWorker::useRules()
{
    if (m_rules == m_shownFilm->rules()) {
        return;
    }
    m_rules = m_shownFilm->rules();
    const config::Config& config = m_rules->config;
    m_headline = headlineOf(headlineRule(m_rules->groups, config.checkwatch.healthAlerts), config.checkwatch.compat);
    const promql::EngineOptions options = promqlOptions(config);
    m_queries.setOptions(options);
    m_evaluator = std::make_unique<promql::Engine>(options);
}

void ReplayWorker::publish(fleet::SnapshotPtr snapshot)
{
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        m_shown = {m_time, std::move(snapshot), m_settled};
        wake = !m_wakeUnderWay;
        m_wakeUnderWay = true;
    }
    if (wake) {
        m_listener.shown();
    }
    if (!std::exchange(m_prepared, true)) {
        QTimer::singleShot(0, this, &ReplayWorker::prepareData);
    }
}

} // namespace checkwatch::session
