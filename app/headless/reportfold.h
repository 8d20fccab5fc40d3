#pragma once

#include "models/session/incidentreport.h"

#include <vector>

namespace checkwatch::app {

/// The timeline as somebody reads it who was not there: where one server, exporter or its log tells the same again and again
/// within minutes, the first and the last of that stay, and one line between them says how many there were. What happened to
/// several at one time is one line with their names, and checks that succeeded as ever are left out: see reportjoin.h. What
/// people did all stays. In the order of their times; the CSV has every line.
std::vector<session::ReportEntry> foldedTimeline(const session::IncidentReport& report);

} // namespace checkwatch::app
