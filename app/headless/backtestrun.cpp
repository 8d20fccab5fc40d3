#include "app/headless/backtestrun.h"

#include "app/headless/expositionfile.h"
#include "app/headless/publishedrules.h"
#include "models/base/duration.h"
#include "models/session/rulesets.h"

#include <algorithm>

namespace checkwatch::app {
namespace {

using rules::Group;
using Sets = std::vector<session::RuleSetUnderTest>;

/// The newest up to the end.
base::Result<std::vector<Group>> recordedRules(const RecordedInput& input, base::Timestamp end)
{
    recording::Reader* const reader = input.recording();
    auto records = reader != nullptr ? reader->rules(end, end) : std::vector<recording::RulesRecord>();
    if (records.empty() || records.back().groups.empty()) {
        return base::Error{base::ErrorCode::NotFound, "no rules were recorded; name some with --rules"};
    }
    return std::move(records.back().groups);
}

/// Those of the configuration, or of none, and the published ones that fit what is recorded.
base::Result<std::vector<Group>> currentRules(const RecordedInput& input, const std::string& path)
{
    config::Config config;
    if (!path.empty()) {
        auto loaded = config::loadConfig(path);
        if (!loaded) {
            return std::move(loaded).error();
        }
        config = std::move(*loaded);
    }
    auto set = session::loadRuleFiles(config);
    if (!set) {
        return std::move(set).error();
    }
    std::vector<Group> groups = std::move(set->groups);
    auto published = publishedRules(config, input.data(), groups);
    std::move(published.begin(), published.end(), std::back_inserter(groups));
    return groups;
}

base::Result<std::vector<Group>> rulesOf(const std::string& file, promql::ParseOptions parsing)
{
    const auto text = readMaybeGzip(file);
    if (!text) {
        return text.error();
    }
    auto parsed = rules::parseRuleFile(*text, file, parsing);
    if (!parsed) {
        return std::move(parsed).error();
    }
    return std::move(parsed->groups);
}

/// Leaves out other alerts; what is recorded for them stays.
base::Result<void> keepAlerts(const std::vector<std::string>& names, session::RuleSetUnderTest& set)
{
    if (names.empty()) {
        return {};
    }
    std::size_t kept = 0;
    for (Group& group : set.groups) {
        std::erase_if(group.rules, [&names, &kept](const rules::Rule& rule) {
            const bool alert = rule.kind == rules::Rule::Kind::Alerting;
            const bool other = alert && std::ranges::find(names, rule.name) == names.end();
            kept += alert && !other ? 1 : 0;
            return other;
        });
    }
    return kept > 0 ? base::Result<void>()
                    : base::Error{base::ErrorCode::NotFound, "it has no alert of that name (--alert)", set.name};
}

/// Appends the rules, and beside them what the variant makes of them.
base::Result<void> add(session::RuleSetUnderTest set, const Options& options, promql::ParseOptions parsing, Sets& out)
{
    if (auto kept = keepAlerts(options.alerts, set); !kept) {
        return kept;
    }
    out.push_back(std::move(set));
    std::string words = options.variant.words();
    session::RuleSetUnderTest other = out.back();
    if (!words.empty()) {
        auto changed = rules::variantOf(other.groups, options.variant, parsing);
        if (!changed) {
            base::Error error = changed.error();
            error.where = other.name;
            return error;
        }
        other.groups = std::move(*changed);
    }
    if (options.variantScrapeInterval) {
        other.scrapeInterval = *options.variantScrapeInterval;
        words.append(words.empty() ? "" : ", ").append("scraped every ");
        words.append(base::formatDuration(other.scrapeInterval));
    }
    if (!words.empty()) {
        other.name.append(" (").append(words).append(")");
        out.push_back(std::move(other));
    }
    return {};
}

base::Result<Sets> ruleSets(const RecordedInput& input, const Options& options,
                            const session::RuleReplayOptions& replay)
{
    const promql::ParseOptions parsing = replay.promql.parsing();
    Sets out;
    const auto take = [&](const std::string& name, base::Result<std::vector<Group>> groups) -> base::Result<void> {
        return groups ? add({name, std::move(*groups)}, options, parsing, out) : groups.error();
    };
    base::Result<void> taken;
    if (options.recordedRules) {
        taken = take("rules as recorded", recordedRules(input, replay.end));
    }
    if (taken && options.currentRules) {
        taken = take("rules as now", currentRules(input, options.config));
    }
    for (std::size_t i = 0; taken && i < options.ruleFiles.size(); ++i) {
        taken = take(options.ruleFiles[i], rulesOf(options.ruleFiles[i], parsing));
    }
    return taken ? base::Result(std::move(out)) : taken.error();
}

} // namespace

base::Result<PreparedBacktest> prepareBacktest(const Options& options)
{
    auto input = RecordedInput::open(options.files.front());
    return input ? prepareBacktest(options, std::move(*input)) : std::move(input).error();
}

base::Result<PreparedBacktest> prepareBacktest(const Options& options, std::shared_ptr<RecordedInput> input)
{
    PreparedBacktest out;
    out.input = std::move(input);
    auto replay = out.input->replayOptions(options);
    if (!replay) {
        return std::move(replay).error();
    }
    auto sets = ruleSets(*out.input, options, *replay);
    if (!sets) {
        return std::move(sets).error();
    }
    out.sets = std::move(*sets);
    out.heading.input = options.files.front();
    out.heading.options.rules = std::move(*replay);
    out.heading.options.minDown = options.minDown;
    out.heading.options.scrapeInterval = options.scrapeInterval.value_or(base::Duration{0});
    return out;
}

base::Result<session::Backtest> runBacktest(const PreparedBacktest& prepared, const std::function<bool(double)>& goOn,
                                            const session::EarlierBacktest* earlier)
{
    return session::backtest({prepared.input->data(), prepared.input->arrivals()}, prepared.sets,
                             prepared.heading.options, goOn, earlier);
}

} // namespace checkwatch::app
