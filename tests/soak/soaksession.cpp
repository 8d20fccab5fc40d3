#include "tests/soak/soaksession.h"

#include "tests/soak/soakfleet.h"

#include <thread>

namespace checkwatch::soak {

using namespace std::chrono_literals;

namespace {

constexpr base::Duration kept
    = 2h; ///< of the past, in memory and on the disk, so that most of a day is forgotten again
constexpr std::size_t eventsKept = 1000;
/// An alert that flips all the time, beside the built-in ones.
constexpr const char* flips = "groups:\n- name: flips\n  rules:\n  - alert: CheckFails\n"
                              "    expr: haproxy_server_check_status{state=\"L7STS\"} == 1\n"
                              "    labels: {severity: info}\n";

std::chrono::nanoseconds toNs(base::Timestamp time)
{
    return time.time_since_epoch();
}

sources::Target targetOf(int exporter)
{
    const std::string instance = "lb-0" + std::to_string(exporter + 1) + ":8404";
    sources::Target target;
    target.id = static_cast<std::uint32_t>(exporter + 1);
    target.url = "http://" + instance + "/metrics";
    target.labels = metrics::Labels{{"job", "haproxy"}, {"instance", instance}};
    target.config.jobName = "haproxy";
    target.config.interval = SoakSession::interval;
    target.config.timeout = 10s;
    return target;
}

recording::RecorderOptions recorderOptions(const std::string& folder)
{
    recording::RecorderOptions options;
    options.folder = folder;
    options.writer.program = "soak";
    options.writer.kept.time = kept;
    options.incidents.folder = recording::incidentsIn(folder);
    options.incidents.count = 5;
    options.commitEvery = base::Duration{2}; // its time does not pass faster
    return options;
}

} // namespace

SoakSession::SoakSession(const std::string& folder, base::Timestamp start) : m_folder(folder), m_clock(start)
{
    m_config.scrapeInterval = m_config.evaluationInterval = interval;
    m_config.checkwatch.retentionTime = kept;
    m_rules = rules::parseRuleFile(flips, "flips.yml")->groups;
    m_recorder = std::make_unique<recording::Recorder>(recorderOptions(folder), m_clock,
                                                       [this](const fleet::RecordingState&) { ++m_commits; });
    fleet::TrackerOptions tracker;
    tracker.eventsKept = eventsKept;
    m_engine = std::make_unique<session::Engine>(
        m_config, m_rules, start, session::Scribe([this](recording::Item item) { m_recorder->post(std::move(item)); }),
        tracker);
    m_recorder->start();
    for (int i = 0; i < exporters; ++i) {
        m_exporters[static_cast<std::size_t>(i)].target = targetOf(i);
    }
    wantTargets();
}

SoakSession::~SoakSession()
{
    m_engine.reset();
    m_recorder.reset();
}

/// As after a changed configuration: who is new begins, who is gone ends.
void SoakSession::wantTargets()
{
    std::vector<sources::Target> targets;
    std::vector<Exporter*> ended;
    m_config.scrapeConfigs.assign(1, m_exporters.front().target.config);
    for (int i = 0; i < exporters; ++i) {
        Exporter& exporter = m_exporters[static_cast<std::size_t>(i)];
        const bool wanted = isWanted(i, now());
        if (wanted) {
            targets.push_back(exporter.target);
        }
        if (wanted && !exporter.wanted) {
            exposition::ScrapeOptions options;
            options.targetLabels = exporter.target.labels;
            exporter.cache = std::make_unique<exposition::ScrapeCache>(options);
        } else if (!wanted && exporter.wanted) {
            ended.push_back(&exporter);
        }
        exporter.wanted = wanted;
    }
    m_engine->reconfigure(m_config, m_rules, now());
    m_engine->setTargets(targets, now());
    for (const Exporter* exporter : ended) {
        m_engine->onEnded(exporter->target.id, exporter->cache->end(now()), now());
    }
}

void SoakSession::scrape(int number)
{
    Exporter& exporter = m_exporters[static_cast<std::size_t>(number)];
    const auto page = pageOf(number, now());
    metrics::ScrapeBatch batch = page
        ? exporter.cache->ingest(*page, exposition::Format::Text004, now(), 0.01)
        : exporter.cache->fail({base::ErrorCode::Network, "connection refused", exporter.target.url}, now(), 0.01);
    m_engine->onScrape(exporter.target.id, std::make_shared<const metrics::ScrapeBatch>(std::move(batch)), now());
}

/// A line of HAProxy's log.
void SoakSession::hear()
{
    fleet::Event event;
    event.kind = fleet::EventKind::LogLine;
    event.time = now();
    event.proxy = "api";
    event.name = "web-3";
    event.after = "check failed";
    event.detail = "Health check for server api/web-3 failed, reason: Layer7 wrong status, code: 503";
    m_engine->addEvent(std::move(event));
}

void SoakSession::advance(base::Duration by)
{
    m_clock.set(now() + by);
    m_engine->evaluateDue(toNs(now()));
    const std::int64_t second = base::unixMs(now()) / 1000;
    if (second % 10 == 0) {
        hear();
    }
    if (second % 100 == 0) {
        wantTargets();
    }
    for (int i = 0; i < exporters; ++i) {
        if (m_exporters[static_cast<std::size_t>(i)].wanted && (second + 10 * i) % 20 == 0) {
            scrape(i);
        }
    }
    fleet::SnapshotPtr newest = m_engine->snapshot(now());
    if (newest != m_snapshot) {
        m_snapshot = std::move(newest);
        Q_EMIT snapshotReady(m_snapshot);
    }
}

void SoakSession::settle()
{
    const int before = m_commits;
    while (m_commits < before + 2) { // the first may have begun earlier
        std::this_thread::sleep_for(1ms);
    }
}

void SoakSession::requestHistory(std::uint64_t request, int channel, const std::vector<fleet::ServerId>& servers,
                                 base::Timestamp from, base::Timestamp to, base::Duration step)
{
    Q_UNUSED(channel)
    Q_EMIT historyReady(m_engine->history(request, servers, from, to, step));
}

void SoakSession::requestExplanation(std::uint64_t request, const fleet::WhyQuestion& question)
{
    Q_EMIT explanationReady(m_engine->explain(request, question, now()));
}

void SoakSession::requestQuery(const session::QueryRequest& request)
{
    m_engine->queries().add(request, base::CancelToken());
    while (!m_engine->queries().idle()) {
        m_engine->queries().work(100ms, [this](const session::QueryAnswerPtr& answer) { Q_EMIT queryReady(answer); });
    }
}

void SoakSession::requestCompletions(const session::CompletionRequest& request)
{
    Q_EMIT completionsReady(m_engine->complete(request));
}

} // namespace checkwatch::soak
