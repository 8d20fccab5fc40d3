#include "models/session/reach.h"

#include "models/rules/commonparts.h"
#include "models/rules/emptiness.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace checkwatch::session {
namespace {

/// An alert that is kept firing can be so for any time, by an expression that is never true for long.
constexpr base::Duration memoryOfKept = std::chrono::hours{6};

/// An alert fires at the first evaluation after `for`, and is looked at up to one evaluation after that; one more lies
/// between its group's times and those of who reads it.
base::Duration heldBy(const rules::Rule& rule, base::Duration step)
{
    const base::Duration kept = rule.keepFiringFor > base::Duration{0} ? memoryOfKept : base::Duration{0};
    return (rule.holdFor + step - base::Duration{1}) / step * step + 2 * step + kept;
}

base::Duration stepOf(const rules::Group& group, base::Duration interval)
{
    return group.interval > base::Duration{0} ? group.interval : interval;
}

base::Duration longestHeld(const std::vector<rules::Group>& groups, base::Duration interval)
{
    base::Duration most{0};
    for (const rules::Group& group : groups) {
        for (const rules::Rule& rule : group.rules) {
            most = std::max(most, heldBy(rule, stepOf(group, interval)));
        }
    }
    return most;
}

/// Whether it may select what the rule writes.
bool selects(const promql::Selector& selector, const rules::Rule& rule)
{
    const bool alert = rule.kind == rules::Rule::Kind::Alerting;
    const std::vector<std::string> writes
        = alert ? std::vector<std::string>{"ALERTS", "ALERTS_FOR_STATE"} : std::vector<std::string>{rule.name};
    return rules::mayRead(selector, writes)
        && (!alert || std::ranges::all_of(selector.matchers, [&rule](const metrics::Matcher& matcher) {
               return matcher.name() != "alertname" || matcher.matches(rule.name);
           }));
}

/// How far back an expression looks at what the rule writes; nothing where it does not.
std::optional<base::Duration> readBack(const promql::Expr& expr, const rules::Rule& rule)
{
    switch (expr.kind) {
    case promql::ExprKind::Selector: {
        const auto& selector = promql::as<promql::Selector>(expr);
        return selects(selector, rule) ? std::optional(reachOf(expr)) : std::nullopt;
    }
    case promql::ExprKind::Range:
        return selects(*promql::as<promql::Range>(expr).selector, rule) ? std::optional(reachOf(expr)) : std::nullopt;
    default: break;
    }
    std::optional<base::Duration> most;
    for (const promql::Expr* const child : rules::children(expr)) {
        most = std::max(most, readBack(*child, rule)); // nothing is less than anything
    }
    if (most && expr.kind == promql::ExprKind::Subquery) {
        const auto& subquery = promql::as<promql::Subquery>(expr);
        *most += subquery.range + subquery.shift.offset;
    }
    return most;
}

/// Adds up what rules wait for along the ways from those that read to those that write.
class Memory
{
public:
    Memory(const std::vector<rules::Group>& groups, base::Duration interval)
    {
        for (const rules::Group& group : groups) {
            for (const rules::Rule& rule : group.rules) {
                m_entries.push_back({&rule, heldBy(rule, stepOf(group, interval))});
            }
        }
    }

    [[nodiscard]] base::Duration longest()
    {
        base::Duration most{0};
        for (Entry& entry : m_entries) {
            most = std::max(most, of(entry));
        }
        return most;
    }

private:
    struct Entry
    {
        const rules::Rule* rule = nullptr;
        base::Duration memory{0}; ///< its own, until it is known
        bool reached = false;     ///< rules that read each other in a circle are gone round once
    };

    base::Duration of(Entry& entry)
    {
        if (std::exchange(entry.reached, true) || !entry.rule->expr) {
            return entry.memory;
        }
        base::Duration read{0};
        for (Entry& other : m_entries) {
            if (const auto back = readBack(*entry.rule->expr, *other.rule)) {
                read = std::max(read, *back + (&other == &entry ? base::Duration{0} : of(other)));
            }
        }
        entry.memory += read;
        return entry.memory;
    }

    std::vector<Entry> m_entries;
};

base::Timestamp before(const RuleReplayOptions& options, base::Duration memory)
{
    return std::clamp(options.start - memory, std::min(*options.liveSince, options.start), options.start);
}

} // namespace

base::Duration reachOf(const promql::Expr& expr)
{
    switch (expr.kind) {
    case promql::ExprKind::Selector: return promql::as<promql::Selector>(expr).shift.offset;
    case promql::ExprKind::Range: {
        const auto& range = promql::as<promql::Range>(expr);
        return range.range + range.selector->shift.offset;
    }
    default: break;
    }
    base::Duration most{0};
    for (const promql::Expr* const child : rules::children(expr)) {
        most = std::max(most, reachOf(*child));
    }
    if (expr.kind == promql::ExprKind::Subquery) {
        const auto& subquery = promql::as<promql::Subquery>(expr);
        most += subquery.range + subquery.shift.offset;
    }
    return most;
}

base::Duration memoryOf(const std::vector<rules::Group>& groups, base::Duration interval)
{
    return Memory(groups, interval).longest();
}

base::Timestamp beginOf(const std::vector<LaterRules>& stages, const RuleReplayOptions& options)
{
    if (!options.liveSince) {
        return options.start;
    }
    base::Duration memory{0};
    for (const LaterRules& stage : stages) {
        if (stage.from <= options.start) {
            memory = std::max({memory, longestHeld(stage.groups, stage.interval),
                               std::min(memoryOf(stage.groups, stage.interval), mostReadBack)});
        }
    }
    return before(options, memory);
}

bool looksBackBefore(const std::vector<LaterRules>& stages, const RuleReplayOptions& options)
{
    const base::Timestamp begin = beginOf(stages, options);
    return options.liveSince && std::ranges::any_of(stages, [&](const LaterRules& stage) {
               return stage.from <= options.start && before(options, memoryOf(stage.groups, stage.interval)) < begin;
           });
}

} // namespace checkwatch::session
