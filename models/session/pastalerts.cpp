#include "models/session/pastalerts.h"

#include "models/session/preload.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace checkwatch::session {
namespace {

using base::Timestamp;
using fleet::Event;
using fleet::EventKind;
using recording::AlertRecord;
using rules::AlertState;

/// An alert's number and the session it belongs to: numbers begin anew with each.
using Key = std::pair<std::ptrdiff_t, std::uint64_t>;

/// What became of one alert in the end.
struct Story
{
    std::optional<AlertRecord> end;
    Timestamp firedAt{}; ///< epoch 0 = it never fired
};

class Stories
{
public:
    explicit Stories(recording::Reader& reader) : m_reader(reader), m_sessions(reader.sessions()) {}

    [[nodiscard]] Key keyOf(Timestamp time, std::uint64_t alert) const
    {
        const auto after = std::ranges::upper_bound(m_sessions, time, {}, &recording::SessionRecord::start);
        return {after - m_sessions.begin(), alert};
    }

    /// Of the alerts that ended within [from, to].
    std::map<Key, Story> read(Timestamp from, Timestamp to)
    {
        Timestamp began = from;
        for (const AlertRecord& record : m_reader.alerts(from, to)) {
            began = record.after == AlertState::Inactive ? std::min(began, record.activeAt) : began;
        }
        std::map<Key, Story> out;
        for (AlertRecord& record : m_reader.alerts(began, to)) {
            Story& story = out[keyOf(record.time, record.id)];
            if (record.after == AlertState::Firing && record.before != AlertState::Firing) {
                story.firedAt = record.time;
            } else if (record.after == AlertState::Inactive) {
                story.end = std::move(record);
            }
        }
        return out;
    }

private:
    recording::Reader& m_reader;
    std::vector<recording::SessionRecord> m_sessions;
};

/// Rules as they were, by their places; the newest of each.
class RulesOfThen
{
public:
    RulesOfThen(recording::Reader& reader, Timestamp from, Timestamp to)
    {
        for (const recording::RulesRecord& record : reader.rules(from, to)) {
            for (const rules::Group& group : record.groups) {
                for (const rules::Rule& rule : group.rules) {
                    m_rules[{group.file, group.name, rule.name}]
                        = {std::make_shared<const rules::Rule>(rule), group.product};
                }
            }
        }
    }

    struct Found
    {
        std::shared_ptr<const rules::Rule> rule;
        bool product = false;
    };
    [[nodiscard]] const Found* find(const AlertRecord& alert) const
    {
        const auto at = m_rules.find({alert.file, alert.group, std::string(alert.labels.get("alertname"))});
        return at == m_rules.end() ? nullptr : &at->second;
    }

private:
    std::map<std::tuple<std::string, std::string, std::string>, Found> m_rules;
};

fleet::PastAlert pastAlert(const Event& end, const Story& story, const RulesOfThen::Found& rule, std::uint64_t number)
{
    auto identity = std::make_shared<rules::AlertIdentity>();
    identity->id = fleet::pastAlertIds + number;
    identity->rule = rule.rule;
    identity->group = story.end->group;
    identity->labels = story.end->labels;
    metrics::LabelsBuilder source(story.end->labels);
    source.remove("alertname");
    for (const auto& [name, value] : rule.rule->labels) {
        source.remove(name);
    }
    identity->source = source.build();
    fleet::PastAlert out;
    out.file = story.end->file;
    out.product = rule.product;
    out.phase = end.kind == EventKind::AlertClearedDown ? fleet::AlertPhase::ClearedDown : fleet::AlertPhase::Resolved;
    out.alert = {std::move(identity), AlertState::Inactive, story.end->activeAt, story.firedAt, end.time, {},
                 story.end->value};
    return out;
}

} // namespace

std::vector<fleet::PastAlert> pastAlerts(recording::Reader& reader, const std::vector<Event>& events, Timestamp now)
{
    std::vector<fleet::PastAlert> out;
    std::optional<std::map<Key, Story>> stories;
    Stories book(reader);
    std::optional<RulesOfThen> rules;
    for (const Event& event : events) {
        const bool listed
            = event.kind == EventKind::AlertClearedDown || (event.kind == EventKind::AlertResolved && event.fired);
        if (!listed) {
            continue;
        }
        if (!stories) {
            const Timestamp from = events.front().time - outageTolerance; // it may have been unknown for a while
            stories = book.read(from, now);
            rules.emplace(reader, from, now);
        }
        const auto story = stories->find(book.keyOf(event.time, event.alertId));
        if (story == stories->end() || !story->second.end) {
            continue;
        }
        if (const auto* const rule = rules->find(*story->second.end)) {
            out.push_back(pastAlert(event, story->second, *rule, out.size()));
        }
    }
    return out;
}

std::vector<metrics::Labels> firingBefore(const tsdb::Querier& samples, Timestamp now)
{
    const std::vector matchers{metrics::Matcher::equal("__name__", "ALERTS"),
                               metrics::Matcher::equal("alertstate", "firing")};
    std::vector<metrics::Labels> out;
    for (const tsdb::SeriesRef series : samples.select(matchers)) {
        const auto newest = samples.newest(series, now - outageTolerance, now);
        if (newest && !metrics::isStale(newest->value)) {
            out.push_back(
                metrics::LabelsBuilder(samples.labels(series)).remove("__name__").remove("alertstate").build());
        }
    }
    return out;
}

} // namespace checkwatch::session
