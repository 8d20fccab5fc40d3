#pragma once

#include "models/fleet/history.h"
#include "ui/common/theme.h"

#include <QRectF>

class QPainter;

namespace checkwatch::servers {

/// Failures per minute of one server from `from` to `to`, small: a line over a baseline, hatched where HAProxy did not
/// count or no data came. Never a flat line where nothing is known.
void paintSparkline(QPainter& painter, const QRectF& rectangle, const fleet::ServerHistory& history,
                    base::Timestamp from, base::Timestamp to, const QColor& line, const common::Theme& theme);

} // namespace checkwatch::servers
