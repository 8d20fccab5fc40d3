#pragma once

#include "models/recording/database.h"
#include "models/recording/manifest.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace checkwatch::recording {

/// Something in a recording that cannot be read, or is not there though it should be.
struct Damage
{
    FrameIdentity identity; ///< as far as it is known: id, and for a listed frame kind, stream and times
    bool listed = false;    ///< the manifest says what it was
    std::string what;
};

/// The frames of a recording as of open() or the last refresh(), whatever a writer does meanwhile. Nothing in the file is
/// believed: what is read went through its checksum and is what the manifest names. Reading damaged recordings is the
/// normal case: damage() collects what was found out. One thread at a time.
class FrameReader
{
public:
    /// Fails where the file is no recording that this program can read at all.
    static base::Result<FrameReader> open(const std::string& path);
    /// Goes on to what is there now.
    base::Result<void> refresh();
    /// Lets go of what a writer has to keep for it; the next thing to do is refresh().
    void release() { m_database.rollBack(); }

    [[nodiscard]] const Root& root() const noexcept { return m_root; }
    /// Of the file and its write-ahead log, as they are and not as they say.
    [[nodiscard]] std::uint64_t fileBytes() const noexcept { return m_fileBytes; }
    /// All frames, ascending by number.
    [[nodiscard]] const std::vector<FrameEntry>& entries() const noexcept { return m_entries; }
    /// The payload, unpacked; valid until the next call. An error is damage, and noted.
    base::Result<std::span<const std::uint8_t>> payload(const FrameEntry& entry);
    /// Notes damage that was found in a payload.
    void note(const FrameEntry& entry, const base::Error& error);
    [[nodiscard]] const std::vector<Damage>& damage() const noexcept { return m_damage; }
    /// Checks every frame, and that none is there which no list names. `progress` is told the bytes; false ends it.
    void checkAll(const std::function<bool(std::uint64_t bytes)>& progress);

private:
    FrameReader(Database database, std::string path) : m_database(std::move(database)), m_path(std::move(path)) {}
    void load();
    base::Result<void> loadRoot();
    base::Result<std::vector<FrameEntry>> loadPage(std::int64_t page, std::uint32_t checksum);
    void recover(std::int64_t firstPage, std::int64_t lastPage);
    base::Result<std::span<const std::uint8_t>> frame(const FrameEntry& entry);

    Database m_database;
    std::string m_path;
    std::uint64_t m_fileBytes = 0;
    Root m_root;
    std::vector<FrameEntry> m_entries;
    std::vector<Damage> m_damage;
    std::set<std::int64_t> m_noted; ///< numbers of listed frames in m_damage
    Bytes m_storage;
};

} // namespace checkwatch::recording
