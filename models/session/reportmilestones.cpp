#include "models/haproxy/healthlog.h"
#include "models/session/reportcauses.h"
#include "models/session/reporttimeline.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

// The points in the course of an incident that reviews ask about.
namespace checkwatch::session {
namespace {

using base::Timestamp;
using haproxy::ServerState;

bool isOut(ServerState state)
{
    return state == ServerState::Maint || state == ServerState::Drain || state == ServerState::Nolb
        || state == ServerState::UpNoTraffic;
}

/// What nothing is known of is not said to be well.
std::string asFarAsKnown(const IncidentReport& report, const char* nothing)
{
    return report.knownServers == 0 ? "not known: no server was seen"
        : report.sawAll()           ? nothing
                                    : std::string(nothing) + ", as far as is known";
}

Milestone firstFailure(const IncidentReport& report)
{
    Milestone out{"first failure", std::nullopt, asFarAsKnown(report, "no check failed and no server was DOWN")};
    for (const ReportedServer& server : report.servers) {
        if (server.firstTrouble && (!out.time || *server.firstTrouble < *out.time)) {
            out.time = server.firstTrouble;
            out.before = out.time == report.start;
            out.words = nameOf(server.history) + ": " + causeWords(server);
        }
    }
    return out;
}

/// Whether an alert is about a server that failed first.
bool ofTheFirst(const IncidentReport& report, const Firing& firing, Timestamp failed)
{
    return std::ranges::any_of(report.servers, [&](const ReportedServer& server) {
        return server.firstTrouble == failed
            && std::ranges::find(server.firing, firing.alert, &Firing::alert) != server.firing.end();
    });
}

/// What fired before the start already tells of a failure after it only where it is about that server.
Milestone detected(const IncidentReport& report, const RuleSetVerdict& rules, const Milestone& failure)
{
    const std::optional<Timestamp>& failed = failure.time;
    Milestone out{"detected", std::nullopt, "no alert fired"};
    for (const Firing& firing : rules.firings) {
        const bool about = firing.behind == Behind::Down || firing.behind == Behind::FailingOnly;
        if (failed && !failure.before && firing.firedBefore && !ofTheFirst(report, firing, *failed)) {
            continue;
        }
        if (about && failed && firing.endedAt >= *failed && (!out.time || firing.firedAt < *out.time)) {
            out.time = firing.firedAt;
            out.before = firing.firedBefore;
            out.words = subjectOf(rules, firing.alert) + " fires";
        }
    }
    return out;
}

/// The first sign of somebody at work: who said "I am on it", ticked a step, or wrote something down.
Milestone acknowledged(const IncidentReport& report, const std::optional<Timestamp>& since)
{
    for (const ReportEntry& entry : report.timeline) {
        const bool said = entry.kind == EntryKind::Acknowledged;
        const bool person = said || entry.kind == EntryKind::Step || entry.kind == EntryKind::Note;
        if (person && since && entry.time >= *since) {
            return {"acknowledged", entry.time,
                    said                                ? entry.subject + ": " + entry.text
                        : entry.kind == EntryKind::Step ? "the first step of a runbook was ticked"
                                                        : "the first note was written"};
        }
    }
    return {"acknowledged", std::nullopt,
            "not recorded: nothing was acknowledged, no step of a runbook was ticked and no note written"};
}

using ServersByName = std::map<std::pair<std::string_view, std::string_view>, std::vector<const ReportedServer*>>;

/// Of a server that had trouble before; a server can be drained while checks fail, and be DOWN before a scrape shows it.
std::optional<Milestone> takenOut(const ServersByName& servers, const ReportEntry& entry)
{
    const auto line = entry.kind == EntryKind::Log ? haproxy::parseHealthLine(entry.text) : std::nullopt;
    if (!line || line->outcome != haproxy::HealthLine::Outcome::Out
        || line->cause != haproxy::HealthLine::Cause::NotTold) {
        return std::nullopt;
    }
    const auto known = servers.find({line->proxy, line->server});
    if (known == servers.end()) {
        return std::nullopt;
    }
    const auto failed = std::ranges::find_if(known->second, [&](const ReportedServer* server) {
        const std::string& instance = server->history.instance; // "" where there is but one
        return server->firstTrouble && *server->firstTrouble < entry.time
            && (instance.empty() || entry.instance.empty() || instance == entry.instance);
    });
    if (failed == known->second.end()) {
        return std::nullopt;
    }
    const std::vector<StateSpan>& spans = (*failed)->history.spans;
    const auto after = std::ranges::upper_bound(spans, entry.time, {}, &StateSpan::from);
    const bool down = after != spans.begin() && haproxy::isDown((after - 1)->state);
    if (down) { // which takes no traffic from it
        return Milestone{"mitigated", std::nullopt, entry.subject + " was, when it was DOWN already"};
    }
    return Milestone{"mitigated", entry.time, entry.subject + " was taken out of rotation, as HAProxy's log says"};
}

Milestone mitigated(const IncidentReport& report, const std::optional<Timestamp>& failed)
{
    constexpr const char* nobody = "not recorded: no server with failures was taken out of rotation";
    Milestone out{"mitigated", std::nullopt, nobody};
    for (const ReportedServer& server : report.servers) {
        for (const StateSpan& span : server.history.spans) {
            const bool after = failed && server.firstTrouble && span.from > *server.firstTrouble;
            if (after && isOut(span.state) && (!out.time || span.from < *out.time)) {
                out.time = span.from;
                out.words = nameOf(server.history) + " was taken out of rotation ("
                    + std::string(haproxy::serverStateName(span.state)) + ")";
            }
        }
    }
    ServersByName servers;
    for (const ReportedServer& server : report.servers) {
        servers[{server.history.proxy, server.history.server}].push_back(&server);
    }
    for (const ReportEntry& entry : report.timeline) {
        if (out.time && entry.time >= *out.time) {
            break;
        }
        const auto told = takenOut(servers, entry);
        if (told && told->time) {
            return *told;
        }
        if (told && !out.time && out.words == nobody) {
            out.words = std::string(nobody) + "; " + told->words;
        }
    }
    return out;
}

/// "a is DOWN", "a, b, c and 4 more are not well".
std::string notRecovered(const std::vector<const ReportedServer*>& servers)
{
    constexpr std::size_t mostNames = 3;
    if (servers.size() == 1) {
        const ServerHistory& only = servers.front()->history;
        return nameOf(only) + " is " + std::string(haproxy::serverStateName(only.spans.back().state));
    }
    const std::size_t told = servers.size() == mostNames + 1 ? servers.size() : std::min(servers.size(), mostNames);
    std::string out;
    for (std::size_t i = 0; i < told; ++i) {
        out += (i == 0 ? "" : i + 1 == servers.size() ? " and " : ", ") + nameOf(servers[i]->history);
    }
    return out + (told < servers.size() ? " and " + std::to_string(servers.size() - told) + " more" : "")
        + " are DOWN or failing";
}

/// When it was well again after its last trouble; nullopt: not by the end. Where nothing is known it has not recovered, and
/// when it did is when it is known again.
std::optional<Timestamp> wellSince(const std::vector<StateSpan>& spans)
{
    Timestamp since = Timestamp::min();
    for (auto span = spans.begin(); span != spans.end(); ++span) {
        if (!isTrouble(*span)) {
            continue;
        }
        const auto after = std::find_if(span + 1, spans.end(),
                                        [](const StateSpan& next) { return next.state != ServerState::Unknown; });
        if (after == spans.end()) {
            return std::nullopt;
        }
        since = isTrouble(*after) ? since : after->from;
    }
    return since;
}

Milestone recovered(const IncidentReport& report)
{
    Milestone out{"recovered", std::nullopt, ""};
    std::vector<const ReportedServer*> still;
    for (const ReportedServer& server : report.servers) {
        const std::optional<Timestamp> since = wellSince(server.history.spans);
        if (!since) {
            still.push_back(&server);
        } else if (*since != Timestamp::min()) {
            out.time = std::max(out.time.value_or(*since), *since);
        }
    }
    if (!still.empty()) {
        return {"recovered", std::nullopt, "not by the end of this report: " + notRecovered(still)};
    }
    out.words = out.time ? "no server was DOWN or failing any more" : asFarAsKnown(report, "nothing to recover from");
    return out;
}

} // namespace

std::vector<Milestone> milestonesOf(const IncidentReport& report, const RuleSetVerdict& rules)
{
    std::vector<Milestone> out{firstFailure(report)};
    const std::optional<Timestamp> failed = out.front().time;
    out.push_back(detected(report, rules, out.front()));
    out.push_back(acknowledged(report, out.back().time ? out.back().time : failed));
    out.push_back(mitigated(report, failed));
    out.push_back(recovered(report));
    return out;
}

} // namespace checkwatch::session
