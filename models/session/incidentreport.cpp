#include "models/session/incidentreport.h"

#include "models/recording/manifest.h"
#include "models/recording/sweep.h"
#include "models/recording/verify.h"
#include "models/rules/rulehealth.h"
#include "models/session/notesfile.h"
#include "models/session/reportincrease.h"
#include "models/session/reportrunbooks.h"
#include "models/session/reporttimeline.h"
#include "models/session/rulesets.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <map>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;

constexpr std::int64_t notWellSteps = 240;

base::Result<std::string> checksumOf(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file)) {
        return base::Error{base::ErrorCode::Refused, file.errorString().toStdString(), path};
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
std::vector<ServerName> concerned(const Backtest& backtest)
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

std::optional<Timestamp> firstTrouble(const ServerHistory& history)
{
    std::optional<Timestamp> first;
    if (!history.failures.empty()) {
        first = history.failures.front();
    }
    const auto down = std::ranges::find_if(history.spans, [](const StateSpan& span) {
        return haproxy::isDown(span.state) || span.state == haproxy::ServerState::UpGoingDown;
    });
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

/// The first of each backend, as far as it is known.
void markFirstOut(std::vector<ReportedServer>& servers)
{
    std::map<std::string, ReportedServer*> first;
    for (ReportedServer& server : servers) {
        ReportedServer*& known = first[server.history.proxy];
        if (server.firstTrouble && (known == nullptr || *server.firstTrouble < *known->firstTrouble)) {
            known = &server;
        }
    }
    for (const auto& [proxy, server] : first) {
        if (server != nullptr) {
            server->firstOut = true;
        }
    }
}

std::vector<ReportedServer> serversOf(const tsdb::Querier& data, const Backtest& backtest)
{
    const RuleSetVerdict& rules = backtest.sets.front();
    std::vector<ReportedServer> out;
    for (ServerHistory& history : serverHistories(data, concerned(backtest), backtest.start, backtest.end)) {
        ReportedServer server;
        server.firstTrouble = firstTrouble(history);
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
    markFirstOut(out);
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

rules::HealthConditions conditionsOf(const recording::Reader& reader, const IncidentReport& report)
{
    rules::HealthConditions conditions;
    conditions.evaluationInterval = report.evaluationInterval;
    conditions.compat = report.compat;
    conditions.labelsComplete = false;
    std::map<std::string, Duration> jobs;
    for (const recording::RecordedStream& stream : reader.streams()) {
        if (stream.record.kind == recording::StreamRecord::Kind::Target && stream.record.interval > Duration{0}) {
            jobs[std::string(stream.record.labels.get("job"))] = stream.record.interval;
        }
    }
    for (const auto& [job, interval] : jobs) {
        conditions.jobs.push_back({job, interval});
    }
    return conditions;
}

std::vector<ReportedRule> rulesOf(const RuleSetVerdict& set, const std::vector<rules::Group>& groups,
                                  const rules::HealthConditions& conditions, const rules::HealthData& data)
{
    std::vector<ReportedRule> out;
    const auto verdicts = rules::checkRules(groups, conditions, data);
    std::size_t number = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        for (std::size_t r = 0; r < groups[g].rules.size(); ++r, ++number) {
            const ReplayedRule& rule = set.rules[number];
            if (rule.rule->kind == rules::Rule::Kind::Alerting) {
                out.push_back({rule.rule->name, set.byRule[number], rules::cannotTell(*verdicts[g][r]),
                               rule.failures > 0 ? rule.firstError.text() : std::string()});
            }
        }
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

} // namespace

base::Result<IncidentReport> incidentReport(recording::Reader& reader, const runbooks::Library& library,
                                            const ReportOptions& options, const std::function<bool(double)>& goOn)
{
    IncidentReport report;
    report.recording = QFileInfo(QString::fromStdString(options.path)).fileName().toStdString();
    report.start = options.backtest.rules.start;
    report.end = options.backtest.rules.end;
    report.growing = QFileInfo::exists(QString::fromStdString(options.path) + QStringLiteral("-wal"));
    const auto checksum = report.growing ? base::Result(checksumOf(reader.root())) : checksumOf(options.path);
    if (!checksum) {
        return checksum.error();
    }
    report.checksum = *checksum;
    report.evaluationInterval = options.backtest.rules.interval;
    report.compat = options.backtest.rules.promql.compat;
    report.notes = notesOf(reader, options.path, report.start, report.end);
    report.gaps = reader.gaps(report.start, report.end);
    const auto recorded = reader.rules(report.end, report.end);
    report.recordedRules = !recorded.empty() && !recorded.back().groups.empty();
    report.ruleChanges = reader.rules(report.start, report.end).size();
    report.ruleChanges -= report.ruleChanges > 0 ? 1 : 0; // the first ones held already
    report.logs = std::ranges::any_of(reader.logSources(report.start, report.end),
                                      [](const auto& record) { return !record.sources.empty(); });
    const std::vector<rules::Group>& groups = report.recordedRules ? recorded.back().groups : options.fallback;

    const recording::RecordedData data(reader, reader.from(), reader.to());
    const recording::Sweep sweep(data);
    const auto done = backtest(sweep, {{"rules", groups}}, options.backtest, goOn);
    if (!done) {
        return done.error();
    }
    report.knownServers = done->servers.size();
    report.spells = done->spells;
    report.uncaught = done->sets.front().all.missed;
    report.servers = serversOf(sweep, *done);
    report.notWell = notWellOf(*done);
    const auto& alerts = recorded.empty() ? config::Checkwatch().healthAlerts : recorded.back().healthAlerts;
    report.headline = headlineOf(headlineRule(groups, alerts), report.compat);
    addIncreases(report, sweep);
    report.timeline = reportTimeline(report, done->sets.front(), reader, sweep);
    report.milestones = milestonesOf(report, done->sets.front());
    report.rules = rulesOf(done->sets.front(), groups, conditionsOf(reader, report), {&sweep, report.end});
    report.runbooks = reportedRunbooks(report, done->sets.front(), reader, library);
    for (const recording::Damage& damage : reader.damage()) {
        report.damage.push_back(recording::damageText(damage));
    }
    return report;
}

} // namespace checkwatch::session
