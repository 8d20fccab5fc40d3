#include "models/session/engine.h"
#include "models/session/evaluationtime.h"
#include "models/session/rulesets.h"

#include <algorithm>
#include <iterator>

// The rule groups at work: which there are, and when each is evaluated.
namespace checkwatch::session {

using base::Timestamp;
using std::chrono::nanoseconds;

namespace {

bool sameGroup(const rules::Group& a, const rules::Group& b)
{
    return a.file == b.file && rules::sameContent(a, b);
}

} // namespace

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

} // namespace checkwatch::session
