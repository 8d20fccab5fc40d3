#include "models/session/reportrules.h"

#include "models/base/duration.h"
#include "models/config/config.h"
#include "models/rules/rulehealth.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace checkwatch::session {
namespace {

/// Longer lists say how many more there are.
constexpr std::size_t mostNames = 4;

using RuleKey = std::tuple<std::string, std::string, std::string>; ///< file, group, rule

std::map<RuleKey, std::vector<const rules::Rule*>> byName(const std::vector<rules::Group>& groups)
{
    std::map<RuleKey, std::vector<const rules::Rule*>> out;
    for (const rules::Group& group : groups) {
        for (const rules::Rule& rule : group.rules) {
            out[{group.file, group.name, rule.name}].push_back(&rule);
        }
    }
    return out;
}

std::string insteadOf(const char* what, base::Duration now, base::Duration before)
{
    return std::string(what) + " " + base::formatDuration(now) + " instead of " + base::formatDuration(before);
}

/// What is another in a rule of the same name, "" for nothing.
std::string differenceOf(const rules::Rule& before, const rules::Rule& after)
{
    std::string out;
    const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
    if (before.query != after.query) {
        add("another expression");
    }
    if (before.holdFor != after.holdFor) {
        add(insteadOf("for", after.holdFor, before.holdFor));
    }
    if (before.keepFiringFor != after.keepFiringFor) {
        add(insteadOf("keep_firing_for", after.keepFiringFor, before.keepFiringFor));
    }
    if (before.labels != after.labels) {
        add("other labels");
    }
    if (before.annotations != after.annotations) {
        add("other annotations");
    }
    return out;
}

std::string differenceOf(const std::vector<const rules::Rule*>& before, const std::vector<const rules::Rule*>& after)
{
    if (before.size() != after.size()) {
        return std::to_string(after.size()) + " of that name instead of " + std::to_string(before.size());
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (std::string text = differenceOf(*before[i], *after[i]); !text.empty()) {
            return text;
        }
    }
    return {};
}

void append(std::string& out, const char* what, const std::vector<std::string>& names)
{
    if (names.empty()) {
        return;
    }
    out += (out.empty() ? "" : "; ") + std::string(what) + " ";
    const std::size_t told = names.size() > mostNames ? mostNames - 1 : names.size();
    for (std::size_t i = 0; i < told; ++i) {
        out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    }
    if (told < names.size()) {
        out += " and " + std::to_string(names.size() - told) + " more";
    }
}

LaterRules stageOf(recording::RulesRecord record, const LaterRules& otherwise)
{
    LaterRules out = otherwise;
    out.from = record.from;
    out.groups = std::move(record.groups);
    out.interval = record.evaluationInterval > base::Duration{0} ? record.evaluationInterval : otherwise.interval;
    out.promql.compat = record.compat;
    out.promql.experimental = record.experimental;
    out.promql.defaultSubqueryStep = out.interval;
    out.externalLabels = std::move(record.externalLabels);
    return out;
}

/// What was recorded, the first from `start` on. A program that starts has its published rules a moment after its own ones,
/// with the first answer of an exporter: what did not hold for long counts as what came after it.
std::vector<LaterRules> stagesIn(recording::Reader& reader, base::Timestamp start, base::Timestamp end,
                                 const LaterRules& otherwise)
{
    std::vector<LaterRules> out;
    for (recording::RulesRecord& record : reader.rules(start, end)) {
        LaterRules stage = stageOf(std::move(record), otherwise);
        stage.from = std::max(stage.from, start);
        if (!out.empty() && stage.from - out.back().from < 2 * out.back().interval) {
            stage.from = out.back().from;
            out.pop_back();
        }
        out.push_back(std::move(stage));
    }
    if (!out.empty()) {
        out.front().from = start;
    }
    return out;
}

/// "" where nothing is evaluated otherwise.
std::string differenceOf(const LaterRules& before, const LaterRules& after)
{
    std::string out = changeText(before.groups, after.groups);
    const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : "; ") + text; };
    if (before.interval != after.interval) {
        add(insteadOf("evaluated every", after.interval, before.interval));
    }
    if (before.promql.compat != after.promql.compat) {
        add("evaluated as Prometheus " + std::to_string(static_cast<int>(after.promql.compat)) + " does");
    }
    if (before.promql.experimental != after.promql.experimental) {
        add(after.promql.experimental ? "experimental functions are allowed" : "experimental functions are refused");
    }
    if (before.externalLabels != after.externalLabels) {
        add("other external labels");
    }
    return out;
}

rules::HealthConditions conditionsOf(const recording::Reader& reader, const LaterRules& rules)
{
    rules::HealthConditions conditions;
    conditions.evaluationInterval = rules.interval;
    conditions.compat = rules.promql.compat;
    conditions.labelsComplete = false;
    std::map<std::string, base::Duration> jobs;
    for (const recording::RecordedStream& stream : reader.streams()) {
        if (stream.record.kind == recording::StreamRecord::Kind::Target && stream.record.interval > base::Duration{0}) {
            jobs[std::string(stream.record.labels.get("job"))] = stream.record.interval;
        }
    }
    for (const auto& [job, interval] : jobs) {
        conditions.jobs.push_back({job, interval});
    }
    return conditions;
}

/// What each rule cannot tell, by its place; several of one name in their order.
std::map<RuleKey, std::vector<std::vector<std::string>>> blindSpotsOf(const std::vector<rules::Group>& groups,
                                                                      const rules::HealthConditions& conditions,
                                                                      const rules::HealthData& data)
{
    std::map<RuleKey, std::vector<std::vector<std::string>>> out;
    const auto verdicts = rules::checkRules(groups, conditions, data);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        for (std::size_t r = 0; r < groups[g].rules.size(); ++r) {
            out[{groups[g].file, groups[g].name, groups[g].rules[r].name}].push_back(
                rules::cannotTell(*verdicts[g][r]));
        }
    }
    return out;
}

} // namespace

std::string changeText(const std::vector<rules::Group>& before, const std::vector<rules::Group>& after)
{
    const auto old = byName(before);
    const auto now = byName(after);
    std::vector<std::string> added;
    std::vector<std::string> removed;
    std::vector<std::string> changed;
    for (const auto& [key, rules] : now) {
        const auto known = old.find(key);
        if (known == old.end()) {
            added.push_back(std::get<2>(key));
        } else if (const std::string text = differenceOf(known->second, rules); !text.empty()) {
            changed.push_back(std::get<2>(key) + " (" + text + ")");
        }
    }
    for (const auto& [key, rules] : old) {
        if (!now.contains(key)) {
            removed.push_back(std::get<2>(key));
        }
    }
    std::string out;
    append(out, "added", added);
    append(out, "removed", removed);
    append(out, "changed", changed);
    return out;
}

RulesOfReport rulesOfReport(recording::Reader& reader, base::Timestamp start, base::Timestamp end,
                            const LaterRules& otherwise)
{
    RulesOfReport out;
    const std::vector<LaterRules> recorded = stagesIn(reader, start, end, otherwise);
    for (const LaterRules& stage : recorded) {
        if (out.stages.empty()) {
            out.stages.push_back(stage);
        } else if (std::string text = differenceOf(out.stages.back(), stage); !text.empty()) {
            out.changes.push_back({stage.from, std::move(text)});
            out.stages.push_back(stage);
        }
    }
    out.recorded = std::ranges::any_of(out.stages, [](const LaterRules& stage) { return !stage.groups.empty(); });
    if (!out.recorded) {
        out.stages = {otherwise};
        out.changes.clear();
    }
    const auto newest = reader.rules(end, end);
    out.healthAlerts = newest.empty() ? config::Checkwatch().healthAlerts : newest.back().healthAlerts;
    return out;
}

std::vector<ReportedRule> reportedRules(const RuleSetVerdict& set, const RulesOfReport& rules,
                                        const recording::Reader& reader, const rules::HealthData& data)
{
    auto blind = blindSpotsOf(rules.newest().groups, conditionsOf(reader, rules.newest()), data);
    std::vector<ReportedRule> out;
    for (std::size_t i = 0; i < set.rules.size(); ++i) {
        const ReplayedRule& rule = set.rules[i];
        const bool goneBefore = rule.until && rule.evaluations == 0;
        if (rule.rule->kind != rules::Rule::Kind::Alerting || goneBefore) {
            continue;
        }
        ReportedRule one{rule.rule->name, set.byRule[i], 0, {}, {}, rule.since, rule.until};
        one.firedBefore = static_cast<std::size_t>(std::ranges::count_if(set.firings, [&](const Firing& firing) {
            return firing.firedBefore && set.alerts[firing.alert].rule == i;
        }));
        auto& spots = blind[{rule.group->file, rule.group->name, rule.rule->name}];
        if (!rule.until && !spots.empty()) {
            one.blindSpots = std::move(spots.front());
            spots.erase(spots.begin());
        }
        one.error = rule.failures > 0 ? rule.firstError.text() : std::string();
        out.push_back(std::move(one));
    }
    return out;
}

} // namespace checkwatch::session
