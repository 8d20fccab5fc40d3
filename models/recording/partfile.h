#pragma once

#include "models/base/result.h"

#include <functional>
#include <string>

namespace checkwatch::recording {

/// What becomes of a file that is not finished.
enum class Unfinished : std::uint8_t {
    Remove, ///< nothing is left
    Keep,   ///< it stays, and the next attempt goes on with it
};

/// Makes a file under the name `out`.part; when `write` is done with that it gets its own. `out` must not be there yet: it
/// appears whole or not at all.
base::Result<void> makeWhole(const std::string& out, Unfinished unfinished,
                             const std::function<base::Result<void>(const std::string& part)>& write);

/// Removes an unfinished file, with what SQLite may have left beside it.
void removePart(const std::string& part);

} // namespace checkwatch::recording
