#include "models/session/reach.h"

#include "models/rules/commonparts.h"
#include "models/rules/emptiness.h"

#include <algorithm>
#include <string>
#include <utility>

namespace checkwatch::session {
namespace {

/// An alert that is kept firing can be so for any time, by an expression that is never true for long.
constexpr base::Duration memoryOfKept = std::chrono::hours{6};

/// Adds up what rules wait for along the ways from those that read to those that write.
class Memory
{
public:
    Memory(const std::vector<rules::Group>& groups, base::Duration interval)
    {
        for (const rules::Group& group : groups) {
            const base::Duration step = group.interval > base::Duration{0} ? group.interval : interval;
            for (const rules::Rule& rule : group.rules) {
                const bool alerts = rule.kind == rules::Rule::Kind::Alerting;
                m_entries.push_back({&rule, heldBy(rule, step),
                                     alerts ? std::vector<std::string>{"ALERTS", "ALERTS_FOR_STATE"}
                                            : std::vector<std::string>{rule.name}});
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
        std::vector<std::string> writes;
        bool reached = false; ///< rules that read each other in a circle are gone round once
    };

    /// An alert fires at the first evaluation after `for`, and is looked at up to one evaluation after that; one more lies
    /// between its group's times and those of who reads it.
    static base::Duration heldBy(const rules::Rule& rule, base::Duration step)
    {
        const base::Duration kept = rule.keepFiringFor > base::Duration{0} ? memoryOfKept : base::Duration{0};
        return (rule.holdFor + step - base::Duration{1}) / step * step + 2 * step + kept;
    }

    base::Duration of(Entry& entry)
    {
        if (std::exchange(entry.reached, true) || !entry.rule->expr) {
            return entry.memory;
        }
        const promql::Expr& expr = *entry.rule->expr;
        base::Duration read{0};
        bool reads = false;
        for (Entry& other : m_entries) {
            if (rules::mayRead(expr, other.writes)) {
                reads = true;
                read = std::max(read, &other == &entry ? base::Duration{0} : of(other));
            }
        }
        entry.memory += reads ? read + reachOf(expr) : base::Duration{0};
        return entry.memory;
    }

    std::vector<Entry> m_entries;
};

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
        memory = stage.from <= options.start ? std::max(memory, memoryOf(stage.groups, stage.interval)) : memory;
    }
    return std::clamp(options.start - memory, std::min(*options.liveSince, options.start), options.start);
}

} // namespace checkwatch::session
