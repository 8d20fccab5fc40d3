#pragma once

#include "models/recording/database.h"
#include "models/recording/manifest.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace checkwatch::recording {

/// The frames of a recording that is being written: changes are staged, and reach the disk together or not at all. One
/// thread at a time.
class FrameFile
{
public:
    using Pages = std::map<std::int64_t, std::vector<FrameEntry>>; ///< by number; frames ascend

    /// Opens a recording or makes one. `now` and `random` go into a new one.
    static base::Result<FrameFile> open(const std::string& path, base::Timestamp now, std::uint64_t random);

    /// Stages a new frame and returns its number. `recording` and `id` of the identity are filled in.
    std::int64_t stage(FrameIdentity identity, std::span<const std::uint8_t> payload, bool compress);
    void stageRemoval(std::int64_t frame) { m_removed.push_back(frame); }
    /// A stream number that was never used. One that is not used now is lost, which does no harm.
    std::uint32_t newStream() { return m_root.nextStream++; }
    /// Writes what is staged, in one transaction that is on the disk afterwards. On an error nothing has changed and
    /// nothing is staged.
    base::Result<void> commit();
    base::Result<void> checkpoint() { return m_database.checkpoint(); }
    /// Says that nothing will be added, and makes the file one that needs nothing beside it and has no room to spare.
    base::Result<void> seal();

    /// What is on the disk.
    [[nodiscard]] const Pages& pages() const noexcept { return m_pages; }
    [[nodiscard]] std::uint64_t recording() const noexcept { return m_root.recording; }
    base::Result<std::uint64_t> usedBytes() { return m_database.usedBytes(); }

private:
    explicit FrameFile(Database database) : m_database(std::move(database)) {}
    base::Result<void> load(base::Timestamp now, std::uint64_t random);
    base::Result<void> write(Pages& changed, Root& root);
    base::Result<void> writePages(const Pages& changed, Root& root);
    std::vector<FrameEntry>& page(Pages& changed, std::int64_t frame) const;

    struct Staged
    {
        FrameEntry entry;
        Bytes bytes;
    };
    Database m_database;
    Root m_root;
    Pages m_pages;
    std::vector<Staged> m_staged;
    std::vector<std::int64_t> m_removed;
};

} // namespace checkwatch::recording
