#include "models/rules/selectorfacts.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace checkwatch::rules {
namespace {

/// Series looked at per selector: what 1,000,000 of them would say, these say.
constexpr std::size_t lookedAtMost = 10'000;
constexpr std::size_t valuesShown = 8;

/// Calls `visit` with at most lookedAtMost of the series, evenly spread, until it returns false.
template <typename Visit>
void forSome(const std::vector<tsdb::SeriesRef>& series, Visit visit)
{
    const std::size_t step = (series.size() + lookedAtMost - 1) / lookedAtMost;
    for (std::size_t i = 0; i < series.size(); i += step) {
        if (!visit(series[i])) {
            return;
        }
    }
}

bool isName(const metrics::Matcher& matcher)
{
    return matcher.name() == metrics::metricNameLabel && matcher.type() == metrics::MatchType::Equal;
}

template <typename Set>
std::string listedValues(const Set& values)
{
    std::string out;
    std::size_t shown = 0;
    for (const std::string& value : values) {
        if (shown == valuesShown) {
            return out + " and " + std::to_string(values.size() - shown) + " more";
        }
        out += (shown == 0 ? "" : ", ") + value;
        ++shown;
    }
    return out;
}

Finding finding(FindingCode code, std::string text, Severity severity = Severity::CannotFire)
{
    return {code, severity, std::move(text), {}};
}

} // namespace

const SelectorFacts& SelectorLookup::facts(const promql::Selector& selector)
{
    const auto [at, added] = m_known.try_emplace(selector.key);
    if (added) {
        Matchers matchers = selector.matchers;
        std::erase_if(matchers, [&](const metrics::Matcher& matcher) {
            return m_conditions.addedLabels.contains(matcher.name());
        });
        at->second.series = data().select(matchers);
        look(at->second);
        if (at->second.alive == 0 && at->second.looked == at->second.series.size()) {
            at->second.missing = m_conditions.awayUnseen || isAway(at->second) ? whyAway() : whyNothing(matchers);
        }
    }
    return at->second;
}

void SelectorLookup::look(SelectorFacts& facts) const
{
    std::set<std::string, std::less<>> jobs;
    forSome(facts.series, [&](tsdb::SeriesRef series) {
        ++facts.looked;
        const auto sample = data().newest(series, m_data.time - m_conditions.lookback, m_data.time);
        if (sample && !metrics::isStale(sample->value)) {
            ++facts.alive;
            facts.nan += std::isnan(sample->value) ? 1 : 0;
            const std::string_view job = data().labels(series).get("job");
            if (!job.empty() && !jobs.contains(job)) {
                jobs.emplace(job);
            }
        }
        return true;
    });
    facts.jobs.assign(jobs.begin(), jobs.end());
}

/// Whether a target that is away exposed some of it.
bool SelectorLookup::isAway(const SelectorFacts& facts) const
{
    bool away = false;
    forSome(facts.series, [&](tsdb::SeriesRef series) {
        away = m_conditions.away.contains(data().labels(series).get("instance"));
        return !away;
    });
    return away;
}

Finding SelectorLookup::whyAway() const
{
    const bool one = m_conditions.away.size() == 1;
    return finding(FindingCode::TargetAway,
                   "Nothing that it selects is there at the moment: " + listedValues(m_conditions.away)
                       + (one ? " does not answer." : " do not answer."));
}

bool SelectorLookup::isAlive(tsdb::SeriesRef series) const
{
    const auto sample = data().newest(series, m_data.time - m_conditions.lookback, m_data.time);
    return sample && !metrics::isStale(sample->value);
}

bool SelectorLookup::anyAlive(const Matchers& matchers) const
{
    bool alive = false;
    forSome(data().select(matchers), [&](tsdb::SeriesRef series) {
        alive = isAlive(series);
        return !alive;
    });
    return alive;
}

std::optional<Finding> SelectorLookup::whyNothing(const Matchers& matchers) const
{
    const auto name = std::find_if(matchers.begin(), matchers.end(), isName);
    if (name == matchers.end()) {
        return finding(FindingCode::NothingMatches, "No series that any target exposes matches the selector.");
    }
    if (!anyAlive({*name})) {
        return finding(FindingCode::MetricMissing, "No target that answers exposes " + name->value() + ".");
    }
    for (const metrics::Matcher& matcher : matchers) {
        if (!isName(matcher) && !anyAlive({*name, matcher})) {
            return whyNot(*name, matcher);
        }
    }
    return finding(FindingCode::NothingMatches,
                   "Each matcher is met by some series of " + name->value() + ", all of them together by none.");
}

std::optional<Finding> SelectorLookup::whyNot(const metrics::Matcher& name, const metrics::Matcher& matcher) const
{
    std::set<std::string> values;
    forSome(data().select(std::vector{name}), [&](tsdb::SeriesRef series) {
        if (const std::string_view value = data().labels(series).get(matcher.name()); !value.empty()) {
            values.emplace(value);
        }
        return values.size() < lookedAtMost;
    });
    if (!values.empty()) {
        return finding(FindingCode::ValueMissing,
                       "No series of " + name.value() + " has " + matcher.toString() + "; there is " + matcher.name()
                           + " " + listedValues(values) + ".");
    }
    const std::string text = "No series of " + name.value() + " has a label " + matcher.name();
    if (m_conditions.labelsComplete) {
        return finding(FindingCode::LabelMissing, text + ".");
    }
    return finding(FindingCode::LabelMissing, text + ", unless the scrape configuration adds it.", Severity::MayMiss);
}

} // namespace checkwatch::rules
