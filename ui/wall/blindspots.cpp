#include "ui/wall/blindspots.h"

#include "ui/common/text.h"
#include "ui/wall/verdict.h"
#include "ui/wall/wordparts.h"

#include <algorithm>
#include <span>

namespace checkwatch::wall {
namespace {

using common::display;
using Rank = WorstRow::Rank;

constexpr std::size_t mostRules = 20;

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
    const bool counts = context.counted == nullptr || context.counted->counts(*status.rule);
    return entryOf(Rank::Other, display(status.rule->name, nameCap), QStringLiteral("rule fails"),
                   joined({display(status.lastError.message, 160), countedWords(counts)}));
}

bool isHeadlineThatCannotFire(const rules::RuleStatus& status)
{
    return status.rule && status.verdict && !status.verdict->shapes.empty() && status.verdict->cannotFire();
}

} // namespace

std::vector<const fleet::TargetRow*> tellNothing(const fleet::Snapshot& snapshot)
{
    const auto has = [](const fleet::TargetRow& target) { return target.servers > 0; };
    const bool nobody = std::ranges::none_of(snapshot.targets, has);
    std::vector<const fleet::TargetRow*> out;
    for (const fleet::TargetRow& target : snapshot.targets) {
        const auto likeIt = [&](const fleet::TargetRow& other) { return has(other) && other.job == target.job; };
        if (target.lack == fleet::Lack::Metrics && (nobody || std::ranges::any_of(snapshot.targets, likeIt))) {
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
                               [&](const rules::RuleStatus* status) { return counted.counts(*status->rule); });
}

std::vector<WorstRow> blindEntries(const WorstContext& context)
{
    std::vector<WorstRow> out;
    for (const fleet::TargetRow* const target : tellNothing(context.snapshot)) {
        if (isFresh(*target, context.now)) { // else it is listed as silent
            out.push_back(entryOf(Rank::Silent, context.exporters.nameOf(target->job, target->instance),
                                  QStringLiteral("no servers"), display(fleet::lackWords(target->lack), 120)));
            out.back().order = target->id;
        }
    }
    const std::vector<const rules::RuleStatus*> failing = failingRules(context.snapshot);
    for (const rules::RuleStatus* const status : std::span(failing).first(std::min(failing.size(), mostRules))) {
        out.push_back(ruleEntry(context, *status));
    }
    const auto silent = std::ranges::find_if(context.snapshot.rules, isHeadlineThatCannotFire);
    if (silent != context.snapshot.rules.end()) {
        out.push_back(entryOf(Rank::Other, QStringLiteral("Health checks"), QStringLiteral("rule cannot fire"),
                              joined({display(silent->rule->name, nameCap), QStringLiteral("not at these intervals"),
                                      QStringLiteral("DOWN is shown all the same")})));
    }
    return out;
}

} // namespace checkwatch::wall
