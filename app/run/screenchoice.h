#pragma once

#include "models/config/wall.h"

#include <QStringList>

#include <string>
#include <vector>

namespace checkwatch::app {

/// Which of the screens that there are now a wall stands on: the one it wants by name or by its number from 1, the first
/// where that is not there, so that it stands somewhere; -1 where there is none.
[[nodiscard]] qsizetype screenFor(const QString& wanted, const QStringList& screens);

/// The screens a wall stands on: `asked` on the command line, with what the file says of it, goes before all that the file
/// names; "": those. At least one.
[[nodiscard]] std::vector<config::WallScreen> screensOf(const config::Wall& wall, const std::string& asked);

} // namespace checkwatch::app
