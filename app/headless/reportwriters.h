#pragma once

#include "models/session/incidentreport.h"

#include <QByteArray>

namespace checkwatch::app {

/// One file: no script, no link, nothing from outside; charts are in it as SVG.
QByteArray reportHtml(const session::IncidentReport& report);
QByteArray reportMarkdown(const session::IncidentReport& report);
/// The whole timeline and all servers, as two tables one after the other (RFC 4180). Cells that a spreadsheet would
/// take for a formula begin with an apostrophe.
QByteArray reportCsv(const session::IncidentReport& report);

} // namespace checkwatch::app
