#pragma once

#include "models/session/incidentreport.h"

#include <vector>

namespace checkwatch::app {

/// What happened to several alerts or servers at one time is one line with their names: alerts of one rule, servers that
/// went from one state to the same other, and those that nothing is known of from then on or any more. Ascending, as
/// `timeline`.
std::vector<session::ReportEntry> joined(const std::vector<session::ReportEntry>& timeline);

/// Without the lines of HAProxy's log that say a check succeeded where none had failed, as each server has one after a
/// start of HAProxy.
std::vector<session::ReportEntry> withoutRoutine(const std::vector<session::ReportEntry>& timeline);

} // namespace checkwatch::app
