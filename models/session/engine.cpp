#include "models/session/engine.h"

#include "models/session/preload.h"
#include "models/session/rulesets.h"

#include <algorithm>

namespace checkwatch::session {

using base::Timestamp;
using std::chrono::nanoseconds;

namespace {

Timestamp toMs(nanoseconds time)
{
    return Timestamp{std::chrono::duration_cast<base::Duration>(time)};
}

nanoseconds toNs(Timestamp time)
{
    return std::chrono::duration_cast<nanoseconds>(time.time_since_epoch());
}

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

bool sameGroup(const rules::Group& a, const rules::Group& b)
{
    return a.file == b.file && rules::sameContent(a, b);
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

std::size_t Engine::preload(recording::Reader& reader, Timestamp now)
{
    const std::size_t samples = session::preload(reader, m_store, now);
    m_tracker.setPast(fleet::Past(m_store, now - m_config.checkwatch.retentionTime, now));
    tellEvents(); // what was before is not recorded yet; what comes now is
    for (fleet::Event& event : acknowledgementsIn(reader, now)) {
        m_tracker.addEvent(std::move(event));
    }
    if (const std::vector<fleet::Event> recorded = m_tracker.eventsSince(0); !recorded.empty()) {
        m_toldEvent = recorded.back().number;
    }
    return samples;
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

std::unique_ptr<Engine::Running> Engine::start(const rules::Group& group, nanoseconds wall)
{
    auto running = std::make_unique<Running>();
    running->output = m_store.addGroup();
    rules::GroupContext context;
    context.data = &m_store;
    context.append = [this, to = running.get()](const metrics::ScrapeBatch& batch) {
        to->series = std::max(to->series, batch.firstAdded + static_cast<std::uint32_t>(batch.added.size()));
        m_store.append(to->output, batch);
        if (m_scribe.writes()) {
            to->written.push_back(batch);
        }
    };
    context.externalLabels = m_externalLabels;
    running->runner = std::make_unique<rules::GroupRunner>(group, m_config.evaluationInterval, promqlOptions(m_config),
                                                           std::move(context));
    running->last = running->runner->slotAtOrBefore(wall);
    running->source = m_scribe.groupBegins(group, running->runner->interval());
    return running;
}

void Engine::setGroups(std::vector<rules::Group> groups, nanoseconds wall, bool atStart)
{
    std::vector<std::unique_ptr<Running>> next;
    for (const rules::Group& group : groups) {
        const auto old = std::find_if(m_running.begin(), m_running.end(), [&](const auto& running) {
            return running && running->runner->group().file == group.file
                && running->runner->group().name == group.name;
        });
        if (old != m_running.end() && !m_groups.empty() && sameGroup((*old)->runner->group(), group)) {
            next.push_back(std::move(*old));
            continue;
        }
        auto running = start(group, wall);
        if (!atStart) {
            running->runner->setRestored();
        }
        if (old != m_running.end()) {
            running->runner->inherit(*(*old)->runner);
        }
        next.push_back(std::move(running));
    }
    dropReplaced(groups, toMs(wall));
    m_running = std::move(next);
    m_groups = std::move(groups);
    m_explainer = std::make_unique<promql::Engine>(promqlOptions(m_config));
    m_why.forget();
    m_headline = headlineOf(headlineRule(m_groups, m_config.checkwatch.healthAlerts), m_config.checkwatch.compat);
    m_ruleWatch.restart(toMs(wall));
    m_scribe.rulesChanged(m_config, m_groups, toMs(wall));
}

void Engine::dropReplaced(const std::vector<rules::Group>& groups, Timestamp now)
{
    for (const auto& old : m_running) {
        if (!old) {
            continue; // goes on in the new set
        }
        const rules::Group& gone = old->runner->group();
        const bool replaced = std::any_of(groups.begin(), groups.end(), [&](const rules::Group& group) {
            return group.file == gone.file && group.name == gone.name;
        });
        if (replaced) {
            m_store.closeGroup(old->output); // its successor took over what it had written
            m_scribe.groupEnds(old->source, {});
        } else {
            metrics::ScrapeBatch markers = markersFor(m_store, old->output, old->series, now);
            m_scribe.groupEnds(old->source, markers);
            m_farewells.add(old->output, std::move(markers), now + 2 * old->runner->interval());
            m_tracker.removeGroup(gone.file, gone.name);
        }
    }
}

bool Engine::evaluateDue(nanoseconds wall)
{
    m_farewells.write(toMs(wall));
    if (m_ruleWatch.due(toMs(wall), m_store.generation())) {
        checkRules(toMs(wall));
    }
    bool any = false;
    for (const auto& running : m_running) {
        const nanoseconds slot = running->runner->slotAtOrBefore(wall);
        if (slot > running->last) {
            evaluate(*running, slot, toMs(wall));
            any = true;
        }
    }
    return any;
}

void Engine::evaluate(Running& running, nanoseconds slot, Timestamp now)
{
    running.last = slot;
    running.written.clear();
    const rules::EvaluationResult result = running.runner->evaluate(toMs(slot));
    running.runner->restore(m_store, now);
    m_scribe.evaluated(running.source, running.runner->group(), result, std::move(running.written));
    m_tracker.onEvaluation(running.runner->group(), result, running.runner->alerts(), running.runner->status(),
                           running.runner->interval());
}

std::vector<nanoseconds> Engine::evaluatedAt() const
{
    std::vector<nanoseconds> out;
    out.reserve(m_running.size());
    std::ranges::transform(m_running, std::back_inserter(out), [](const auto& running) { return running->last; });
    return out;
}

nanoseconds Engine::nextEvaluation() const
{
    nanoseconds next = nanoseconds::max();
    for (const auto& running : m_running) {
        next = std::min(next, running->last + std::chrono::duration_cast<nanoseconds>(running->runner->interval()));
    }
    return next;
}

void Engine::onClockStep(nanoseconds wall, base::Duration by)
{
    for (const auto& running : m_running) {
        running->last = running->runner->slotAtOrBefore(wall);
    }
    fleet::Event event;
    event.kind = fleet::EventKind::Clock;
    event.time = toMs(wall);
    event.value = static_cast<double>(by.count()) / 1000.0;
    event.detail = fleet::clockSet;
    m_tracker.addEvent(std::move(event));
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
    for (fleet::Event& event : m_tracker.eventsSince(0)) {
        const bool concerned = event.server == fleet::noServer
            || std::find(servers.begin(), servers.end(), event.server) != servers.end();
        if (event.time >= from && event.time <= to && concerned) {
            history->events.push_back(std::move(event));
        }
    }
    return history;
}

} // namespace checkwatch::session
