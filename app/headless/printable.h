#pragma once

#include <QString>

namespace checkwatch::app {

/// A line with bytes from outside, for a terminal: control characters could move the cursor or worse, so each becomes "?".
QString printable(QString line);

} // namespace checkwatch::app
