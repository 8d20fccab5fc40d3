#include "models/session/reporttimeline.h"

#include "models/base/numbers.h"
#include "models/fleet/acknowledgement.h"
#include "models/haproxy/metricmap.h"

#include <algorithm>
#include <map>

namespace checkwatch::session {
namespace {

using base::Timestamp;
using haproxy::ServerState;

std::string subjectOf(const metrics::Labels& labels)
{
    std::string out(labels.get("alertname"));
    const std::string_view proxy = labels.has("proxy") ? labels.get("proxy") : labels.get("backend");
    std::string about(proxy);
    if (labels.has("server")) {
        about += (about.empty() ? "" : "/") + std::string(labels.get("server"));
    }
    if (about.empty()) {
        about = labels.get("instance");
    }
    return about.empty() ? out : out + " of " + about;
}

class Timeline
{
public:
    explicit Timeline(const IncidentReport& report) : m_report(report) {}

    void addServers()
    {
        for (const ReportedServer& server : m_report.servers) {
            const std::vector<StateSpan>& spans = server.history.spans;
            for (std::size_t i = 1; i < spans.size(); ++i) {
                add(spans[i].from, EntryKind::Server, nameOf(server.history), stateText(spans[i - 1], spans[i]));
            }
        }
    }

    void addAlerts(const RuleSetVerdict& rules)
    {
        for (const Firing& firing : rules.firings) {
            const ReplayedAlert& alert = rules.alerts[firing.alert];
            const std::string subject = subjectOf(alert.labels);
            add(firing.firedAt, EntryKind::Alert, subject, "fires");
            if (!firing.goesOn) {
                const bool stillDown = std::ranges::any_of(m_report.servers, [&](const ReportedServer& server) {
                    return std::ranges::any_of(server.firing,
                                               [&](const Firing& other) {
                                                   return other.alert == firing.alert
                                                       && other.firedAt == firing.firedAt;
                                               })
                        && haproxy::isDown(stateAt(server.history, firing.endedAt));
                });
                add(firing.endedAt, EntryKind::Alert, subject,
                    stillDown ? "cleared, and the server is still DOWN" : "resolved");
            }
        }
    }

    void addExporters(recording::Reader& reader)
    {
        std::map<std::uint32_t, std::string> names;
        for (const recording::RecordedStream& stream : reader.streams()) {
            names[stream.record.number] = stream.record.labels.get("instance");
        }
        std::map<std::string, bool> up;
        for (const recording::ScrapeRecord& scrape : reader.scrapes(m_report.start, m_report.end)) {
            const std::string& instance = names[scrape.stream];
            const auto [known, first] = up.try_emplace(instance, true);
            if (known->second != scrape.report.up) {
                add(scrape.time, EntryKind::Exporter, instance,
                    scrape.report.up ? "answers again" : "cannot be read: " + scrape.report.error.message);
                known->second = scrape.report.up;
            }
        }
    }

    void addReloads(const tsdb::Querier& data)
    {
        std::vector<metrics::Sample> samples;
        for (const tsdb::SeriesRef series : data.select({})) {
            const auto place = haproxy::placeOf(data.labels(series));
            if (!place || place->field != haproxy::Field::ProcessStart) {
                continue;
            }
            samples.clear();
            data.window(series, m_report.start, m_report.end, samples);
            for (std::size_t i = 1; i < samples.size(); ++i) {
                if (samples[i].value != samples[i - 1].value) {
                    add(samples[i].time, EntryKind::Exporter, std::string(data.labels(series).get("instance")),
                        "HAProxy has a new process (reload or restart)");
                }
            }
        }
    }

    void addRecording(recording::Reader& reader)
    {
        for (const recording::RecordedGap& gap : m_report.gaps) {
            add(std::max(gap.from, m_report.start), EntryKind::Recording, "recording",
                "nothing is recorded: " + gap.reason);
            if (gap.to < m_report.end) {
                add(gap.to, EntryKind::Recording, "recording", "goes on");
            }
        }
        for (const recording::RulesRecord& rules : reader.rules(m_report.start, m_report.end)) {
            if (rules.from > m_report.start) {
                add(rules.from, EntryKind::Recording, "rules", "other rules are loaded");
            }
        }
        for (const recording::NoteRecord& note : m_report.notes) {
            add(note.time, EntryKind::Note, "note", note.text);
        }
    }

    /// What no sample says.
    void addEvents(recording::Reader& reader)
    {
        for (const fleet::Event& event : reader.events(m_report.start, m_report.end)) {
            const std::string& server = event.kind == fleet::EventKind::LogLine ? event.name : event.serverName;
            const std::string about = event.proxy + (server.empty() ? "" : "/" + server);
            if (event.kind == fleet::EventKind::LogLine) {
                add(event.time, EntryKind::Log, about.empty() ? "log" : about, event.detail);
            } else if (event.kind == fleet::EventKind::RunbookStep) {
                add(event.time, EntryKind::Step, event.name + (about.empty() ? "" : " of " + about),
                    "step " + event.after + ": " + event.detail);
            } else if (event.kind == fleet::EventKind::Acknowledged && fleet::acknowledgedAt(event) >= m_report.start) {
                add(fleet::acknowledgedAt(event), EntryKind::Acknowledged, about.empty() ? event.name : about,
                    "acknowledged by " + event.detail);
            }
        }
    }

    std::vector<ReportEntry> take()
    {
        std::ranges::stable_sort(m_entries, {}, &ReportEntry::time);
        // A program that starts again reads again what was acknowledged before.
        const auto again = std::ranges::unique(m_entries, [](const ReportEntry& a, const ReportEntry& b) {
            return b.kind == EntryKind::Acknowledged && a.kind == b.kind && a.time == b.time && a.subject == b.subject;
        });
        m_entries.erase(again.begin(), again.end());
        return std::move(m_entries);
    }

private:
    static ServerState stateAt(const ServerHistory& history, Timestamp time)
    {
        const auto after = std::ranges::upper_bound(history.spans, time, {}, &StateSpan::from);
        return after == history.spans.begin() ? ServerState::Unknown : (after - 1)->state;
    }

    static std::string stateText(const StateSpan& before, const StateSpan& now)
    {
        std::string text = std::string(haproxy::serverStateName(before.state)) + " → "
            + std::string(haproxy::serverStateName(now.state));
        if (haproxy::isFailure(now.check)) {
            text += ": " + std::string(haproxy::checkStatusName(now.check)) + ", "
                + std::string(haproxy::shortMeaning(now.check));
        }
        return text;
    }

    void add(Timestamp time, EntryKind kind, std::string subject, std::string text)
    {
        m_entries.push_back({time, kind, std::move(subject), std::move(text)});
    }

    const IncidentReport& m_report;
    std::vector<ReportEntry> m_entries;
};

bool isTrouble(ServerState state)
{
    return haproxy::isDown(state) || state == ServerState::UpGoingDown;
}

bool isOut(ServerState state)
{
    return state == ServerState::Maint || state == ServerState::Drain || state == ServerState::Nolb
        || state == ServerState::UpNoTraffic;
}

Milestone firstFailure(const IncidentReport& report)
{
    Milestone out{"first failure", std::nullopt, "no check failed and no server was DOWN"};
    for (const ReportedServer& server : report.servers) {
        if (server.firstTrouble && (!out.time || *server.firstTrouble < *out.time)) {
            out.time = server.firstTrouble;
            out.words = nameOf(server.history);
            if (server.cause != haproxy::CheckStatus::Unknown) {
                out.words += ": " + std::string(haproxy::checkStatusName(server.cause)) + ", "
                    + std::string(haproxy::shortMeaning(server.cause));
            }
        }
    }
    return out;
}

Milestone detected(const RuleSetVerdict& rules, const std::optional<Timestamp>& failed)
{
    Milestone out{"detected", std::nullopt, "no alert fired"};
    for (const Firing& firing : rules.firings) {
        const bool about = firing.behind == Behind::Down || firing.behind == Behind::FailingOnly;
        if (about && failed && firing.endedAt >= *failed && (!out.time || firing.firedAt < *out.time)) {
            out.time = firing.firedAt;
            out.words = subjectOf(rules.alerts[firing.alert].labels) + " fires";
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

Milestone mitigated(const IncidentReport& report, const std::optional<Timestamp>& failed)
{
    Milestone out{"mitigated", std::nullopt, "not recorded: no server with failures was taken out of rotation"};
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
    return out;
}

Milestone recovered(const IncidentReport& report)
{
    Milestone out{"recovered", std::nullopt, ""};
    for (const ReportedServer& server : report.servers) {
        for (const StateSpan& span : server.history.spans) {
            if (!isTrouble(span.state)) {
                continue;
            }
            if (span.to >= report.end) {
                return {"recovered", std::nullopt,
                        "not by the end of this report: " + nameOf(server.history) + " is "
                            + std::string(haproxy::serverStateName(span.state))};
            }
            out.time = std::max(out.time.value_or(span.to), span.to);
        }
    }
    out.words = out.time ? "no server was DOWN or failing any more" : "nothing to recover from";
    return out;
}

} // namespace

std::string nameOf(const ServerHistory& history)
{
    std::string out = history.proxy + "/" + history.server;
    return history.instance.empty() ? out : out + " via " + history.instance;
}

std::vector<ReportEntry> reportTimeline(const IncidentReport& report, const RuleSetVerdict& rules,
                                        recording::Reader& reader, const tsdb::Querier& data)
{
    Timeline timeline(report);
    timeline.addRecording(reader);
    timeline.addEvents(reader);
    timeline.addExporters(reader);
    timeline.addReloads(data);
    timeline.addServers();
    timeline.addAlerts(rules);
    return timeline.take();
}

std::vector<Milestone> milestonesOf(const IncidentReport& report, const RuleSetVerdict& rules)
{
    std::vector<Milestone> out{firstFailure(report)};
    const std::optional<Timestamp> failed = out.front().time;
    out.push_back(detected(rules, failed));
    out.push_back(acknowledged(report, out.back().time ? out.back().time : failed));
    out.push_back(mitigated(report, failed));
    out.push_back(recovered(report));
    return out;
}

} // namespace checkwatch::session
