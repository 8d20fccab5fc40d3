#include "models/session/rulereplay.h"

#include "models/rules/commonparts.h"
#include "models/session/evaluationtime.h"
#include "models/session/reach.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;

/// All, from the one that holds at the beginning on.
std::vector<LaterRules> stagesOf(const std::vector<rules::Group>& groups, const RuleReplayOptions& options,
                                 std::vector<LaterRules> later)
{
    later.insert(later.begin(), {Timestamp::min(), groups, options.interval, options.promql, options.externalLabels});
    const Timestamp begin = beginOf(later, options);
    const auto after = std::ranges::upper_bound(later, begin, {}, &LaterRules::from);
    later.erase(later.begin(), std::prev(after));
    later.front().from = begin;
    return later;
}

std::vector<std::string> writtenBy(const std::vector<LaterRules>& stages)
{
    std::vector<std::string> out;
    for (const LaterRules& stage : stages) {
        const std::vector<std::string> more = rules::writtenBy(stage.groups);
        out.insert(out.end(), more.begin(), more.end());
    }
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

bool stagesEvaluatedAlike(const LaterRules& a, const LaterRules& b)
{
    return a.interval == b.interval && a.promql.compat == b.promql.compat
        && a.promql.experimental == b.promql.experimental && a.externalLabels == b.externalLabels;
}

bool samePlace(const rules::Group& a, const rules::Group& b)
{
    return a.file == b.file && a.name == b.name;
}

/// As rules::GroupRunner::inherit() and Prometheus see it.
bool sameRule(const ReplayedRule& known, const rules::RuleStatus& now)
{
    return known.group->file == now.group->file && known.group->name == now.group->name
        && known.rule->kind == now.rule->kind && known.rule->name == now.rule->name
        && known.rule->labels == now.rule->labels;
}

} // namespace

RuleReplay::RuleReplay(const tsdb::Querier& data, const std::vector<rules::Group>& groups,
                       const RuleReplayOptions& options, std::vector<LaterRules> later, recording::Arrivals* arrivals)
    : m_options(options), m_recorded(data), m_arrivals(arrivals), m_stages(stagesOf(groups, options, std::move(later))),
      m_written(writtenBy(m_stages)), m_data(data, m_written), m_farewells(m_data.written()),
      m_next(m_stages.front().from), m_before(m_next < options.start)
{
    takeOver();
}

/// Whose time has come. The past is over when nothing that belongs to it is left to be done.
void RuleReplay::takeOver()
{
    while (m_stage < m_stages.size() && m_stages[m_stage].from <= std::min(m_next, m_options.end)) {
        if (m_before && m_stages[m_stage].from > m_options.start) {
            forgetThePast();
        }
        use(m_stages[m_stage]);
        ++m_stage;
        m_next = earliest();
    }
    if (m_before && m_next >= m_options.start) {
        forgetThePast();
    }
}

Timestamp RuleReplay::earliest() const
{
    Timestamp next = Timestamp::max();
    for (const auto& running : m_running) {
        next = std::min(next, toMs(running->next));
    }
    return next;
}

void RuleReplay::use(const LaterRules& stage)
{
    const bool alike = m_stage > 0 && stagesEvaluatedAlike(stage, m_stages[m_stage - 1]);
    std::vector<std::unique_ptr<Running>> before = std::exchange(m_running, {});
    for (const rules::Group& group : stage.groups) {
        const auto old = std::ranges::find_if(
            before, [&](const auto& running) { return running && samePlace(running->runner->group(), group); });
        if (old != before.end() && alike && rules::sameContent((*old)->runner->group(), group)) {
            m_running.push_back(std::move(*old));
            continue;
        }
        auto running = begin(group, stage);
        if (old != before.end()) {
            running->runner->inherit(*(*old)->runner);
        }
        m_running.push_back(std::move(running));
    }
    endGone(before, stage.from);
}

std::unique_ptr<RuleReplay::Running> RuleReplay::begin(const rules::Group& group, const LaterRules& stage)
{
    auto running = std::make_unique<Running>();
    running->output = m_data.written().addGroup();
    // Who does not look at what is written is spared that it changes: what was found out about the series holds on.
    rules::GroupContext context{rules::mayRead(group, m_written) ? &m_data : &m_recorded,
                                [this, to = running.get()](const metrics::ScrapeBatch& batch) {
                                    to->series = std::max(
                                        to->series, batch.firstAdded + static_cast<std::uint32_t>(batch.added.size()));
                                    m_data.written().append(to->output, batch);
                                },
                                stage.externalLabels,
                                {}};
    running->runner = std::make_unique<rules::GroupRunner>(group, stage.interval, stage.promql, std::move(context));
    running->runner->setRestored();
    const Duration step = running->runner->interval();
    const auto from = std::chrono::nanoseconds(stage.from.time_since_epoch());
    if (m_options.liveSince) {
        running->next = running->runner->slotAtOrBefore(from);
        running->next += toMs(running->next) < stage.from ? step : Duration{0};
    } else {
        const Duration after = stage.from - m_options.start;
        running->next = from - after + (after + step - Duration{1}) / step * step;
    }
    count(*running, stage.from);
    return running;
}

/// Each rule of a group as one that was there before, or as a new one.
void RuleReplay::count(Running& running, Timestamp from)
{
    for (const rules::RuleStatus& status : running.runner->status()) {
        std::size_t index = 0;
        while (
            index < m_rules.size()
            && (!sameRule(m_rules[index], status) || std::ranges::find(running.rules, index) != running.rules.end())) {
            ++index;
        }
        const auto since = m_stage == 0 || from <= m_options.start ? std::nullopt : std::optional(from);
        if (index == m_rules.size()) {
            m_rules.push_back({status.rule, status.group});
            m_rules.back().since = since;
            m_alertsOf.emplace_back();
        }
        ReplayedRule& rule = m_rules[index];
        rule.since = rule.until ? since : rule.since;
        rule.until.reset();
        rule.rule = status.rule;
        rule.group = status.group;
        m_ruleOf[status.rule.get()] = index;
        running.rules.push_back(index);
    }
}

/// What no group goes on with has ended: rules, their alerts, and what they wrote.
void RuleReplay::endGone(const std::vector<std::unique_ptr<Running>>& before, Timestamp at)
{
    std::vector<bool> alive(m_rules.size(), false);
    for (const auto& running : m_running) {
        for (const std::size_t rule : running->rules) {
            alive[rule] = true;
        }
    }
    for (std::size_t rule = 0; rule < m_rules.size(); ++rule) {
        m_rules[rule].until = alive[rule] || m_rules[rule].until ? m_rules[rule].until : std::optional(at);
    }
    for (ReplayedAlert& alert : m_alerts) {
        if (!alive[alert.rule] && !alert.transitions.empty()
            && alert.transitions.back().state != rules::AlertState::Inactive) {
            AlertTransition end = alert.transitions.back();
            end.time = at;
            end.state = rules::AlertState::Inactive;
            alert.transitions.push_back(end);
        }
    }
    for (const auto& old : before) {
        if (!old) {
            continue; // goes on
        }
        const bool replaced = std::ranges::any_of(
            m_running, [&](const auto& running) { return samePlace(running->runner->group(), old->runner->group()); });
        if (replaced) {
            m_data.written().closeGroup(old->output); // its successor took over what it had written
        } else {
            m_farewells.add(old->output, markersFor(m_data.written(), old->output, old->series, at),
                            at + 2 * old->runner->interval());
        }
    }
}

bool RuleReplay::inGap(Timestamp time) const
{
    return std::ranges::any_of(m_options.gaps, [time](const auto& gap) { return gap.from < time && time < gap.to; });
}

bool RuleReplay::advance(std::chrono::nanoseconds budget)
{
    const auto begin = std::chrono::steady_clock::now();
    do {
        if (m_error || m_next > m_options.end) {
            return false;
        }
        m_farewells.write(m_next);
        evaluateDue();
        m_data.written().trim(m_next);
        m_next = earliest();
        takeOver();
    } while (std::chrono::steady_clock::now() - begin < budget);
    return !m_error && m_next <= m_options.end;
}

/// What comes in in the same millisecond counts: evaluations are due a fraction of one later.
void RuleReplay::evaluateDue()
{
    if (m_arrivals != nullptr) {
        m_arrivals->setTime(m_next);
    }
    for (const auto& running : m_running) {
        if (toMs(running->next) == m_next) {
            if (!inGap(m_next)) {
                evaluate(*running);
            }
            running->next += running->runner->interval();
        }
    }
    if (m_arrivals != nullptr) {
        m_arrivals->setTime(Timestamp::max());
    }
}

void RuleReplay::evaluate(Running& running)
{
    const rules::EvaluationResult result = running.runner->evaluate(toMs(running.next));
    for (const rules::AlertChange& change : result.changes) {
        note(change, result.time);
    }
    auto index = running.rules.begin();
    for (rules::RuleStatus& status : running.runner->status()) {
        ReplayedRule& rule = m_rules[*index++];
        if (m_before) {
            continue;
        }
        ++rule.evaluations;
        if (status.health == rules::RuleHealth::Error && rule.failures++ == 0) {
            rule.firstError = std::move(status.lastError);
        }
    }
}

/// What led to the states at the start, and is nobody's business.
void RuleReplay::forgetThePast()
{
    m_before = false;
    m_transitions = 0;
    for (ReplayedAlert& alert : m_alerts) {
        const bool active = alert.transitions.back().state != rules::AlertState::Inactive;
        alert.transitions.erase(alert.transitions.begin(), alert.transitions.end() - (active ? 1 : 0));
        m_transitions += alert.transitions.size();
    }
}

void RuleReplay::note(const rules::AlertChange& change, base::Timestamp time)
{
    const rules::AlertIdentity& identity = *change.alert.identity;
    const std::size_t rule = m_ruleOf.at(identity.rule.get());
    const auto [known, added] = m_alertsOf[rule].try_emplace(identity.labels, m_alerts.size());
    if (added) {
        m_alerts.push_back({rule, identity.labels, {}});
    }
    m_alerts[known->second].transitions.push_back(
        {time, change.alert.state, change.alert.value, change.alert.activeAt});
    if (++m_transitions > m_options.mostTransitions && !m_error) {
        m_error = base::Error{base::ErrorCode::Limit,
                              "the alerts change more than " + std::to_string(m_options.mostTransitions)
                                  + " times; take a shorter time or fewer rules"};
    }
}

double RuleReplay::progress() const noexcept
{
    const Timestamp begin = m_stages.front().from;
    const bool done = m_next > m_options.end || m_options.end <= begin;
    return done ? 1 : std::chrono::duration<double>(m_next - begin) / (m_options.end - begin);
}

} // namespace checkwatch::session
