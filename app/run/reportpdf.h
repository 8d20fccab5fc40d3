#pragma once

#include "models/session/incidentreport.h"

#include <QByteArray>

namespace checkwatch::app {

/// The report as a PDF with A4 pages; charts are vector pictures. Needs a QGuiApplication.
base::Result<QByteArray> reportPdf(const session::IncidentReport& report);

} // namespace checkwatch::app
