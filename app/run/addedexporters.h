#pragma once

#include "models/config/config.h"

#include <QString>

class QWidget;

namespace checkwatch::session {
class LiveSession;
}

/// Exporters that somebody adds in the window.
namespace checkwatch::app {

/// The exporter in what somebody typed: host:port, or a URL whose path and query are kept. Asked every 5 s.
base::Result<config::ScrapeConfig> exporterOf(const QString& text);

/// Offers to keep the session's added exporters: in the file `usual`, where there is no configuration at all; else as lines
/// to copy, because a file that somebody wrote is not written over. Asks over `window`.
void keepExporters(QWidget& window, session::LiveSession* session, const QString& usual);

} // namespace checkwatch::app
