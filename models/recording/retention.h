#pragma once

#include "models/recording/framefile.h"

#include <set>

namespace checkwatch::recording {

/// How much past a recording keeps.
struct KeptPast
{
    base::Duration time = std::chrono::hours{14 * 24};
    std::uint64_t bytes = 2ULL * 1024 * 1024 * 1024; ///< of the file
};

/// The frames that may go: whose newest time is before `cutoff`; with `excess` bytes to be freed, the oldest beyond that
/// too. Streams in `open` and their labels stay, and so do the rules that hold at the new beginning.
std::vector<std::int64_t> expiredFrames(const FrameFile::Pages& pages, base::Timestamp cutoff, std::uint64_t excess,
                                        const std::set<std::uint32_t>& open);

} // namespace checkwatch::recording
