#pragma once

#include "models/recording/frame.h"

#include <map>
#include <span>
#include <vector>

/// Which frames a recording has: pages of entries, and a root that names the pages, each with checksums, so that nothing
/// can be missing or old without being seen (FORMAT.md).
namespace checkwatch::recording {

/// A frame as the manifest knows it.
struct FrameEntry
{
    FrameIdentity identity; ///< `recording` is the root's
    std::uint32_t checksum = 0;
    std::uint32_t bytes = 0;
};

/// Entries of one page: frames whose numbers share all but their low bits.
inline constexpr std::int64_t framesPerPage = 128;
[[nodiscard]] constexpr std::int64_t pageOf(std::int64_t frame) noexcept
{
    return frame / framesPerPage;
}

struct Root
{
    std::uint64_t recording = 0;
    base::Timestamp created{};
    bool sealed = false; ///< nothing will be added
    std::int64_t nextFrame = 1;
    std::uint32_t nextStream = 1;
    std::map<std::int64_t, std::uint32_t> pages; ///< checksum by page
};

/// The row of the root in its table.
inline constexpr std::int64_t rootRow = 1;

Bytes sealRoot(const Root& root);
/// A root frame whose checksum is right.
base::Result<Root> readRoot(std::span<const std::uint8_t> frame);

/// REQUIRES: ascending, all of page `page`.
Bytes sealPage(std::uint64_t recording, std::int64_t page, std::span<const FrameEntry> entries);
base::Result<std::vector<FrameEntry>> readPage(std::uint64_t recording, std::int64_t page,
                                               std::span<const std::uint8_t> frame);

} // namespace checkwatch::recording
