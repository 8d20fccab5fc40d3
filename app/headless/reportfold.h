#pragma once

#include "models/session/incidentreport.h"

#include <vector>

namespace checkwatch::app {

/// The timeline as somebody reads it who was not there: where one server, exporter or its log tells the same again and again
/// within minutes, the first and the last of that stay, and one line between them says how many there were. Alerts of one rule
/// that came or went in one evaluation are one line with their names. What people did all stays. In the order of their
/// times; nothing is lost, the CSV has every line.
std::vector<session::ReportEntry> foldedTimeline(const session::IncidentReport& report);

} // namespace checkwatch::app
