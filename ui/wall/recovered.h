#pragma once

#include "ui/wall/worst.h"

#include <vector>

namespace checkwatch::wall {

/// A server that was DOWN and came back: the most frequent of all, and no alert says so.
struct Recovered
{
    const fleet::ServerRow* row = nullptr; ///< as long as the snapshot lives
    base::Timestamp at{};
    base::Duration down{0}; ///< 0 = longer than events are kept
};
/// Those that came back after `from` and are well at `now`, the newest first; each once.
[[nodiscard]] std::vector<Recovered> recoveredAfter(const fleet::Snapshot& snapshot, base::Timestamp from,
                                                    base::Timestamp now);

/// "app / web-03 · well for 0:40 · was DOWN for 2:40".
[[nodiscard]] WorstRow recoveredEntry(const WorstContext& context, const Recovered& server);

} // namespace checkwatch::wall
