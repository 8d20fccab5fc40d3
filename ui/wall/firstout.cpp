#include "ui/wall/firstout.h"

#include "ui/common/statewords.h"
#include "ui/wall/worstwords.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace checkwatch::wall {
namespace {

using KeyView = std::tuple<std::string_view, std::string_view, std::string_view>; ///< as FirstOut's keys

/// What counts as gone wrong; of a stale server, what it was.
bool isWrongServer(const fleet::ServerRow& row)
{
    const fleet::Shown shown = common::effective(row);
    return shown == fleet::Shown::DownRuleSilent || shown == fleet::Shown::DownFiring || shown == fleet::Shown::Firing
        || shown == fleet::Shown::Pending;
}

base::Timestamp wrongSince(const fleet::Snapshot& snapshot, const fleet::ServerRow& row)
{
    const fleet::AlertRow* const alert = alertOf(snapshot, row);
    if (alert == nullptr) {
        return row.since;
    }
    const base::Timestamp active = alert->alert.activeAt;
    const bool down = common::effective(row) != fleet::Shown::Firing && common::effective(row) != fleet::Shown::Pending;
    return down && base::unixMs(row.since) != 0 ? std::min(row.since, active) : active;
}

/// The names of those that tell of a server's health: of rules, and of alerts of before.
std::set<std::string> healthAlerts(const fleet::Snapshot& snapshot)
{
    std::set<std::string> out;
    for (const rules::RuleStatus& status : snapshot.rules) {
        if (status.rule && status.verdict && !status.verdict->shapes.empty()) {
            out.insert(status.rule->name);
        }
    }
    for (std::size_t i = 0; snapshot.alerts && i < snapshot.alerts->size(); ++i) {
        if (const fleet::AlertRow& row = (*snapshot.alerts)[i]; row.health) {
            out.emplace(row.alert.identity->labels.get("alertname"));
        }
    }
    return out;
}

/// Whether rules have said which alerts tell of health.
bool areRulesKnown(const fleet::Snapshot& snapshot)
{
    return snapshot.rules.empty() || std::ranges::any_of(snapshot.rules, [](const rules::RuleStatus& status) {
               return status.health != rules::RuleHealth::Unknown;
           });
}

/// Whether a server is wrong from here on by what the event is about; nullopt: that says nothing.
std::optional<bool> wrongBy(const fleet::Event& event, const std::set<std::string>& health)
{
    using fleet::EventKind;
    switch (event.kind) {
    case EventKind::ServerState: {
        const auto state = haproxy::serverStateNamed(event.after);
        return state && haproxy::isDown(*state);
    }
    case EventKind::AlertPending:
    case EventKind::AlertFiring: return health.contains(event.name) ? std::optional(true) : std::nullopt;
    case EventKind::AlertResolved:
    case EventKind::AlertClearedDown: return health.contains(event.name) ? std::optional(false) : std::nullopt;
    default: return std::nullopt;
    }
}

/// A server's first scrape: what it was since the one before is not known.
bool isAfterGap(const fleet::Event& event)
{
    return event.kind == fleet::EventKind::ServerState && event.before.empty();
}

/// Who of a backend is wrong, while one goes through its events.
class PastOfBackend
{
public:
    struct Wrong
    {
        std::set<std::string> why; ///< its state "", and alerts
        base::Timestamp since{};   ///< of its state
    };
    using Servers = std::unordered_map<fleet::ServerId, const fleet::ServerRow*>;

    fleet::ServerId first = fleet::noServer;
    std::string name;
    base::Timestamp since{};

    void take(std::span<const fleet::Event* const> events, const std::set<std::string>& health)
    {
        base::Timestamp gap{};
        for (std::size_t i = 0; i < events.size(); ++i) {
            const fleet::Event& event = *events[i];
            if (isAfterGap(event) && event.time != gap) {
                gap = event.time;
                keepThoseIn(events.subspan(i), gap);
            }
            if (const auto wrong = wrongBy(event, health)) {
                take(event, *wrong);
            }
        }
    }
    /// Whether it goes on: each of them still is. Where one is not, or is anew, it got well while nobody watched, and maybe
    /// all did.
    [[nodiscard]] bool goesOn(const Servers& now) const
    {
        constexpr base::Duration rounding{1000}; // HAProxy tells whole seconds
        const auto stillIs = [&](const auto& entry) {
            const auto at = now.find(entry.first);
            const Wrong& wrong = entry.second;
            return at != now.end() && (!wrong.why.contains({}) || at->second->since <= wrong.since + rounding);
        };
        return !m_wrong.empty() && std::ranges::all_of(m_wrong, stillIs);
    }

private:
    /// Who is UP after a gap has no event then.
    void keepThoseIn(std::span<const fleet::Event* const> events, base::Timestamp gap)
    {
        std::unordered_set<fleet::ServerId> there;
        for (const fleet::Event* const event : events) {
            if (event->time != gap) {
                break;
            }
            if (isAfterGap(*event)) {
                there.insert(event->server);
            }
        }
        std::erase_if(m_wrong, [&](const auto& entry) { return !there.contains(entry.first); });
    }
    void take(const fleet::Event& event, bool isWrong)
    {
        const bool ofState = event.kind == fleet::EventKind::ServerState;
        const std::string why = ofState ? std::string() : event.name;
        if (!isWrong) {
            const auto at = m_wrong.find(event.server);
            if (at != m_wrong.end() && at->second.why.erase(why) > 0 && at->second.why.empty()) {
                m_wrong.erase(at);
            }
            return;
        }
        if (m_wrong.empty()) {
            first = event.server;
            name = ofState ? event.name : event.serverName;
            since = event.time;
        } else if (event.time == since && event.server != first) {
            name.clear(); // within one scrape
        }
        Wrong& wrong = m_wrong[event.server];
        const bool isNew = wrong.why.insert(why).second;
        if (ofState && (isNew || !isAfterGap(event))) {
            wrong.since = event.time; // also from one kind of DOWN to another: a row counts each anew
        }
    }

    std::map<fleet::ServerId, Wrong> m_wrong;
};

PastOfBackend::Servers wrongServers(const fleet::Snapshot& snapshot)
{
    PastOfBackend::Servers out;
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (isWrongServer(row)) {
                out.emplace(row.identity->id, &row);
            }
        }
    }
    return out;
}

} // namespace

FirstOut::Firsts FirstOut::firstByEvents(const fleet::Snapshot& snapshot, const Firsts& backends)
{
    if (backends.empty() || !snapshot.events) {
        return {};
    }
    std::map<KeyView, std::vector<const fleet::Event*>> events;
    for (const auto& [key, first] : backends) {
        events.try_emplace(key);
    }
    for (const fleet::Event& event : *snapshot.events) {
        if (event.server == fleet::noServer) {
            continue;
        }
        if (const auto at = events.find({event.job, event.instance, event.proxy}); at != events.end()) {
            at->second.push_back(&event);
        }
    }
    Firsts out;
    const std::set<std::string> health = healthAlerts(snapshot);
    const PastOfBackend::Servers now = wrongServers(snapshot);
    for (const auto& [key, first] : backends) {
        PastOfBackend past;
        past.take(events[key], health);
        if (past.goesOn(now) && past.since <= first.since) { // else one has been wrong for longer than events are kept
            out[key] = {past.first, past.name, past.since, 0};
        }
    }
    return out;
}

void FirstOut::take(const fleet::Snapshot& snapshot)
{
    Firsts now;
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (!isWrongServer(row)) {
                continue;
            }
            const fleet::ServerIdentity& who = *row.identity;
            const Key key{who.job, who.instance, who.proxy};
            First& first = now[key];
            ++first.wrong;
            const base::Timestamp since = wrongSince(snapshot, row);
            if (first.wrong == 1 || since < first.since) {
                first = {who.id, who.server, since, first.wrong};
            } else if (since == first.since) {
                first.name.clear(); // within one scrape, or both before anybody watched
            }
        }
    }
    Firsts begun;
    for (const auto& [key, first] : now) {
        if (!m_rulesKnown || !m_first.contains(key)) {
            begun.emplace(key, first);
        }
    }
    for (const auto& [key, first] : begun) {
        m_first.erase(key); // what was said before all rules were known
    }
    for (auto& [key, first] : firstByEvents(snapshot, begun)) {
        m_first.insert_or_assign(key, std::move(first));
    }
    m_rulesKnown = m_rulesKnown || areRulesKnown(snapshot);
    for (auto& [key, first] : now) {
        if (const auto before = m_first.find(key); before != m_first.end()) {
            const std::size_t wrong = first.wrong;
            first = before->second; // also where that one is well again
            first.wrong = wrong;
        }
    }
    m_first = std::move(now);
}

const std::string& FirstOut::of(const fleet::BackendRow& backend) const
{
    static const std::string none;
    const auto at = m_first.find({backend.job, backend.instance, backend.proxy});
    return at == m_first.end() ? none : at->second.name;
}

bool FirstOut::ledOthers(const fleet::ServerIdentity& who) const
{
    const auto at = m_first.find({who.job, who.instance, who.proxy});
    return at != m_first.end() && at->second.server == who.id && !at->second.name.empty() && at->second.wrong > 1;
}

} // namespace checkwatch::wall
