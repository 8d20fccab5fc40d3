#pragma once

#include <QString>

#include <cstdint>
#include <string>

namespace checkwatch::app {

/// A line with bytes from outside, for a terminal: control characters could move the cursor or worse, so each becomes "?".
QString printable(QString line);

/// "1 sample", "12 samples".
std::string samplesText(std::uint64_t samples);

} // namespace checkwatch::app
