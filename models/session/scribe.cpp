#include "models/session/scribe.h"

#include <utility>

namespace checkwatch::session {
namespace {

/// Targets have 32-bit numbers of their own; rule groups are counted above those.
constexpr recording::SourceId firstGroup = recording::SourceId{1} << 32U;

} // namespace

void Scribe::post(recording::Item item)
{
    if (m_post) {
        m_post(std::move(item));
    }
}

void Scribe::targetBegins(const sources::Target& target)
{
    recording::StreamRecord record;
    record.kind = recording::StreamRecord::Kind::Target;
    record.labels = target.labels;
    record.url = target.url.substr(0, target.url.find('?')); // parameters may hold what is secret
    record.interval = target.config.interval;
    record.timeout = target.config.timeout;
    post(recording::SourceBegins{target.id, std::move(record)});
}

void Scribe::scraped(std::uint32_t target, std::shared_ptr<const metrics::ScrapeBatch> batch, base::Timestamp received)
{
    post(recording::Scraped{target, std::move(batch), received});
}

void Scribe::targetEnds(std::uint32_t target, metrics::ScrapeBatch markers)
{
    post(recording::SourceEnds{target, std::move(markers)});
}

recording::SourceId Scribe::groupBegins(const rules::Group& group, base::Duration interval)
{
    const recording::SourceId source = firstGroup + m_groups++;
    recording::StreamRecord record;
    record.kind = recording::StreamRecord::Kind::RuleGroup;
    record.interval = interval;
    record.file = group.file;
    record.group = group.name;
    post(recording::SourceBegins{source, std::move(record)});
    return source;
}

void Scribe::evaluated(recording::SourceId source, const rules::Group& group, const rules::EvaluationResult& result,
                       std::vector<metrics::ScrapeBatch> written)
{
    if (!m_post) {
        return;
    }
    recording::Evaluated item{source, std::move(written), {}};
    item.changes.reserve(result.changes.size());
    for (const rules::AlertChange& change : result.changes) {
        recording::AlertRecord record;
        record.time = result.time;
        record.file = group.file;
        record.group = group.name;
        record.id = change.alert.identity->id;
        record.before = change.before;
        record.after = change.alert.state;
        record.labels = change.alert.identity->labels;
        record.activeAt = change.alert.activeAt;
        record.value = change.alert.value;
        record.elementGone = change.elementGone;
        item.changes.push_back(std::move(record));
    }
    post(std::move(item));
}

void Scribe::groupEnds(recording::SourceId source, metrics::ScrapeBatch markers)
{
    post(recording::SourceEnds{source, std::move(markers)});
}

void Scribe::rulesChanged(const config::Config& config, const std::vector<rules::Group>& groups, base::Timestamp now)
{
    if (!m_post) {
        return;
    }
    recording::RulesRecord record;
    record.from = now;
    record.evaluationInterval = config.evaluationInterval;
    record.compat = config.checkwatch.compat;
    record.experimental = config.checkwatch.experimental;
    record.externalLabels = metrics::Labels(
        std::vector<std::pair<std::string, std::string>>(config.externalLabels.begin(), config.externalLabels.end()));
    record.healthAlerts = config.checkwatch.healthAlerts;
    record.groups = groups;
    post(std::move(record));
}

void Scribe::happened(std::vector<fleet::Event> events)
{
    for (fleet::Event& event : events) {
        post(std::move(event));
    }
}

} // namespace checkwatch::session
