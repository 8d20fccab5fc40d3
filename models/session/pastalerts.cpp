#include "models/session/pastalerts.h"

#include "models/recording/alertkey.h"
#include "models/session/preload.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace checkwatch::session {
namespace {

using base::Timestamp;
using fleet::Event;
using fleet::EventKind;
using recording::AlertRecord;
using rules::AlertState;

using Key = recording::AlertKey;

/// What became of one alert in the end.
struct Story
{
    metrics::Labels labels; ///< with alertname
    std::optional<AlertRecord> end;
    Timestamp firedAt{}; ///< epoch 0 = it never fired
};

class Stories
{
public:
    explicit Stories(recording::Reader& reader) : m_reader(reader), m_sessions(reader.sessions()) {}

    [[nodiscard]] Key keyOf(Timestamp time, std::uint64_t alert) const
    {
        return recording::alertKey(m_sessions, time, alert);
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
            story.labels = record.labels;
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

bool isOfAlert(const Event& event)
{
    return event.kind >= EventKind::AlertPending && event.kind <= EventKind::AlertUnknown;
}

/// Those that fired in the newest session before `now` until their exporters went away, and nobody knows more: no sample
/// says so, as their rules did not tell of them any more.
std::set<metrics::Labels> unknownInTheEnd(recording::Reader& reader, const std::vector<Event>& events, Timestamp now)
{
    std::set<metrics::Labels> out;
    if (std::ranges::find(events, EventKind::AlertUnknown, &Event::kind) == events.end()) {
        return out;
    }
    Stories book(reader);
    const auto stories = book.read(events.front().time - outageTolerance, now);
    const Key newest = book.keyOf(now - base::Duration{1}, 0);
    for (const Event& event : events) {
        const auto story = stories.find(book.keyOf(event.time, event.alertId));
        if (!isOfAlert(event) || story == stories.end() || story->first.first != newest.first) {
            continue;
        }
        if (event.kind == EventKind::AlertUnknown && event.fired) {
            out.insert(story->second.labels);
        } else {
            out.erase(story->second.labels); // one that comes back has another number
        }
    }
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

std::vector<metrics::Labels> firingBefore(recording::Reader& reader, const std::vector<Event>& events,
                                          const tsdb::Querier& samples, Timestamp now)
{
    const std::vector matchers{metrics::Matcher::equal("__name__", "ALERTS"),
                               metrics::Matcher::equal("alertstate", "firing")};
    std::set<metrics::Labels> out = unknownInTheEnd(reader, events, now);
    for (const tsdb::SeriesRef series : samples.select(matchers)) {
        const auto newest = samples.newest(series, now - outageTolerance, now);
        if (newest && !metrics::isStale(newest->value)) {
            out.insert(metrics::LabelsBuilder(samples.labels(series)).remove("__name__").remove("alertstate").build());
        }
    }
    return {out.begin(), out.end()};
}

} // namespace checkwatch::session
