#include "tests/session/restartrig.h"

#include "tests/session/snapshotlines.h"
#include "tests/support/fleetrig.h"

namespace checkwatch::restartrig {

using fleet::EventKind;

Program::Program(const std::string& folder, const char* rules, Timestamp now) : m_now(now), m_clock(now)
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

Program::~Program()
{
    m_recorder.reset();
    m_engine.reset();
}

void Program::is(const char* status, base::Duration time, const char* since)
{
    support::NativeScrape page;
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

void Program::isAway(base::Duration time)
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

void Program::hear(const char* line)
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

} // namespace checkwatch::restartrig
