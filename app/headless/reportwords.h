#pragma once

#include "models/session/incidentreport.h"

#include <QString>
#include <QStringList>

/// The words of a report, the same in every format. Everything that comes back is plain text on one line, without control
/// and invisible characters; the formats escape it for themselves.
namespace checkwatch::app {

/// "1 server", "2 servers".
QString counted(std::size_t number, const char* one, const char* many);
/// Text out of a recording, cut where it is longer.
QString reported(std::string_view utf8, qsizetype longest = 200);
/// What a rule cannot tell, whole sentences of this program's own.
inline constexpr qsizetype longestBlindSpot = 800;
/// "2026-11-28 03:14:25.810 UTC", and without the date.
QString dayAndTime(base::Timestamp time);
QString timeOfDay(base::Timestamp time);
/// The time of day, and the date before it where the report goes over midnight.
QString timeIn(const session::IncidentReport& report, base::Timestamp time);
/// "1m5s"; whole seconds from a second on.
QString lasting(base::Duration duration);
QString share(base::Duration part, base::Duration whole);

QString nameOf(const session::ReportedServer& server);
/// See session::causeWords().
QString causeOf(const session::ReportedServer& server);
QString kindName(session::EntryKind kind);

/// What happened, in a few sentences.
QStringList summaryOf(const session::IncidentReport& report);
/// Of a point: the time, how long after the first failure, and the words.
QString milestoneTime(const session::IncidentReport& report, const session::Milestone& milestone);
/// "☑ Look at the log (ticked at 03:15:12)"; not ticked: "☐ …".
QString stepText(const session::ReportedStep& step);
/// Whether any step of a runbook was ticked.
QString ticksSentence(const session::IncidentReport& report);
/// What the chart of increases shows.
QString increaseSentence(const session::IncidentReport& report);
/// A rule, and since when or until when it was there, where that was not all the time.
QString ruleName(const session::IncidentReport& report, const session::ReportedRule& rule);
/// What the report was made from, and how far it can be trusted: one line each.
QStringList sourcesOf(const session::IncidentReport& report);

/// Rows of a table, the head first.
using Rows = std::vector<QStringList>;
Rows serverRows(const session::IncidentReport& report, std::size_t most);
/// Where there are more than `most`, those of most weight, in the order of their times. `timeline`: of `report`, whole or
/// folded.
Rows timelineRows(const session::IncidentReport& report, const std::vector<session::ReportEntry>& timeline,
                  std::size_t most);
/// Of the rules that fired.
Rows ruleRows(const session::IncidentReport& report);

/// What the names of states in serverRows() mean, but for UP and DOWN: "DRAIN: drained, …".
QStringList stateLegend(const session::IncidentReport& report);
/// What the columns of ruleRows() mean that do not say it.
QString firedLegend();
/// "Never fired: A, B.", in parts that go together, each a few lines long; none where all did.
QStringList neverFired(const session::IncidentReport& report);

/// How many rows a page for people has at most; the CSV has all.
inline constexpr std::size_t mostRows = 300;
/// "… and 12 more, which the CSV has.", "" where there are none.
QString moreThan(std::size_t all, std::size_t most);
/// What foldedTimeline() and timelineRows() have left out; "" for nothing.
QString leftOut(const session::IncidentReport& report, const std::vector<session::ReportEntry>& folded);

} // namespace checkwatch::app
