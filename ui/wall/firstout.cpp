#include "ui/wall/firstout.h"

#include "ui/common/statewords.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace checkwatch::wall {
namespace {

/// What counts as gone wrong; of a stale server, what it was.
bool isWrong(const fleet::ServerRow& row)
{
    const fleet::Shown shown = common::effective(row);
    return shown == fleet::Shown::DownRuleSilent || shown == fleet::Shown::DownFiring || shown == fleet::Shown::Firing
        || shown == fleet::Shown::Pending;
}

base::Timestamp wrongSince(const fleet::Snapshot& snapshot, const fleet::ServerRow& row)
{
    const bool covered
        = row.alert >= 0 && snapshot.alerts && static_cast<std::size_t>(row.alert) < snapshot.alerts->size();
    if (!covered) {
        return row.since;
    }
    const base::Timestamp active = (*snapshot.alerts)[static_cast<std::size_t>(row.alert)].alert.activeAt;
    const bool down = common::effective(row) != fleet::Shown::Firing && common::effective(row) != fleet::Shown::Pending;
    return down && base::unixMs(row.since) != 0 ? std::min(row.since, active) : active;
}

/// The names of those that tell of a server's health, as far as alerts are there to say it.
std::set<std::string> healthAlerts(const fleet::Snapshot& snapshot)
{
    std::set<std::string> out;
    for (std::size_t i = 0; snapshot.alerts && i < snapshot.alerts->size(); ++i) {
        if (const fleet::AlertRow& row = (*snapshot.alerts)[i]; row.health) {
            out.emplace(row.alert.identity->labels.get("alertname"));
        }
    }
    return out;
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

/// Who of a backend is wrong, while one goes through its events.
struct PastOfBackend
{
    std::map<fleet::ServerId, std::set<std::string>> wrong; ///< servers and why: its state "", and alerts
    fleet::ServerId first = fleet::noServer;
    std::string name;
    base::Timestamp since{};

    void take(const fleet::Event& event, bool isWrong)
    {
        const bool ofState = event.kind == fleet::EventKind::ServerState;
        const std::string why = ofState ? std::string() : event.name;
        if (!isWrong) {
            const auto at = wrong.find(event.server);
            if (at != wrong.end() && at->second.erase(why) > 0 && at->second.empty()) {
                wrong.erase(at);
            }
            return;
        }
        if (wrong.empty()) {
            first = event.server;
            name = ofState ? event.name : event.serverName;
            since = event.time;
        } else if (event.time == since && event.server != first) {
            name.clear(); // within one scrape
        }
        wrong[event.server].insert(why);
    }
    /// Whether one of them still is.
    [[nodiscard]] bool goesOn(const std::unordered_set<fleet::ServerId>& now) const
    {
        return std::ranges::any_of(wrong, [&now](const auto& entry) { return now.contains(entry.first); });
    }
};

std::unordered_set<fleet::ServerId> wrongServers(const fleet::Snapshot& snapshot)
{
    std::unordered_set<fleet::ServerId> out;
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (isWrong(row)) {
                out.insert(row.identity->id);
            }
        }
    }
    return out;
}

} // namespace

std::set<FirstOut::Key> FirstOut::newlySeen(const fleet::Snapshot& snapshot)
{
    std::set<Key> out;
    for (const fleet::BackendRow& backend : snapshot.backends) {
        if (const Key key{backend.job, backend.instance, backend.proxy}; m_seen.insert(key).second) {
            out.insert(key);
        }
    }
    return out;
}

FirstOut::Firsts FirstOut::firstByEvents(const fleet::Snapshot& snapshot, const std::set<Key>& backends)
{
    if (backends.empty() || !snapshot.events) {
        return {};
    }
    std::map<Key, PastOfBackend> pasts;
    const std::set<std::string> health = healthAlerts(snapshot);
    for (const fleet::Event& event : *snapshot.events) {
        const auto wrong = wrongBy(event, health);
        const Key key{event.job, event.instance, event.proxy};
        if (wrong && event.server != fleet::noServer && backends.contains(key)) {
            pasts[key].take(event, *wrong);
        }
    }
    Firsts out;
    const std::unordered_set<fleet::ServerId> now = wrongServers(snapshot);
    for (const auto& [key, past] : pasts) {
        if (past.goesOn(now)) {
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
            if (!isWrong(row)) {
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
    for (auto& [key, first] : firstByEvents(snapshot, newlySeen(snapshot))) {
        if (const auto at = now.find(key); at != now.end() && first.since <= at->second.since) {
            m_first.emplace(key, std::move(first)); // else one has been wrong for longer than events are kept
        }
    }
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
