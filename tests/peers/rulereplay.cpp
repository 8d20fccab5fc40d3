#include "tests/peers/rulereplay.h"

#include "models/base/numbers.h"
#include "tests/rules/teststore.h"
#include "tests/support/rulemetrics.h"

#include <QJsonObject>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>

namespace checkwatch::peers {
namespace {

using rules::GroupRunner;
using rules::test::TestStore;

constexpr std::string_view evaluatedMetric = "evaluated"; ///< by it a group tells when it was evaluated
constexpr std::string_view recordedMetric = "failures_in_a_minute";
constexpr std::array<std::string_view, 4> writtenMetrics{"ALERTS", "ALERTS_FOR_STATE", recordedMetric, evaluatedMetric};
constexpr base::Duration slowestScrape = std::chrono::milliseconds{1500};
constexpr base::Duration beforeScrape = std::chrono::milliseconds{500};
/// Groups read what others wrote: nothing may depend on how long a Prometheus takes to write it.
constexpr base::Duration betweenGroups = std::chrono::milliseconds{300};

/// What rules write, whoever wrote it.
bool isWritten(const metrics::Labels& labels)
{
    return std::find(writtenMetrics.begin(), writtenMetrics.end(), labels.name()) != writtenMetrics.end();
}

/// Everything that the API shows but what rules wrote. A failed scrape leaves markers on all series, which it does not show.
void load(const std::vector<RawSeries>& series, TestStore& out)
{
    std::set<std::int64_t> failedScrapes;
    for (const RawSeries& one : series) {
        for (const metrics::Sample& sample : one.samples) {
            if (one.labels.name() == "up" && sample.value == 0) {
                failedScrapes.insert(base::unixMs(sample.time));
            }
        }
    }
    for (const RawSeries& one : series) {
        if (isWritten(one.labels)) {
            continue;
        }
        std::map<std::int64_t, double> samples;
        for (const metrics::Sample& sample : one.samples) {
            samples[base::unixMs(sample.time)] = sample.value;
        }
        for (const std::int64_t ms : failedScrapes) {
            samples.try_emplace(ms, metrics::staleValue());
        }
        for (const auto& [ms, value] : samples) {
            out.add(one.labels, ms, value);
        }
    }
}

bool belongsTo(const metrics::Labels& labels, const rules::Group& group)
{
    return labels.get("group") == group.name
        || std::any_of(group.rules.begin(), group.rules.end(),
                       [alert = labels.get("alertname")](const rules::Rule& rule) { return rule.name == alert; });
}

std::string line(const metrics::Labels& labels, double value)
{
    return labels.toString() + ' ' + base::formatFloat(value, 'f');
}

using Written = std::set<std::string>;

/// What Prometheus wrote for a group, by the time of the evaluation.
std::map<std::int64_t, Written> writtenBy(const rules::Group& group, const std::vector<RawSeries>& series)
{
    std::map<std::int64_t, Written> out;
    for (const RawSeries& one : series) {
        if (!isWritten(one.labels) || !belongsTo(one.labels, group)) {
            continue;
        }
        for (const metrics::Sample& sample : one.samples) {
            out[base::unixMs(sample.time)].insert(line(one.labels, sample.value));
        }
    }
    // The witness is the group's last rule: an evaluation without it was not over.
    std::erase_if(out, [](const auto& evaluation) {
        return std::none_of(evaluation.second.begin(), evaluation.second.end(),
                            [](const std::string& sample) { return sample.starts_with(evaluatedMetric); });
    });
    return out;
}

Written writtenAt(std::int64_t ms, const TestStore& store)
{
    Written out;
    for (const std::string_view metric : writtenMetrics) {
        for (std::string& sample : store.at(ms, metric)) {
            if (!sample.ends_with(" stale")) {
                out.insert(std::move(sample));
            }
        }
    }
    return out;
}

std::string difference(std::int64_t ms, const Written& theirs, const Written& ours)
{
    std::string out = "at " + std::to_string(ms);
    for (const std::string& one : theirs) {
        out += ours.contains(one) ? std::string() : "\n  only Prometheus: " + one;
    }
    for (const std::string& one : ours) {
        out += theirs.contains(one) ? std::string() : "\n  only ours:       " + one;
    }
    return out;
}

/// A group with what Prometheus wrote for it.
struct Replayed
{
    std::unique_ptr<GroupRunner> runner;
    std::map<std::int64_t, Written> theirs;
};

Replayed replayed(const rules::Group& group, const std::vector<RawSeries>& series, TestStore& store)
{
    promql::EngineOptions options;
    options.compat = promql::Compat::Prometheus2;
    rules::GroupContext context{&store,
                                [&store, writer = TestStore::Numbering()](const metrics::ScrapeBatch& batch) mutable {
                                    store.append(batch, writer);
                                },
                                {},
                                {}};
    return {std::make_unique<GroupRunner>(group, std::chrono::seconds{5}, options, std::move(context)),
            writtenBy(group, series)};
}

std::string withWitnesses(std::string_view ruleFile)
{
    const std::string label = "{group: " + rules::parseRuleFile(ruleFile, "")->groups.at(0).name + "}\n";
    return std::string(ruleFile) + "      - record: " + std::string(recordedMetric)
        + "\n        expr: increase(haproxy_server_check_failures_total[1m])\n        labels: " + label
        + "      - record: " + std::string(evaluatedMetric) + "\n        expr: vector(1)\n        labels: " + label;
}

/// When in an interval the group is evaluated.
base::Duration slotOf(const rules::Group& group, base::Duration interval)
{
    const GroupRunner runner(group, interval, {}, {});
    const std::chrono::nanoseconds slot = runner.slotAtOrBefore(std::chrono::hours{1});
    return std::chrono::duration_cast<base::Duration>(slot) % interval;
}

} // namespace

std::vector<RawSeries> rawSeries(const QJsonArray& matrix)
{
    std::vector<RawSeries> out;
    for (const QJsonValue entry : matrix) {
        metrics::LabelsBuilder labels;
        const QJsonObject written = entry["metric"].toObject();
        for (auto it = written.begin(); it != written.end(); ++it) {
            labels.set(it.key().toStdString(), it->toString().toStdString());
        }
        RawSeries one{labels.build(), {}};
        for (const QJsonValue sample : entry["values"].toArray()) {
            one.samples.push_back({base::fromUnixMs(qRound64(sample[0].toDouble() * 1000)),
                                   base::parseFloat(sample[1].toString().toStdString()).value_or(0)});
        }
        out.push_back(std::move(one));
    }
    return out;
}

std::vector<WitnessedRules> witnessed(const std::string& folder, const std::vector<std::string_view>& ruleFiles,
                                      base::Duration scrapePhase, base::Duration interval)
{
    std::vector<WitnessedRules> out;
    std::set<base::Duration> taken;
    for (const std::string_view file : ruleFiles) {
        WitnessedRules one{{}, withWitnesses(file), {}};
        for (int attempt = 0;; ++attempt) {
            one.path = folder + '/' + std::to_string(out.size()) + '-' + std::to_string(attempt) + ".yml";
            one.group = rules::parseRuleFile(one.text, one.path)->groups.at(0);
            const base::Duration after = (slotOf(one.group, interval) - scrapePhase + interval) % interval;
            const bool apart = std::none_of(taken.begin(), taken.end(), [after](base::Duration other) {
                return std::chrono::abs(after - other) < betweenGroups;
            });
            if (after > slowestScrape && after < interval - beforeScrape && apart) {
                taken.insert(after);
                break;
            }
        }
        out.push_back(std::move(one));
    }
    return out;
}

std::string seriesOf(const std::vector<WitnessedRules>& rules)
{
    std::set<std::string> names{"up"};
    for (const WitnessedRules& one : rules) {
        for (const rules::Rule& rule : one.group.rules) {
            support::collectMetrics(*rule.expr, names);
        }
    }
    std::string out;
    for (const std::string_view name : writtenMetrics) {
        out += std::string(name) + '|';
    }
    for (const std::string& name : names) {
        out += name + '|';
    }
    out.pop_back();
    return "{__name__=~\"" + out + "\"}";
}

ReplayResult replayRules(const std::vector<WitnessedRules>& rules, const std::vector<RawSeries>& series)
{
    TestStore store;
    load(series, store);
    std::vector<Replayed> all;
    std::map<std::int64_t, const Replayed*> evaluations;
    for (const WitnessedRules& one : rules) {
        all.push_back(replayed(one.group, series, store));
    }
    for (const Replayed& one : all) {
        for (const auto& [ms, theirs] : one.theirs) {
            evaluations[ms] = &one;
        }
    }
    ReplayResult out;
    for (const auto& [ms, one] : evaluations) {
        one->runner->evaluate(base::fromUnixMs(ms));
        const Written ours = writtenAt(ms, store);
        const Written& theirs = one->theirs.at(ms);
        ++out.evaluations;
        out.alerts += static_cast<int>(std::count_if(
            ours.begin(), ours.end(), [](const std::string& sample) { return sample.starts_with("ALERTS{"); }));
        if (ours != theirs) {
            out.differences.push_back(difference(ms, theirs, ours));
        }
    }
    return out;
}

} // namespace checkwatch::peers
