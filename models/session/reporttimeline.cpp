#include "models/session/reporttimeline.h"

#include "models/base/numbers.h"
#include "models/base/timetext.h"
#include "models/fleet/acknowledgement.h"
#include "models/fleet/silence.h"
#include "models/recording/recordeddata.h"
#include "models/recording/standingevents.h"
#include "models/recording/toldlines.h"
#include "models/session/reportoutages.h"
#include "models/session/restarts.h"

#include <algorithm>
#include <map>
#include <utility>

namespace checkwatch::session {
namespace {

using base::Timestamp;
using haproxy::ServerState;

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

    void addAlerts(const RuleSetVerdict& rules, const Outages& outages)
    {
        for (const ReportedServer& server : m_report.servers) {
            for (const Firing& firing : server.firing) {
                m_serversOf[{firing.alert, firing.firedAt}].push_back(&server);
            }
        }
        const bool several = fromSeveralExporters(rules);
        for (const Firing& firing : rules.firings) {
            const metrics::Labels& labels = rules.alerts[firing.alert].labels;
            const std::string subject = subjectOf(labels, several);
            add(firing.firedAt, EntryKind::Alert, subject,
                firing.firedBefore ? "fires, since before the start" : "fires");
            if (!firing.goesOn) {
                add(firing.endedAt, EntryKind::Alert, subject, endOf(firing, labels, outages));
            }
        }
    }

    void addExporters(const Outages& outages)
    {
        for (const auto& [target, times] : outages.all()) {
            const std::string& instance = target.first;
            for (const Outages::Outage& outage : times) {
                add(outage.from, EntryKind::Exporter, instance, "cannot be read: " + outage.error);
                if (outage.to != Timestamp::max()) {
                    add(outage.to, EntryKind::Exporter, instance, "answers again");
                }
            }
        }
    }

    void addReloads(const tsdb::Querier& data)
    {
        for (const auto& [instance, restarts] : restartsIn(data, m_report.start, m_report.end)) {
            for (const Restart& restart : restarts) {
                add(restart.began, EntryKind::Exporter, instance, newProcessText);
            }
        }
    }

    void addRecording()
    {
        for (const recording::RecordedGap& gap : m_report.gaps) {
            add(std::max(gap.from, m_report.start), EntryKind::Recording, "recording",
                "nothing is recorded: " + gap.reason);
            if (gap.to < m_report.end) {
                add(gap.to, EntryKind::Recording, "recording", "goes on");
            }
        }
    }

    void addRules(const RulesOfReport& rules)
    {
        for (const RulesOfReport::Change& change : rules.changes) {
            add(change.time, EntryKind::Recording, "rules", change.words);
        }
    }

    void addNotes()
    {
        for (const recording::NoteRecord& note : m_report.notes) {
            add(note.time, EntryKind::Note, "note", note.text);
        }
    }

    /// What was told before the start and held at it.
    void addStanding(recording::Reader& reader)
    {
        for (const fleet::Event& event : recording::standingEvents(reader, m_report.start)) {
            addSilenceOf(event, m_report.start, sinceBefore);
        }
        const recording::RecordedData before(reader, m_report.start - recording::longestUnseen, m_report.start);
        for (const fleet::Event& line : recording::toldLines(reader, before, m_report.start)) {
            add(m_report.start, EntryKind::Log, line.proxy + '/' + line.name, sinceBefore + line.detail);
            m_entries.back().instance = line.instance;
        }
    }

    /// What no sample says.
    void addEvents(recording::Reader& reader)
    {
        for (const fleet::Event& event : reader.events(m_report.start, m_report.end)) {
            const std::string& server = fleet::serverNameOf(event);
            const std::string about = event.proxy + (server.empty() ? "" : "/" + server);
            if (event.kind == fleet::EventKind::LogLine) {
                add(event.time, EntryKind::Log, about.empty() ? "log" : about, event.detail);
                m_entries.back().instance = event.instance;
            } else if (event.kind == fleet::EventKind::RunbookStep) {
                add(event.time, EntryKind::Step, event.name + (about.empty() ? "" : " of " + about),
                    "step " + event.after + ": " + event.detail);
            } else if (event.kind == fleet::EventKind::Acknowledged && fleet::acknowledgedAt(event) >= m_report.start) {
                add(fleet::acknowledgedAt(event), EntryKind::Acknowledged, about.empty() ? event.name : about,
                    "acknowledged by " + event.detail);
            } else {
                addSilenceOf(event, event.time, {});
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
    [[nodiscard]] std::string endOf(const Firing& firing, const metrics::Labels& labels, const Outages& outages) const
    {
        if (outages.leaveUnknown(labels, firing.endedAt)) {
            return "unknown from here on: its exporter cannot be read";
        }
        if (isStillDown(firing)) {
            return "cleared, and the server is still DOWN";
        }
        const std::string away = labels.has("instance") ? std::string() : outages.awayAt(firing.endedAt);
        return away.empty() ? "resolved" : "resolved, while " + away + " cannot be read";
    }

    /// A server that it was about is DOWN when it ends.
    [[nodiscard]] bool isStillDown(const Firing& firing) const
    {
        const auto servers = m_serversOf.find({firing.alert, firing.firedAt});
        return servers != m_serversOf.end()
            && std::ranges::any_of(servers->second, [&firing](const ReportedServer* server) {
                   return haproxy::isDown(stateAt(server->history, firing.endedAt));
               });
    }

    void addSilenceOf(const fleet::Event& event, Timestamp time, const std::string& since)
    {
        if (const auto silence = fleet::silenceOf(event)) {
            add(time, EntryKind::Silence, event.before, since + silenceText(*silence, event));
        } else if (event.kind == fleet::EventKind::Alertmanager) {
            add(time, EntryKind::Silence, "Alertmanager " + event.instance,
                since + (event.after == "up" ? "answers" : "does not answer: " + event.detail));
        }
    }

    static std::string silenceText(const fleet::Silence& silence, const fleet::Event& event)
    {
        const std::string whose = "silenced by " + silence.createdBy;
        if (fleet::isOver(event)) {
            return whose + ": no longer, "
                + (event.after == fleet::silencestep::ended         ? "it was ended"
                       : event.after == fleet::silencestep::unasked ? "its Alertmanager is not asked any more"
                                                                    : "it ran out");
        }
        return whose + " until " + base::formatTime(silence.endsAt)
            + (silence.isKnown() ? "" : ", not known since " + base::formatTime(silence.unknownSince))
            + (silence.comment.empty() ? "" : ": " + silence.comment);
    }

    static ServerState stateAt(const ServerHistory& history, Timestamp time)
    {
        const auto after = std::ranges::upper_bound(history.spans, time, {}, &StateSpan::from);
        return after == history.spans.begin() ? ServerState::Unknown : (after - 1)->state;
    }

    static std::string stateText(const StateSpan& before, const StateSpan& now)
    {
        std::string text = std::string(haproxy::serverStateName(before.state)) + " → "
            + std::string(haproxy::serverStateName(now.state));
        if (now.failing != haproxy::CheckStatus::Unknown) {
            text += ": " + std::string(haproxy::checkStatusName(now.failing)) + ", "
                + std::string(haproxy::shortMeaning(now.failing));
        }
        return text;
    }

    void add(Timestamp time, EntryKind kind, std::string subject, std::string text)
    {
        m_entries.push_back({time, kind, std::move(subject), std::move(text), {}});
    }

    const IncidentReport& m_report;
    std::vector<ReportEntry> m_entries;
    std::map<std::pair<std::size_t, Timestamp>, std::vector<const ReportedServer*>>
        m_serversOf; ///< by what fired, and when
};

} // namespace

std::string nameOf(const ServerHistory& history)
{
    std::string out = history.proxy + "/" + history.server;
    return history.instance.empty() ? out : out + " via " + history.instance;
}

std::vector<ReportEntry> reportTimeline(const IncidentReport& report, const RuleSetVerdict& verdict,
                                        const RulesOfReport& rules, recording::Reader& reader,
                                        const tsdb::Querier& data)
{
    const Outages outages(reader, report.start, report.end);
    Timeline timeline(report);
    timeline.addRecording();
    timeline.addRules(rules);
    timeline.addNotes();
    timeline.addStanding(reader);
    timeline.addEvents(reader);
    timeline.addExporters(outages);
    timeline.addReloads(data);
    timeline.addServers();
    timeline.addAlerts(verdict, outages);
    return timeline.take();
}

bool fromSeveralExporters(const RuleSetVerdict& verdict)
{
    std::string_view first;
    for (const ReplayedAlert& alert : verdict.alerts) {
        const std::string_view instance = alert.labels.get("instance");
        if (instance.empty() || alert.transitions.empty()) {
            continue;
        }
        if (!first.empty() && instance != first) {
            return true;
        }
        first = instance;
    }
    return false;
}

std::string subjectOf(const RuleSetVerdict& verdict, std::size_t alert)
{
    return subjectOf(verdict.alerts[alert].labels, fromSeveralExporters(verdict));
}

std::string subjectOf(const metrics::Labels& labels, bool withExporter)
{
    std::string out(labels.get("alertname"));
    const std::string_view proxy = labels.has("proxy") ? labels.get("proxy") : labels.get("backend");
    std::string about(proxy);
    if (labels.has("server")) {
        about += (about.empty() ? "" : "/") + std::string(labels.get("server"));
    }
    const std::string_view instance = labels.get("instance");
    if (about.empty()) {
        about = instance;
    } else if (withExporter && !instance.empty()) {
        about += " via " + std::string(instance);
    }
    return about.empty() ? out : out + " of " + about;
}

} // namespace checkwatch::session
