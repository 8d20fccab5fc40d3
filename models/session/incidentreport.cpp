#include "models/session/incidentreport.h"

#include "models/recording/manifest.h"
#include "models/recording/standingevents.h"
#include "models/recording/sweep.h"
#include "models/recording/verify.h"
#include "models/session/notesfile.h"
#include "models/session/reach.h"
#include "models/session/reportbackends.h"
#include "models/session/reportincrease.h"
#include "models/session/reportoutages.h"
#include "models/session/reportrules.h"
#include "models/session/reportrunbooks.h"
#include "models/session/reportservers.h"
#include "models/session/reporttimeline.h"
#include "models/session/rulesets.h"

#include <QCryptographicHash>
#include <QFileInfo>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;

constexpr std::int64_t notWellSteps = 240;
/// How far a report is after these.
constexpr double shareOfBacktest = 0.85;
constexpr double shareOfServers = 0.95;
constexpr double shareOfBackends = 0.97;

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

std::vector<NotWell> notWellOf(const Backtest& backtest)
{
    const Duration step = std::max<Duration>((backtest.end - backtest.start) / notWellSteps, std::chrono::seconds{1});
    std::vector<NotWell> out;
    for (Timestamp time = backtest.start; time < backtest.end; time += step) {
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

std::map<std::string, std::vector<std::string>> firingAtEnd(const RuleSetVerdict& verdict)
{
    const bool several = fromSeveralExporters(verdict);
    std::map<std::string, std::vector<std::string>> out;
    for (const Firing& firing : verdict.firings) {
        if (firing.goesOn) {
            const metrics::Labels& labels = verdict.alerts[firing.alert].labels;
            out[std::string(labels.get("alertname"))].push_back(subjectOf(labels, several));
        }
    }
    return out;
}

/// Where all servers are as one exporter tells, that is said once.
void nameOnlyExporter(IncidentReport& report, const recording::Reader& reader)
{
    std::set<std::string_view> instances;
    for (const recording::RecordedStream& stream : reader.streams()) {
        if (stream.record.kind == recording::StreamRecord::Kind::Target && stream.from <= report.end
            && stream.to >= report.start) {
            instances.insert(stream.record.labels.get("instance"));
        }
    }
    if (instances.size() != 1) {
        return;
    }
    report.onlyExporter = *instances.begin();
    std::ranges::for_each(report.servers, [](ReportedServer& server) { server.history.instance.clear(); });
    std::ranges::for_each(report.backends, [](BackendOutage& backend) { backend.instance.clear(); });
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
        return [&wanted, &goOn, from, to](double share) { return wanted = goOn(from + (to - from) * share) && wanted; };
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
    report.minDown = options.backtest.minDown;
    report.spells = done->spells;
    report.firing = firingAtEnd(verdict);
    report.uncaught = verdict.all.missed;
    report.servers = reportedServers(reader, sweep, *done, part(shareOfBacktest, shareOfServers));
    report.backends = backendOutages(sweep, done->servers, staleAfterIn(reader), report.start, report.end,
                                     part(shareOfServers, shareOfBackends));
    report.notWell = notWellOf(*done);
    report.headline = headlineOf(headlineRule(rules.newest().groups, rules.healthAlerts), report.compat);
    if (!wanted || !addIncreases(report, sweep, part(shareOfBackends, 1))) {
        return canceledReport();
    }
    nameOnlyExporter(report, reader);
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
