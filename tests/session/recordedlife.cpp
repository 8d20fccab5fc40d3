#include "tests/session/recordedlife.h"

#include "models/recording/reader.h"

#include "tests/session/enginerig.h"
#include "tests/session/snapshotlines.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace checkwatch::recordedlife {
namespace {

using base::Timestamp;
using std::chrono::nanoseconds;

constexpr base::Duration interval{2000};

constexpr const char* firstRules
    = "  - alert: Failing\n    expr: increase(haproxy_server_check_failures_total[30s]) > 0\n    for: 10s\n"
      "    labels: {severity: warning}\n"
      "  - record: down\n    expr: sum by (instance) (haproxy_server_status{state=\"DOWN\"})\n"
      "  - alert: ManyDown\n    expr: down > 1\n    for: 4s\n    keep_firing_for: 6s\n"
      "  - alert: ExporterDown\n    expr: up == 0\n    for: 3s\n    labels: {severity: critical}\n";

nanoseconds toNs(Timestamp time)
{
    return std::chrono::duration_cast<nanoseconds>(time.time_since_epoch());
}

} // namespace

Life::Life(const std::string& folder, Timestamp start, unsigned seed, int servers)
    : m_folder(folder), m_now(start), m_random(seed)
{
    m_config.evaluationInterval = interval;
    m_config.externalLabels = {{"site", "a"}};
    m_config.checkwatch.healthAlerts = {"Failing"};
    m_rules = {enginerig::groupOf(firstRules)};
    for (int number = 0; number < 3; ++number) {
        Exporter& exporter = m_exporters.emplace_back();
        sources::Target& target = exporter.target;
        target.id = static_cast<std::uint32_t>(40 + number);
        target.url = "http://lb" + std::to_string(number) + ":8404/metrics";
        target.labels = metrics::Labels{{"job", number == 2 ? "other" : "haproxy"},
                                        {"instance", "lb" + std::to_string(number) + ":8404"}};
        target.config.jobName = number == 2 ? "other" : "haproxy";
        target.config.interval = interval;
        target.config.timeout = base::Duration{1500};
        target.offsetHash
            = static_cast<std::uint64_t>(std::chrono::nanoseconds(base::Duration{317 + 419 * number}).count());
        for (int server = 0; server < servers; ++server) {
            support::NativeServer& added = exporter.page.servers.emplace_back();
            added.proxy = server % 2 == 0 ? "app" : "api";
            added.server = "s" + std::to_string(server);
        }
        exporter.page.active = {{"app", 3}, {"api", 3}};
    }
    m_wanted = {true, true, false};
    startProgram();
}

Life::~Life()
{
    m_engine.reset();
}

void Life::startProgram()
{
    m_clock = std::make_unique<base::ManualClock>(m_now);
    recording::RecorderOptions options;
    options.folder = m_folder;
    options.writer.program = "test";
    m_recorder = std::make_unique<recording::Recorder>(options, *m_clock, [](const fleet::RecordingState&) {});
    m_engine = std::make_unique<session::Engine>(
        m_config, m_rules, m_now, session::Scribe([this](recording::Item item) { m_recorder->post(std::move(item)); }));
    if (auto reader = recording::Reader::open(path())) {
        m_engine->preload(**reader, m_now);
    }
    m_recorder->start();
    for (Exporter& exporter : m_exporters) {
        exposition::ScrapeOptions scrape;
        scrape.targetLabels = exporter.target.labels;
        exporter.cache = std::make_unique<exposition::ScrapeCache>(scrape);
        exporter.arrives = {};
        const auto offset = base::Duration{static_cast<std::int64_t>(exporter.target.offsetHash / 1'000'000)};
        exporter.next = Timestamp{((m_now.time_since_epoch() - offset) / interval + 1) * interval + offset};
    }
    wantTargets();
}

void Life::wantTargets()
{
    m_config.scrapeConfigs.clear();
    std::vector<sources::Target> targets;
    for (std::size_t i = 0; i < m_exporters.size(); ++i) {
        if (m_wanted[i]) {
            targets.push_back(m_exporters[i].target);
            m_config.scrapeConfigs.push_back(m_exporters[i].target.config);
        }
    }
    m_engine->reconfigure(m_config, m_rules, m_now);
    m_engine->setTargets(targets, m_now);
}

void Life::flush()
{
    m_recorder.reset();
    m_engine.reset();
}

void Life::restart(base::Duration outage)
{
    flush();
    m_now += outage;
    startProgram();
}

void Life::reload(const std::string& rules)
{
    m_rules = {enginerig::groupOf(rules)};
    m_engine->reconfigure(m_config, m_rules, m_now);
    fleet::Event event;
    event.kind = fleet::EventKind::Configuration;
    event.time = m_now;
    event.detail = "configuration loaded";
    m_engine->addEvent(std::move(event));
}

void Life::remove(std::size_t exporter)
{
    m_wanted[exporter] = false;
    wantTargets();
    m_engine->onEnded(m_exporters[exporter].target.id, m_exporters[exporter].cache->end(m_now), m_now);
    m_exporters[exporter].arrives = {};
}

void Life::add(std::size_t exporter)
{
    m_wanted[exporter] = true;
    exposition::ScrapeOptions scrape;
    scrape.targetLabels = m_exporters[exporter].target.labels;
    m_exporters[exporter].cache = std::make_unique<exposition::ScrapeCache>(scrape);
    wantTargets();
}

void Life::begin(std::size_t exporter)
{
    m_engine->onEnded(m_exporters[exporter].target.id, m_exporters[exporter].cache->end(m_now), m_now);
    exposition::ScrapeOptions scrape;
    scrape.targetLabels = m_exporters[exporter].target.labels;
    m_exporters[exporter].cache = std::make_unique<exposition::ScrapeCache>(scrape);
    m_exporters[exporter].arrives = {};
}

void Life::change(Exporter& exporter)
{
    for (support::NativeServer& server : exporter.page.servers) {
        const bool down = server.status == "DOWN";
        const int fate = random(100);
        if (fate < 12 && !down) {
            server.failures = std::to_string(std::atoi(server.failures.c_str()) + 1);
            server.check = "L7STS";
            server.code = "503";
        } else if (fate < 14) {
            server.status = down ? "UP" : "DOWN";
            server.check = down ? "L7OK" : "L4CON";
            server.lastChange = "0";
        } else if (fate < 15) {
            server.status = server.status == "MAINT" ? "UP" : "MAINT";
        } else if (fate < 40 && !down) {
            server.check = "L7OK";
            server.code = "200";
        }
        server.weight = fate == 50 ? "0" : fate == 51 ? "1" : server.weight;
        server.lastChange = std::to_string(std::atoi(server.lastChange.c_str()) + 2);
    }
    const int fate = random(300);
    if (fate == 0) {
        exporter.page.processStart = std::to_string(std::atoi(exporter.page.processStart.c_str()) + 60);
        for (support::NativeServer& server : exporter.page.servers) {
            server.status = "UP";
            server.check = "";
            server.failures = "0";
            server.lastChange = "0";
        }
    } else if (fate < 4) {
        exporter.outage = 1 + random(8);
    } else if (fate < 7) {
        std::rotate(exporter.page.servers.begin(), exporter.page.servers.begin() + 1, exporter.page.servers.end());
    } else if (fate < 10 && exporter.page.servers.size() > 2) {
        exporter.page.servers.pop_back();
    } else if (fate < 13) {
        support::NativeServer& added = exporter.page.servers.emplace_back();
        added.server = "n" + std::to_string(random(4));
    }
}

void Life::arrive(Exporter& exporter)
{
    const double took = static_cast<double>((m_now - exporter.began).count()) / 1000.0;
    metrics::ScrapeBatch batch = exporter.outage > 0
        ? exporter.cache->fail({base::ErrorCode::Timeout, "no answer", exporter.target.url}, exporter.began, took)
        : exporter.cache->ingest(nativeText(exporter.page), exposition::Format::Text004, exporter.began, took);
    exporter.outage = std::max(0, exporter.outage - 1);
    exporter.arrives = {};
    m_engine->evaluateDue(toNs(m_now)); // as EngineWorker does
    m_engine->onScrape(exporter.target.id, std::make_shared<const metrics::ScrapeBatch>(std::move(batch)), m_now);
}

/// A line of a log, or a step somebody ticked: about a server of one exporter, of several, or of none.
void Life::hear()
{
    fleet::Event event;
    event.kind = fleet::EventKind::LogLine;
    event.time = m_now;
    event.proxy = random(2) == 0 ? "app" : "api";
    event.name = random(5) == 0 ? std::string() : "s" + std::to_string(random(8));
    event.instance = random(3) == 0 ? "lb" + std::to_string(random(3)) + ":8404" : std::string();
    event.after = "check failed";
    event.detail = "Health check for server " + event.proxy + "/" + event.name + " failed";
    if (random(8) == 0) {
        event.kind = fleet::EventKind::RunbookStep;
        event.serverName = std::exchange(event.name, "Failing");
        event.after = fleet::stepDone;
    }
    m_engine->evaluateDue(toNs(m_now)); // as EngineWorker does
    m_engine->addEvent(std::move(event));
}

/// HAProxy says why a server is out, or back; often enough it is not so.
void Life::tell()
{
    const auto below = [this](unsigned number) { return static_cast<std::size_t>(m_telling() % number); };
    static const std::vector<std::string> lines{
        "is going DOWN for maintenance (DNS timeout status). 1 active",
        "is going DOWN for maintenance via app/s9. 1 active", "is DOWN via app/s9. 1 active",
        "is going DOWN for maintenance. 1 active", "is UP/READY (leaving maintenance)."};
    const std::size_t server = below(6);
    fleet::Event event;
    event.kind = fleet::EventKind::LogLine;
    event.time = m_now;
    event.proxy = server % 2 == 0 ? "app" : "api";
    event.name = "s" + std::to_string(server);
    event.instance = "lb" + std::to_string(below(2)) + ":8404";
    event.detail = "Server " + event.proxy + '/' + event.name + ' ' + lines[below(2) == 0 ? 0 : below(lines.size())];
    m_engine->evaluateDue(toNs(m_now)); // as EngineWorker does
    m_engine->addEvent(std::move(event));
}

/// Silences come, change, are lost sight of and go.
void Life::silence()
{
    const auto below = [this](unsigned number) { return static_cast<std::size_t>(m_silencing() % number); };
    static const std::vector<std::string> matchers{"{alertname=\"Failing\"}", "{server=~\"s[0-3]\"}",
                                                   "{alertname!=\"Failing\",site=\"a\"}", "{site=\"b\"}",
                                                   "{alertname=\"ExporterDown\",instance=\"lb1:8404\"}"};
    std::vector<fleet::Silence> active;
    for (std::size_t i = 0; i < matchers.size(); ++i) {
        fleet::Silence silence;
        silence.id = std::to_string(i);
        silence.matchers = *fleet::matchersFrom(matchers[i]);
        silence.createdBy = below(2) == 0 ? "ada" : "bob";
        silence.comment = "two\nlines";
        silence.endsAt = m_now + base::Duration{10'000};
        silence.unknownSince = below(4) == 0 ? m_now - base::Duration{1'000} : Timestamp{};
        if (below(3) == 0) {
            active.push_back(std::move(silence));
        }
    }
    m_engine->evaluateDue(toNs(m_now)); // as EngineWorker does
    m_engine->setSilences(active, m_now, fleet::silencestep::ended);
}

void Life::live(base::Duration time)
{
    for (const Timestamp end = m_now + time; m_now < end; m_now += base::Duration{1}) {
        if (base::unixMs(m_now) % 500 == 0 || m_engine->nextEvaluation() <= toNs(m_now)) {
            m_engine->evaluateDue(toNs(m_now));
            // What a snapshot tells in the very millisecond of a scrape comes behind it in a replay.
            if (std::ranges::none_of(m_exporters, [this](const Exporter& each) { return each.arrives == m_now; })) {
                m_engine->snapshot(m_now);
            }
        }
        for (std::size_t i = 0; i < m_exporters.size(); ++i) {
            Exporter& exporter = m_exporters[i];
            if (m_wanted[i] && exporter.arrives == m_now) {
                arrive(exporter);
            }
            if (exporter.next == m_now) {
                exporter.next += interval;
                if (m_wanted[i] && exporter.arrives == Timestamp{}) {
                    change(exporter);
                    exporter.began = m_now;
                    exporter.arrives = m_now + base::Duration{1 + random(exporter.outage > 0 ? 1500 : 400)};
                }
            }
        }
        if (base::unixMs(m_now) % 777 == 0 && random(3) == 0) {
            hear();
        }
        if (base::unixMs(m_now) % 1499 == 0) {
            tell();
        }
        if (base::unixMs(m_now) % 5111 == 0) {
            silence();
        }
        if (base::unixMs(m_now) % 1000 == 0) {
            m_seconds.push_back({m_now, describe(*m_engine->snapshot(m_now))});
        }
    }
}

} // namespace checkwatch::recordedlife
