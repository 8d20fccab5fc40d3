#pragma once

#include "models/session/incidentreport.h"

namespace checkwatch::session {

/// The runbooks of the alerts that fired, as they held at the end of the report, with the steps that were ticked meanwhile.
/// Of alerts that the recording has no runbook of, that of `library`.
std::vector<ReportedRunbook> reportedRunbooks(const IncidentReport& report, const RuleSetVerdict& rules,
                                              recording::Reader& reader, const runbooks::Library& library);

} // namespace checkwatch::session
