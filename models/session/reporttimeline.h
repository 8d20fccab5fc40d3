#pragma once

#include "models/session/reportrules.h"

#include <vector>

namespace checkwatch::session {

/// Before the text of what was told before the start and held at it.
inline constexpr const char* sinceBefore = "since before the start: ";
/// Of the entry for a reload or restart of HAProxy.
inline constexpr const char* newProcessText = "HAProxy has a new process (reload or restart)";

/// Everything that happened, in order: what servers came into, which alerts fired and ended, what exporters and the
/// recording itself did, notes. `report` has its servers, gaps and notes already.
std::vector<ReportEntry> reportTimeline(const IncidentReport& report, const RuleSetVerdict& verdict,
                                        const RulesOfReport& rules, recording::Reader& reader,
                                        const tsdb::Querier& data);

/// "app/web-3": how a server is named in a report; with its exporter where several know it.
std::string nameOf(const ServerHistory& history);
/// "HaproxyServerDown of app/web-3": how an alert of a verdict is; with its exporter where the alerts come from several.
std::string subjectOf(const RuleSetVerdict& verdict, std::size_t alert);
/// The same for who asks often: whether the alerts of a verdict come from several exporters is found out once.
std::string subjectOf(const metrics::Labels& labels, bool withExporter);
[[nodiscard]] bool fromSeveralExporters(const RuleSetVerdict& verdict);

/// The points that reviews ask about: first failure, detected, acknowledged, mitigated, recovered.
std::vector<Milestone> milestonesOf(const IncidentReport& report, const RuleSetVerdict& rules);

} // namespace checkwatch::session
