#include "ui/wall/blindspots.h"

#include "ui/common/text.h"
#include "ui/wall/verdict.h"
#include "ui/wall/wordparts.h"

#include <algorithm>
#include <ranges>
#include <set>
#include <span>
#include <string_view>

namespace checkwatch::wall {
namespace {

using common::display;
using Rank = WorstRow::Rank;

WorstRow entryOf(Rank rank, const QString& name, const QString& age, const QString& detail)
{
    WorstRow entry;
    entry.rank = rank;
    entry.glyph = common::Glyph::Stale;
    entry.name = name;
    entry.age = age;
    entry.ageInk = common::Role::Muted;
    entry.detail = detail;
    return entry;
}

WorstRow ruleEntry(const WorstContext& context, const rules::RuleStatus& status)
{
    return entryOf(Rank::Other, display(status.rule->name, nameCap), QStringLiteral("rule fails"),
                   joined({display(status.lastError.message, 160), countedWords(context.counted.needs(*status.rule))}));
}

/// The names of health-check rules that cannot fire here.
std::set<std::string_view> silentHealthRules(const fleet::Snapshot& snapshot)
{
    std::set<std::string_view> out;
    for (const rules::RuleStatus& status : snapshot.rules) {
        if (status.rule && status.verdict && !status.verdict->shapes.empty() && status.verdict->cannotFire()) {
            out.insert(status.rule->name);
        }
    }
    return out;
}

WorstRow silentRulesEntry(const std::set<std::string_view>& silent)
{
    constexpr std::size_t mostNamed = 3;
    QStringList words;
    for (const std::string_view name : silent | std::views::take(mostNamed)) {
        words << display(name, nameCap);
    }
    if (silent.size() > mostNamed) {
        words << QStringLiteral("and %1 more").arg(silent.size() - mostNamed);
    }
    words << QStringLiteral("not at these intervals") << QStringLiteral("DOWN is shown all the same");
    return entryOf(Rank::Other, QStringLiteral("Health checks"),
                   silent.size() == 1 ? QStringLiteral("rule cannot fire")
                                      : QStringLiteral("%1 rules cannot fire").arg(silent.size()),
                   joined(words));
}

} // namespace

std::vector<const fleet::TargetRow*> tellNothing(const fleet::Snapshot& snapshot)
{
    std::set<std::string_view> jobs; // of exporters that tell of servers
    for (const fleet::TargetRow& target : snapshot.targets) {
        if (target.servers > 0) {
            jobs.insert(target.job);
        }
    }
    std::vector<const fleet::TargetRow*> out;
    for (const fleet::TargetRow& target : snapshot.targets) {
        if (target.lack == fleet::Lack::Metrics && (jobs.empty() || jobs.contains(target.job))) {
            out.push_back(&target);
        }
    }
    return out;
}

std::vector<const rules::RuleStatus*> failingRules(const fleet::Snapshot& snapshot)
{
    std::vector<const rules::RuleStatus*> out;
    for (const rules::RuleStatus& status : snapshot.rules) {
        if (status.rule && status.health == rules::RuleHealth::Error) {
            out.push_back(&status);
        }
    }
    return out;
}

bool isBlind(const fleet::Snapshot& snapshot, const Counted& counted)
{
    return !tellNothing(snapshot).empty()
        || std::ranges::any_of(failingRules(snapshot),
                               [&](const rules::RuleStatus* status) { return counted.needs(*status->rule); });
}

BlindEntries blindEntries(const WorstContext& context, std::size_t most)
{
    BlindEntries out;
    std::vector<const fleet::TargetRow*> foreign = tellNothing(context.snapshot);
    std::erase_if(foreign, [&](const fleet::TargetRow* target) { // which is listed as silent
        return !isFresh(*target, context.now);
    });
    for (const fleet::TargetRow* const target : std::span(foreign).first(std::min(foreign.size(), most))) {
        out.rows.push_back(entryOf(Rank::Silent, context.exporters.nameOf(target->job, target->instance),
                                   QStringLiteral("no servers"), display(fleet::lackWords(target->lack), 120)));
        out.rows.back().order = target->id;
    }
    const std::vector<const rules::RuleStatus*> failing = failingRules(context.snapshot);
    for (const rules::RuleStatus* const status : std::span(failing).first(std::min(failing.size(), most))) {
        out.rows.push_back(ruleEntry(context, *status));
    }
    const std::set<std::string_view> silent = silentHealthRules(context.snapshot);
    if (!silent.empty()) {
        out.rows.push_back(silentRulesEntry(silent));
    }
    out.all = foreign.size() + failing.size() + (silent.empty() ? 0 : 1);
    return out;
}

} // namespace checkwatch::wall
