#pragma once

#include "ui/wall/worst.h"

#include <QString>
#include <QStringList>

/// What the entries of the wall's list are put together from.
namespace checkwatch::wall {

constexpr int nameCap = 60; ///< characters of a name

/// Those that are not empty, " · " between them.
[[nodiscard]] QString joined(const QStringList& parts);
/// What an entry says beside the rest where the verdict passes over it.
[[nodiscard]] QString countedWords(bool counted);
/// How far an alert's `for` has run, 0 to 1; a quarter where that is not known.
[[nodiscard]] double progressOf(const WorstContext& context, const fleet::AlertRow* alert);

} // namespace checkwatch::wall
