#pragma once

#include "models/recording/reader.h"
#include "models/runbooks/library.h"
#include "models/session/headline.h"
#include "models/session/reportparts.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What somebody who was not there reads about an incident, as values: made once, written in several formats. All texts out
/// of the recording are raw; whoever writes them escapes them.
namespace checkwatch::session {

struct IncidentReport
{
    std::string recording; ///< name of its file
    base::Timestamp start{};
    base::Timestamp end{};
    std::string checksum;        ///< SHA-256, hexadecimal
    bool growing = false;        ///< the checksum is of the root frame: the file was still written
    bool recordedRules = false;  ///< else the published ones were evaluated
    std::size_t ruleChanges = 0; ///< within the report; each rule was evaluated while it held
    /// Rules look back further at what rules wrote than this, from when on they were evaluated.
    std::optional<base::Timestamp> evaluatedFrom{};
    bool logs = false;     ///< somebody listened to HAProxy's log
    bool silences = false; ///< an Alertmanager answered, before its end
    Headline headline;     ///< of the end: what ReportedServer::increase is an increase of, and its threshold
    base::Duration evaluationInterval{0}; ///< of the end, as `compat`
    promql::Compat compat = promql::Compat::Prometheus3;
    std::string
        onlyExporter; ///< whose instance is left out of the names of servers and backends; "" where there are several
    std::size_t knownServers = 0;
    base::Duration minDown{0}; ///< of `spells`
    std::vector<DownSpell> spells;
    std::vector<BackendOutage> backends;                    ///< longest first
    std::size_t uncaught = 0;                               ///< of the spells: no alert of the server fired
    std::map<std::string, std::vector<std::string>> firing; ///< at the end: what each alert is called, by name
    std::vector<Milestone> milestones;
    std::vector<ReportedServer> servers; ///< worst first
    std::vector<ReportEntry> timeline;   ///< ascending
    std::vector<NotWell> notWell;        ///< in equal steps
    std::vector<ReportedRule> rules;     ///< alerting rules
    std::vector<ReportedRunbook> runbooks;
    std::vector<recording::NoteRecord> notes;
    std::vector<recording::RecordedGap> gaps;
    std::vector<std::string> damage;
    std::map<std::string, base::Duration> unread; ///< by exporter (instance): how long it could not be read

    /// What it tells is all that happened: no server went unseen.
    [[nodiscard]] bool sawAll() const { return knownServers > 0 && gaps.empty() && damage.empty() && unread.empty(); }
};

struct ReportOptions
{
    std::string path;                     ///< of the recording's file
    BacktestOptions backtest;             ///< start and end are those of the report
    std::vector<rules::Group> fallback{}; ///< rules where the recording has none
};

/// Reads, evaluates and joins. `goOn` as in backtest(), of all of it.
base::Result<IncidentReport> incidentReport(recording::Reader& reader, const runbooks::Library& library,
                                            const ReportOptions& options, const std::function<bool(double)>& goOn);

} // namespace checkwatch::session
