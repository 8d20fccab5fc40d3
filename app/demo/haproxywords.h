#pragma once

#include <QByteArray>
#include <QString>

namespace checkwatch::demo {

/// Why a HAProxy did not start, or ended, out of what it printed: its own alerts, without the prefix and without what it
/// says about the health of servers, which is all the time in the demo; where there is none, the last lines of the rest.
/// Several lines, at most 6; "" where it said nothing about itself.
[[nodiscard]] QString reasonIn(const QByteArray& output);

} // namespace checkwatch::demo
