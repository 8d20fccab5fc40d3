#pragma once

#include <QStringList>

namespace checkwatch::app {

/// Which of the screens that there are now a wall stands on: the one it wants by name or by its number from 1, the first
/// where that is not there, so that it stands somewhere; -1 where there is none.
[[nodiscard]] qsizetype screenFor(const QString& wanted, const QStringList& screens);

} // namespace checkwatch::app
