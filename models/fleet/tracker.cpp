#include "models/fleet/tracker.h"

#include "models/fleet/trackerevents.h"
#include "models/fleet/trackerimpl.h"

#include <algorithm>

namespace checkwatch::fleet {
namespace {

constexpr base::Duration spansKept = std::chrono::hours{2};
constexpr base::Duration trimEvery = std::chrono::minutes{1};

} // namespace

Tracker::Tracker(TrackerOptions options) : m_impl(std::make_unique<Impl>(std::move(options))) {}

void Tracker::change(std::vector<std::string> healthAlerts, promql::Compat compat, base::Timestamp now)
{
    m_impl->options.healthAlerts = std::move(healthAlerts);
    m_impl->options.compat = compat;
    m_impl->alerts.setHealthAlerts(m_impl->options.healthAlerts, now);
}
Tracker::~Tracker() = default;

void Tracker::addTarget(const TargetInfo& info, base::Timestamp now)
{
    m_impl->alerts.expectTarget(info.job, info.instance);
    m_impl->directory.addTarget(info.id, std::make_unique<TargetState>(info, now, m_impl->headlineFor));
    m_impl->changed = true;
}

void Tracker::removeTarget(std::uint32_t id, base::Timestamp now)
{
    if (const TargetState* target = m_impl->directory.target(id)) {
        m_impl->events.add(targetEvent(EventKind::TargetDown, target->row(), now, std::string(targetRemoved)));
        m_impl->alerts.forgetTarget(*target, now);
        m_impl->directory.removeTarget(id);
        m_impl->changed = true;
    }
}

void Tracker::changeTarget(const TargetInfo& info)
{
    if (TargetState* const target = m_impl->directory.target(info.id)) {
        target->change(info);
        m_impl->changed = true;
    }
}

void Tracker::restartTarget(std::uint32_t id)
{
    if (TargetState* const target = m_impl->directory.target(id)) {
        target->beginAnew();
    }
}

void Tracker::onScrape(std::uint32_t id, const metrics::ScrapeBatch& batch, const tsdb::MemoryStore& store,
                       tsdb::GroupId group)
{
    TargetState* target = m_impl->directory.target(id);
    if (target == nullptr) {
        return;
    }
    const ScrapeOutcome outcome = target->scrape(batch, store, group, m_impl->options.compat, m_impl->directory);
    if (std::ranges::find(target->changes(), StateChange::Kind::First, &StateChange::kind) != target->changes().end()) {
        m_impl->told.settle(m_impl->directory, batch.time);
    }
    m_impl->changed = true;
    const TargetRow& row = target->row();
    if (outcome.failedNow) {
        m_impl->events.add(targetEvent(EventKind::TargetDown, row, batch.time, row.lastError.message));
    } else if (outcome.cameBack) {
        m_impl->events.add(targetEvent(EventKind::TargetUp, row, batch.time, std::string(lackWords(row.lack))));
    }
    if (outcome.reloaded) {
        m_impl->events.add(targetEvent(EventKind::TargetReloaded, row, batch.time, "HAProxy has a new process"));
    }
    for (const StateChange& change : target->changes()) {
        if (change.kind == StateChange::Kind::First) {
            m_impl->alerts.meet(target->servers().row(change.index).identity->id, batch.time);
        }
        if (isNews(change)) {
            m_impl->events.add(stateEvent(target->servers().row(change.index), change, batch.time));
        }
    }
    m_impl->trim(batch.time);
}

void Tracker::onEvaluation(const rules::Group& group, const rules::EvaluationResult& result,
                           std::span<const rules::Alert> alerts, std::vector<rules::RuleStatus> status,
                           base::Duration groupInterval)
{
    for (const auto& [id, target] : m_impl->directory.targets()) {
        target->advance(result.time);
    }
    onRules(group, std::move(status), groupInterval);
    m_impl->alerts.evaluate(group, result.time, groupInterval, alerts);
}

void Tracker::onRules(const rules::Group& group, std::vector<rules::RuleStatus> status, base::Duration groupInterval)
{
    const rules::Rule* const headline = m_impl->headlineOf(group);
    m_impl->groups.set(group, std::move(status), groupInterval, headline != nullptr);
    if (headline != nullptr) {
        m_impl->setHeadlineFor(headline->holdFor);
    }
    m_impl->changed = true;
}

/// The health alert that is told of a target before it fires; null: this group does not have it.
const rules::Rule* Tracker::Impl::headlineOf(const rules::Group& group) const
{
    const auto rule = options.healthAlerts.empty()
        ? group.rules.end()
        : std::ranges::find(group.rules, options.healthAlerts.front(), &rules::Rule::name);
    return rule == group.rules.end() ? nullptr : &*rule;
}

void Tracker::Impl::setHeadlineFor(base::Duration holdFor)
{
    if (holdFor == headlineFor) {
        return;
    }
    headlineFor = holdFor;
    for (const auto& [id, target] : directory.targets()) {
        target->setHoldFor(headlineFor);
    }
}

void Tracker::removeGroup(const std::string& file, const std::string& name)
{
    const base::Timestamp now = m_impl->newest ? m_impl->newest->time : base::Timestamp{};
    m_impl->alerts.removeGroup(file, name, now);
    m_impl->groups.remove(file, name);
    m_impl->changed = true;
}

void Tracker::setExternalLabels(const metrics::Labels& labels)
{
    if (m_impl->silences.setExternalLabels(labels)) {
        m_impl->alerts.applySilences();
    }
}

void Tracker::setSilences(const std::vector<Silence>& active, base::Timestamp now, std::string_view gone)
{
    if (m_impl->silences.setOffered(active, now, gone)) {
        m_impl->alerts.applySilences();
        m_impl->changed = true;
    }
}

void Tracker::addEvent(Event event)
{
    if (event.kind == EventKind::Silenced) {
        m_impl->silences.take(std::move(event));
        m_impl->silencesTaken = m_impl->changed = true;
        return;
    }
    if (event.kind == EventKind::LogLine || event.kind == EventKind::RunbookStep
        || event.kind == EventKind::Acknowledged) {
        m_impl->directory.findServer(event);
    }
    if (event.kind == EventKind::LogLine) {
        m_impl->told.take(event, m_impl->directory, event.time + ToldCauses::longestWait);
    }
    if (m_impl->events.hasAcknowledgement(event)) {
        return; // from the recording and from a file, or out of a file that was begun anew
    }
    m_impl->events.add(std::move(event));
    m_impl->changed = true;
}

SnapshotPtr Tracker::snapshot(base::Timestamp now, const tsdb::MemoryStore& store)
{
    for (const auto& [id, target] : m_impl->directory.targets()) {
        m_impl->changed = target->advance(now) || m_impl->changed;
    }
    m_impl->alerts.expire(now);
    if (std::exchange(m_impl->silencesTaken, false)) {
        m_impl->alerts.applySilences();
    }
    m_impl->changed = m_impl->silences.tell(now) || m_impl->changed;
    const auto alertsBefore = m_impl->newest ? m_impl->newest->alerts : nullptr;
    m_impl->changed = m_impl->alerts.rows() != alertsBefore || m_impl->changed;
    if (m_impl->changed || !m_impl->newest) {
        m_impl->newest = m_impl->build(now, store);
        m_impl->changed = false;
    }
    return m_impl->newest;
}

SnapshotPtr Tracker::Impl::build(base::Timestamp now, const tsdb::MemoryStore& store)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->generation = newest ? newest->generation + 1 : 1;
    snapshot->time = now;
    for (const auto& [id, target] : directory.targets()) {
        target->update(directory.identities());
        snapshot->targets.push_back(target->row());
        snapshot->blocks.push_back(target->block());
        target->backends().append(snapshot->backends);
    }
    snapshot->alerts = alerts.rows();
    snapshot->events = options.bare ? nullptr : events.all();
    groups.fill(*snapshot);
    if (options.bare) {
        return snapshot;
    }
    const tsdb::StoreStats stats = store.stats();
    snapshot->storeSamples = stats.samples;
    snapshot->storeBytes = stats.totalBytes;
    return snapshot;
}

void Tracker::Impl::trim(base::Timestamp now)
{
    if (now >= trimmed && now < trimmed + trimEvery) {
        return;
    }
    trimmed = now;
    for (const auto& [id, target] : directory.targets()) {
        target->servers().trimSpans(now - spansKept);
        target->trimSpans(now - spansKept);
    }
}

std::shared_ptr<const std::vector<Event>> Tracker::events() const
{
    return m_impl->events.all();
}

std::vector<Event> Tracker::eventsSince(std::uint64_t number) const
{
    return m_impl->events.since(number);
}

std::optional<tsdb::SeriesRef> Tracker::failuresSeries(ServerId server) const
{
    const Directory::Place place = m_impl->directory.findPlace(server);
    return place.target == nullptr ? std::nullopt : place.target->failuresSeries(place.index);
}

SpanMark Tracker::newestSpan(ServerId server) const
{
    const Directory::Place place = m_impl->directory.findPlace(server);
    return place.target == nullptr ? SpanMark{} : place.target->servers().spans(place.index).newest();
}

SpanMark Tracker::newestStaleSpan(std::uint32_t target) const
{
    const TargetState* const state = m_impl->directory.target(target);
    return state == nullptr ? SpanMark{} : state->staleSpans().newest();
}

std::vector<Span> Tracker::spans(ServerId server, base::Timestamp from, base::Timestamp to) const
{
    std::vector<Span> out;
    const Directory::Place place = m_impl->directory.findPlace(server);
    if (place.target != nullptr) {
        place.target->servers().spans(place.index).collect(from, to, out);
        place.target->staleSpans().collect(from, to, out);
        std::ranges::sort(out, {}, &Span::from);
    }
    return out;
}

} // namespace checkwatch::fleet
