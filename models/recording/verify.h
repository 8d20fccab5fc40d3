#pragma once

#include "models/recording/reader.h"

#include <functional>
#include <string>
#include <vector>

namespace checkwatch::recording {

/// What checking a whole recording found.
struct Verdict
{
    std::size_t frames = 0;
    std::size_t streams = 0;
    std::uint64_t samples = 0;
    std::uint64_t bytes = 0; ///< of the frames
    base::Timestamp from{};
    base::Timestamp to{};
    std::vector<Damage> damage;
};

/// Checks every frame of a recording, and that none is missing, and reads everything in it but the values. Fails where the file is no
/// recording that this program can read at all. `progress` is told the bytes checked so far; false ends it early.
base::Result<Verdict> verify(const std::string& path, const std::function<bool(std::uint64_t bytes)>& progress);

/// One line about a damage: which frame, what was in it as far as that is known, what is wrong.
std::string damageText(const Damage& damage);

} // namespace checkwatch::recording
