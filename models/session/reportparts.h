#pragma once

#include "models/fleet/history.h"
#include "models/session/backtest.h"
#include "models/session/serverhistory.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What an incident report (incidentreport.h) is put together of, as values. All texts out of the recording are raw.
namespace checkwatch::session {

/// A server that something happened to, as one exporter tells it.
struct ReportedServer
{
    ServerHistory history;
    std::optional<base::Timestamp> firstTrouble; ///< first failed check, or DOWN without one; unset: only an alert
    bool firstOut = false;                       ///< of its backend
    haproxy::ServerState firstState = haproxy::ServerState::Unknown; ///< it showed at its first trouble
    haproxy::CheckStatus cause = haproxy::CheckStatus::Unknown;      ///< the failing check result that it showed then
    std::string told;                                                ///< if none: what HAProxy's log said then
    haproxy::CheckStatus later = haproxy::CheckStatus::Unknown;      ///< if none: the first that it showed after that
    std::vector<std::pair<haproxy::ServerState, base::Duration>> timeIn; ///< longest first
    std::vector<Firing> firing;                                          ///< times an alert of it fired
    std::vector<fleet::Point> increase; ///< of those that failed most: failures per window; NaN where not counted
};

enum class EntryKind : std::uint8_t { Server, Alert, Exporter, Recording, Note, Step, Acknowledged, Silence, Log };

/// One line of the timeline.
struct ReportEntry
{
    base::Timestamp time{};
    EntryKind kind = EntryKind::Server;
    std::string subject; ///< server, alert or exporter
    std::string text;
    std::string instance{}; ///< of a line of a log: the exporter of the HAProxy that wrote it, where that is known
};

/// A point in the course of an incident.
struct Milestone
{
    std::string name;                    ///< "first failure", "detected", …
    std::optional<base::Timestamp> time; ///< unset: see words
    std::string words;                   ///< what it was, or why there is none
    bool before = false;                 ///< it was before the start, which then stands in for when
};

struct ReportedRule
{
    std::string name;
    Tally tally;
    std::size_t firedBefore = 0;            ///< of those fired: since before the start
    std::vector<std::string> blindSpots;    ///< what it cannot tell here, whole sentences
    std::string error;                      ///< where it could not be evaluated
    std::optional<base::Timestamp> since{}; ///< it came within the report
    std::optional<base::Timestamp> until{}; ///< it was gone before the end
};

/// A step of a runbook; `done`: when it was ticked last, if it was and stayed so.
struct ReportedStep
{
    std::string title;
    std::optional<base::Timestamp> done;
};

/// The runbook of an alert that fired, as it was recorded where it was.
struct ReportedRunbook
{
    std::string alert;
    std::vector<std::pair<std::string, std::vector<ReportedStep>>> sections; ///< title, steps
};

/// How many servers were not well at a time.
struct NotWell
{
    base::Timestamp time{};
    std::uint32_t down = 0;
    std::uint32_t failing = 0; ///< a failed check in the minute before, and not DOWN
};

/// A backend that had neither an active server nor a backup.
struct BackendOutage
{
    std::string proxy;
    std::string instance;    ///< of the exporter that tells it
    base::Timestamp first{}; ///< scrape that showed it
    std::size_t times = 0;   ///< with servers in between
    base::Duration sum{0};   ///< as far as is known
    bool always = false;     ///< no scrape showed a server
};

} // namespace checkwatch::session
