#include "models/session/incidentreport.h"

#include "models/recording/manifest.h"
#include "models/recording/standingevents.h"
#include "models/recording/sweep.h"
#include "models/recording/verify.h"
#include "models/session/notesfile.h"
#include "models/session/reach.h"
#include "models/session/reportincrease.h"
#include "models/session/reportoutages.h"
#include "models/session/reportrules.h"
#include "models/session/reportrunbooks.h"
#include "models/session/reporttimeline.h"
#include "models/session/rulesets.h"

#include <QCryptographicHash>
#include <QFileInfo>

#include <algorithm>
#include <fstream>
#include <map>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;

constexpr std::int64_t notWellSteps = 240;
/// How far a report is after these.
constexpr double shareOfBacktest = 0.85;
constexpr double shareOfServers = 0.97;

base::Error canceledReport()
{
    return {base::ErrorCode::Canceled, "the report was canceled"};
}

base::Result<std::string> checksumOf(const std::string& path, const std::function<bool(double)>& goOn)
{
    std::ifstream file(path, std::ios::binary); // any name that a recording can have
    QCryptographicHash hash(QCryptographicHash::Sha256);
    std::vector<char> piece(std::size_t{1} << 20);
    while (file) {
        if (!goOn(0)) {
            return canceledReport();
        }
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        hash.addData(QByteArrayView(piece.data(), static_cast<qsizetype>(file.gcount())));
    }
    if (!file.eof()) {
        return base::Error{base::ErrorCode::Refused, "cannot be read to its end", path};
    }
    return hash.result().toHex().toStdString();
}

std::string checksumOf(const recording::Root& root)
{
    const recording::Bytes bytes = recording::sealRoot(root);
    const QByteArrayView view(bytes.data(), static_cast<qsizetype>(bytes.size()));
    return QCryptographicHash::hash(view, QCryptographicHash::Sha256).toHex().toStdString();
}

/// Who had trouble, or an alert.
std::vector<ServerName> concernedServers(const Backtest& backtest)
{
    std::vector<ServerName> out;
    for (std::size_t i = 0; i < backtest.servers.size(); ++i) {
        const ServerPast& past = backtest.servers[i];
        if (!past.down.empty() || !past.failures.empty() || backtest.sets.front().byServer[i].fired > 0) {
            out.push_back({past.proxy, past.server});
        }
    }
    return out;
}

std::vector<StateSpan>::const_iterator firstKnown(const ServerHistory& history)
{
    return std::ranges::find_if(history.spans,
                                [](const StateSpan& span) { return span.state != haproxy::ServerState::Unknown; });
}

/// By exporter: since when anything is known of its servers.
std::map<std::string, Timestamp> knownSince(const std::vector<ServerHistory>& histories)
{
    std::map<std::string, Timestamp> out;
    for (const ServerHistory& history : histories) {
        if (const auto known = firstKnown(history); known != history.spans.end()) {
            const auto [at, isNew] = out.try_emplace(history.instance, known->from);
            at->second = std::min(at->second, known->from);
        }
    }
    return out;
}

/// Trouble that is the first thing known of a server began at a time that nobody knows: it is of the start, as far as anybody
/// can tell; but not where its exporter told of others before, as of one that was added. `since`: of knownSince().
std::optional<Timestamp> firstTrouble(const ServerHistory& history, const std::map<std::string, Timestamp>& since)
{
    if (const auto known = firstKnown(history); known != history.spans.end() && isTrouble(*known)) {
        return known->from > since.at(history.instance) ? known->from : history.spans.front().from;
    }
    std::optional<Timestamp> first;
    if (!history.failures.empty()) {
        first = history.failures.front();
    }
    const auto down = std::ranges::find_if(history.spans, isTrouble);
    if (down != history.spans.end() && (!first || down->from < *first)) {
        first = down->from;
    }
    return first;
}

void addTimes(ReportedServer& server)
{
    std::map<haproxy::ServerState, Duration> times;
    for (const StateSpan& span : server.history.spans) {
        times[span.state] += span.to - span.from;
        if (server.cause == haproxy::CheckStatus::Unknown && haproxy::isFailure(span.check)) {
            server.cause = span.check;
        }
    }
    server.timeIn.assign(times.begin(), times.end());
    std::ranges::stable_sort(server.timeIn, std::greater<>{}, [](const auto& entry) { return entry.second; });
}

Duration downTime(const ReportedServer& server)
{
    Duration sum{0};
    for (const auto& [state, time] : server.timeIn) {
        sum += haproxy::isDown(state) ? time : Duration{0};
    }
    return sum;
}

/// The first of each backend, as far as it is known: of those that had trouble at the start already nobody can tell.
void markFirstOut(std::vector<ReportedServer>& servers, Timestamp start)
{
    std::map<std::string, ReportedServer*> first;
    for (ReportedServer& server : servers) {
        ReportedServer*& known = first[server.history.proxy];
        if (server.firstTrouble && (known == nullptr || *server.firstTrouble < *known->firstTrouble)) {
            known = &server;
        }
    }
    for (const auto& [proxy, server] : first) {
        if (server != nullptr && *server->firstTrouble > start) {
            server->firstOut = true;
        }
    }
}

std::vector<ReportedServer> serversOf(const tsdb::Querier& data, const Backtest& backtest, const StaleAfter& stale,
                                      const std::function<bool(double)>& goOn)
{
    const RuleSetVerdict& rules = backtest.sets.front();
    std::vector<ReportedServer> out;
    std::vector<ServerHistory> histories
        = serverHistories(data, concernedServers(backtest), backtest.start, backtest.end, stale, goOn);
    const std::map<std::string, Timestamp> since = knownSince(histories);
    for (ServerHistory& history : histories) {
        ReportedServer server;
        server.firstTrouble = firstTrouble(history, since);
        server.history = std::move(history);
        addTimes(server);
        for (const Firing& firing : rules.firings) {
            const std::string_view instance = rules.alerts[firing.alert].labels.get("instance");
            const bool about = std::ranges::any_of(firing.servers, [&](std::size_t i) {
                return backtest.servers[i].proxy == server.history.proxy
                    && backtest.servers[i].server == server.history.server;
            });
            if (about && (instance.empty() || instance == server.history.instance)) {
                server.firing.push_back(firing);
            }
        }
        out.push_back(std::move(server));
    }
    markFirstOut(out, backtest.start);
    std::ranges::stable_sort(out, [](const ReportedServer& a, const ReportedServer& b) {
        return std::pair(downTime(a), a.history.failures.size()) > std::pair(downTime(b), b.history.failures.size());
    });
    return out;
}

std::vector<NotWell> notWellOf(const Backtest& backtest)
{
    const Duration step = std::max<Duration>((backtest.end - backtest.start) / notWellSteps, std::chrono::seconds{1});
    std::vector<NotWell> out;
    for (Timestamp time = backtest.start; time <= backtest.end; time += step) {
        NotWell now{time};
        for (const ServerPast& past : backtest.servers) {
            const bool down = wasDown(past, time, time);
            now.down += down ? 1 : 0;
            now.failing += !down && hadTrouble(past, time - failuresTogether, time) ? 1 : 0;
        }
        out.push_back(now);
    }
    return out;
}

/// Those in the recording, and those beside it of who looked at it later; ascending.
std::vector<recording::NoteRecord> notesOf(recording::Reader& reader, const std::string& path, Timestamp start,
                                           Timestamp end)
{
    std::vector<recording::NoteRecord> notes = reader.notes(start, end);
    for (recording::NoteRecord& note : readNotes(path)) {
        if (note.time >= start && note.time <= end && !note.text.empty()) {
            notes.push_back(std::move(note));
        }
    }
    std::ranges::stable_sort(notes, {}, &recording::NoteRecord::time);
    return notes;
}

bool tellsOfSilences(const fleet::Event& event)
{
    return (event.kind == fleet::EventKind::Alertmanager && event.after == "up")
        || event.kind == fleet::EventKind::Silenced;
}

/// Those that held one after the other from the beginning of the recording: an alert of a rule that was new by the start
/// has not been there for longer than its rule.
std::vector<LaterRules> stagesFrom(recording::Reader& reader, const RulesOfReport& rules, Timestamp start)
{
    const LaterRules& first = rules.stages.front();
    RulesOfReport before = rulesOfReport(reader, reader.from(), start, first);
    if (!rules.recorded || !before.recorded) {
        return rules.stages;
    }
    std::vector<LaterRules> out = std::move(before.stages);
    out.insert(out.end(), rules.stages.begin(), rules.stages.end());
    return out;
}

/// Each rule while it held, at the times at which it was evaluated then.
base::Result<Backtest> backtestOf(const BacktestData& data, const RulesOfReport& rules, BacktestOptions options,
                                  recording::Reader& reader, IncidentReport& report,
                                  const std::function<bool(double)>& goOn)
{
    const std::vector<LaterRules> stages = stagesFrom(reader, rules, options.rules.start);
    const LaterRules& first = stages.front();
    options.rules.interval = first.interval;
    options.rules.promql = first.promql;
    options.rules.externalLabels = first.externalLabels;
    options.rules.liveSince = reader.from();
    for (const recording::RecordedGap& gap : reader.gaps(reader.from(), options.rules.end)) {
        options.rules.gaps.push_back({gap.from, gap.to});
    }
    if (looksBackBefore(stages, options.rules)) {
        report.evaluatedFrom = beginOf(stages, options.rules);
    }
    RuleSetUnderTest set{"rules", first.groups};
    set.later.assign(stages.begin() + 1, stages.end());
    return backtest(data, {std::move(set)}, options, goOn);
}

} // namespace

base::Result<IncidentReport> incidentReport(recording::Reader& reader, const runbooks::Library& library,
                                            const ReportOptions& options, const std::function<bool(double)>& goOn)
{
    bool wanted = true;
    const auto part = [&wanted, &goOn](double from, double to) {
        return [&wanted, &goOn, from, to](double share) { return wanted = goOn(from + (to - from) * share); };
    };
    IncidentReport report;
    report.recording = QFileInfo(QString::fromStdString(options.path)).fileName().toStdString();
    report.start = options.backtest.rules.start;
    report.end = options.backtest.rules.end;
    report.growing = QFileInfo::exists(QString::fromStdString(options.path) + QStringLiteral("-wal"));
    const auto checksum = report.growing ? base::Result(checksumOf(reader.root())) : checksumOf(options.path, goOn);
    if (!checksum) {
        return checksum.error();
    }
    report.checksum = *checksum;
    report.notes = notesOf(reader, options.path, report.start, report.end);
    report.gaps = reader.gaps(report.start, report.end);
    report.logs = std::ranges::any_of(reader.logSources(report.start, report.end),
                                      [](const auto& record) { return !record.sources.empty(); });
    const RuleReplayOptions& given = options.backtest.rules;
    const RulesOfReport rules
        = rulesOfReport(reader, report.start, report.end,
                        {report.start, options.fallback, given.interval, given.promql, given.externalLabels});
    report.recordedRules = rules.recorded;
    report.ruleChanges = rules.changes.size();
    report.evaluationInterval = rules.newest().interval;
    report.compat = rules.newest().promql.compat;
    report.silences = std::ranges::any_of(recording::standingEvents(reader, report.start), tellsOfSilences)
        || std::ranges::any_of(reader.events(report.start, report.end), tellsOfSilences);

    recording::RecordedData data(reader, reader.from(), reader.to());
    const recording::Sweep sweep(data);
    recording::Arrivals arrivals(reader, data);
    const auto done = backtestOf({sweep, &arrivals}, rules, options.backtest, reader, report, part(0, shareOfBacktest));
    if (!done) {
        return done.error().code == base::ErrorCode::Canceled ? canceledReport() : done.error();
    }
    const RuleSetVerdict& verdict = done->sets.front();
    report.knownServers = done->servers.size();
    report.spells = done->spells;
    report.uncaught = verdict.all.missed;
    report.servers = serversOf(sweep, *done, staleAfterIn(reader), part(shareOfBacktest, shareOfServers));
    report.notWell = notWellOf(*done);
    report.headline = headlineOf(headlineRule(rules.newest().groups, rules.healthAlerts), report.compat);
    if (!wanted || !addIncreases(report, sweep, part(shareOfServers, 1))) {
        return canceledReport();
    }
    report.timeline = reportTimeline(report, verdict, rules, reader, sweep);
    report.rules = reportedRules(verdict, rules, reader, {&sweep, report.end});
    report.runbooks = reportedRunbooks(report, verdict, reader, library);
    for (const recording::Damage& damage : reader.damage()) {
        report.damage.push_back(recording::damageText(damage));
    }
    report.unread = unreadTimes(reader, report.start, report.end);
    report.milestones = milestonesOf(report, verdict);
    return report;
}

} // namespace checkwatch::session
