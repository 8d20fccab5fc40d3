#pragma once

#include "models/session/incidentreport.h"

#include <QByteArray>

#include <functional>

namespace checkwatch::app {

/// The report as a PDF with A4 pages; charts are vector pictures. Needs a QGuiApplication. `goOn` is told the share that is
/// done, 0 to 1, before each page; where it says no, that is a Canceled error.
base::Result<QByteArray> reportPdf(const session::IncidentReport& report, const std::function<bool(double)>& goOn);

} // namespace checkwatch::app
