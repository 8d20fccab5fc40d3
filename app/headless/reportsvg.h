#pragma once

#include "models/session/incidentreport.h"

#include <QString>

/// The charts of a report as SVG pictures: no script, nothing from outside, texts escaped.
namespace checkwatch::app {

/// A picture and its size in pixels.
struct SvgChart
{
    QString svg;
    int width = 0;
    int height = 0;
};

/// How many servers were DOWN or failing over time.
SvgChart notWellChart(const session::IncidentReport& report);
/// A lane for each server that something happened to (the worst, where there are many), and when its alerts fired.
SvgChart laneChart(const session::IncidentReport& report);

/// Of the servers that failed most, one under the other: failures per window beside the rule's threshold, grey where HAProxy counts
/// none. Empty where the recording has no counters.
SvgChart increaseChart(const session::IncidentReport& report);

} // namespace checkwatch::app
