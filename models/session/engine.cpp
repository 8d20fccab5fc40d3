#include "models/session/engine.h"

#include "models/session/evaluationtime.h"
#include "models/session/historyevents.h"
#include "models/session/rulesets.h"

#include <algorithm>

namespace checkwatch::session {

using base::Timestamp;
using std::chrono::nanoseconds;

namespace {

fleet::TrackerOptions trackerOptions(const config::Config& config, fleet::TrackerOptions options)
{
    options.healthAlerts = config.checkwatch.healthAlerts;
    options.compat = config.checkwatch.compat;
    return options;
}

tsdb::Retention retention(const config::Config& config)
{
    return {config.checkwatch.retentionTime, config.checkwatch.retentionBytes};
}

metrics::Labels externalLabels(const config::Config& config)
{
    return metrics::Labels(
        std::vector<std::pair<std::string, std::string>>(config.externalLabels.begin(), config.externalLabels.end()));
}

} // namespace

Engine::Engine(const config::Config& config, std::vector<rules::Group> userGroups, Timestamp now, Scribe scribe,
               const fleet::TrackerOptions& tracker)
    : m_config(config), m_scribe(std::move(scribe)), m_externalLabels(externalLabels(config)),
      m_store(retention(config)), m_tracker(trackerOptions(config, tracker)), m_queries(m_store, promqlOptions(config))
{
    m_tracker.setExternalLabels(m_externalLabels);
    setGroups(std::move(userGroups), toNs(now), true);
}

Engine::~Engine() = default;

void Engine::reconfigure(const config::Config& config, std::vector<rules::Group> userGroups, Timestamp now)
{
    std::vector<rules::Group> groups = std::move(userGroups);
    for (const haproxy::Exporter exporter : m_exporters) {
        auto more = builtinGroups(config, exporter, groups);
        std::move(more.begin(), more.end(), std::back_inserter(groups));
    }
    useRules(config, std::move(groups), now, false);
}

void Engine::useRules(const config::Config& config, std::vector<rules::Group> groups, Timestamp now, bool atStart)
{
    const bool evaluatedOtherwise = config.evaluationInterval != m_config.evaluationInterval
        || config.externalLabels != m_config.externalLabels || config.checkwatch.compat != m_config.checkwatch.compat
        || config.checkwatch.experimental != m_config.checkwatch.experimental;
    m_config = config;
    m_externalLabels = externalLabels(config);
    m_tracker.setExternalLabels(m_externalLabels);
    m_store.setRetention(retention(config));
    m_tracker.change(config.checkwatch.healthAlerts, config.checkwatch.compat, now);
    m_queries.setOptions(promqlOptions(config));
    if (evaluatedOtherwise) {
        m_groups.clear(); // nothing counts as unchanged then
    }
    setGroups(std::move(groups), toNs(now), atStart);
}

void Engine::setTargets(const std::vector<sources::Target>& targets, Timestamp now)
{
    for (const sources::Target& target : targets) {
        if (m_intake.find(target.id) == nullptr) {
            m_scribe.targetBegins(target);
        }
    }
    m_intake.setTargets(targets, now);
}

void Engine::preload(recording::Reader& reader, Timestamp now)
{
    Preload samples = preloading(reader, now);
    while (samples.advance()) {}
    takePast(reader, now);
}

void Engine::takePast(recording::Reader& reader, Timestamp now)
{
    m_tracker.setPast(fleet::Past(m_store, now - m_config.checkwatch.retentionTime, now));
    tellEvents(); // what was before is not recorded yet; what comes now is
    m_tracker.setBefore(before(reader, m_store, now), now);
    for (fleet::Event& event : acknowledgementsIn(reader, now)) {
        m_tracker.addEvent(std::move(event));
    }
    if (const std::vector<fleet::Event> recorded = m_tracker.eventsSince(0); !recorded.empty()) {
        m_toldEvent = recorded.back().number;
    }
}

void Engine::onScrape(std::uint32_t target, const std::shared_ptr<const metrics::ScrapeBatch>& batch, Timestamp now)
{
    m_scribe.scraped(target, batch, now);
    onScrape(target, *batch, now);
}

void Engine::onScrape(std::uint32_t target, const metrics::ScrapeBatch& batch, Timestamp now)
{
    Intake::Active* const active = m_intake.scraped(target, batch, now);
    if (active != nullptr) {
        m_metadata.take(target, batch.metadata);
        m_answered = m_answered || batch.report.up;
        m_ruleWatch.scraped(target, batch.report.up);
    }
    if (active != nullptr && !active->recognised && batch.report.up) {
        recognise(*active, now);
    }
}

void Engine::onEnded(std::uint32_t target, const metrics::ScrapeBatch& batch, Timestamp now)
{
    if (const Intake::Active* const active = m_intake.find(target)) {
        const bool jobStays = std::any_of(
            m_config.scrapeConfigs.begin(), m_config.scrapeConfigs.end(),
            [job = active->target.config.jobName](const config::ScrapeConfig& other) { return other.jobName == job; });
        m_metadata.forget(target);
        m_ruleWatch.ended(target);
        const sources::Target again = active->target;
        m_scribe.targetEnds(target, m_intake.ended(target, batch, jobStays, now));
        if (m_intake.find(target) != nullptr) {
            m_scribe.targetBegins(again);
        }
    }
}

void Engine::recognise(Intake::Active& target, Timestamp now)
{
    const fleet::SnapshotPtr current = m_tracker.snapshot(now, m_store);
    const auto row = std::find_if(current->targets.begin(), current->targets.end(),
                                  [&](const fleet::TargetRow& r) { return r.id == target.target.id; });
    if (row == current->targets.end() || row->exporter == haproxy::Exporter::Unknown) {
        return;
    }
    target.recognised = true;
    if (std::find(m_exporters.begin(), m_exporters.end(), row->exporter) == m_exporters.end()) {
        m_exporters.push_back(row->exporter);
        loadBuiltinFor(row->exporter, toNs(now));
    }
}

void Engine::loadBuiltinFor(haproxy::Exporter exporter, nanoseconds wall)
{
    std::vector<rules::Group> groups = m_groups;
    auto more = builtinGroups(m_config, exporter, groups);
    if (more.empty()) {
        return;
    }
    std::move(more.begin(), more.end(), std::back_inserter(groups));
    setGroups(std::move(groups), wall, true);
}

fleet::SnapshotPtr Engine::snapshot(Timestamp now)
{
    fleet::SnapshotPtr current = m_tracker.snapshot(now, m_store);
    tellEvents(); // after: what has turned stale becomes an event with the snapshot
    return current;
}

void Engine::tellEvents()
{
    if (!m_scribe.writes()) {
        return;
    }
    std::vector<fleet::Event> events = m_tracker.eventsSince(m_toldEvent);
    if (!events.empty()) {
        m_toldEvent = events.back().number;
        m_scribe.happened(std::move(events));
    }
}

fleet::HistoryPtr Engine::history(std::uint64_t request, const std::vector<fleet::ServerId>& servers, Timestamp from,
                                  Timestamp to, base::Duration step) const
{
    auto history = std::make_shared<fleet::History>();
    history->request = request;
    history->from = from;
    history->to = to;
    history->step = step;
    history->threshold = m_headline.threshold;
    history->expression = m_headline.expression;
    history->servers.reserve(servers.size());
    for (const fleet::ServerId server : servers) {
        fleet::ServerHistory& one = history->servers.emplace_back();
        one.server = server;
        one.spans = m_tracker.spans(server, from, to);
        addIncrease(m_headline, m_store, m_tracker.failuresSeries(server), {from, to, step}, one);
    }
    history->events = historyEvents(*m_tracker.events(), servers, from, to);
    return history;
}

} // namespace checkwatch::session
