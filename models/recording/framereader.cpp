#include "models/recording/framereader.h"

#include <sys/stat.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace checkwatch::recording {
namespace {

constexpr std::size_t mostDamage = 10'000; ///< more is not worth the memory

base::Error missing(const char* what)
{
    return {base::ErrorCode::BadInput, what};
}

ReadMode modeOf(const std::string& path)
{
    // A file that came by mail has nothing beside it; then nothing beside it is made or believed.
    struct stat info = {};
    return ::stat((path + "-wal").c_str(), &info) == 0 ? ReadMode::Live : ReadMode::Sealed;
}

std::uint64_t sizeOf(const std::string& path)
{
    struct stat info = {};
    return ::stat(path.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

} // namespace

base::Result<FrameReader> FrameReader::open(const std::string& path)
{
    auto database = Database::openToRead(path, modeOf(path));
    if (!database) {
        return std::move(database).error();
    }
    FrameReader reader(std::move(*database), path);
    if (auto begun = reader.m_database.begin(); !begun) {
        return std::move(begun).error();
    }
    reader.load();
    return reader;
}

base::Result<void> FrameReader::refresh()
{
    m_database.rollBack();
    if (auto begun = m_database.begin(); !begun) {
        return begun;
    }
    load();
    return {};
}

void FrameReader::load()
{
    m_fileBytes = sizeOf(m_path) + sizeOf(m_path + "-wal");
    m_root = {};
    m_entries.clear();
    m_damage.clear();
    m_noted.clear();
    if (auto loaded = loadRoot(); !loaded) {
        m_damage.push_back(
            {{}, false, "the root: " + loaded.error().message + "; what else is missing cannot be told"});
        recover(0, std::numeric_limits<std::int64_t>::max());
        return;
    }
    for (const auto& [page, checksum] : m_root.pages) {
        auto entries = loadPage(page, checksum);
        if (entries) {
            m_entries.insert(m_entries.end(), entries->begin(), entries->end());
            continue;
        }
        FrameIdentity identity;
        identity.kind = FrameKind::Manifest;
        identity.id = page;
        m_damage.push_back({identity, false, "a list of frames: " + entries.error().message});
        recover(page, page);
    }
}

base::Result<void> FrameReader::loadRoot()
{
    const auto bytes = m_database.get(Table::Root, rootRow);
    if (!bytes) {
        return bytes.error();
    }
    if (!*bytes) {
        return missing("it is missing");
    }
    auto root = readRoot(**bytes);
    if (!root) {
        return std::move(root).error();
    }
    m_root = std::move(*root);
    return {};
}

base::Result<std::vector<FrameEntry>> FrameReader::loadPage(std::int64_t page, std::uint32_t checksum)
{
    const auto bytes = m_database.get(Table::Manifest, page);
    if (!bytes) {
        return bytes.error();
    }
    if (!*bytes) {
        return missing("it is missing");
    }
    if ((*bytes)->size() < sizeof(checksum) || checksumIn(**bytes) != checksum) {
        return missing("it is not the one that the root names");
    }
    return readPage(m_root.recording, page, **bytes);
}

/// Takes the frames of some pages from where they lie, for want of a list.
void FrameReader::recover(std::int64_t firstPage, std::int64_t lastPage)
{
    for (const std::int64_t id : m_database.ids(Table::Frame)) {
        if (pageOf(id) < firstPage || pageOf(id) > lastPage) {
            continue;
        }
        const auto bytes = m_database.get(Table::Frame, id);
        if (!bytes || !*bytes) {
            continue;
        }
        const auto identity = checkFrame(**bytes);
        if (!identity || identity->id != id || (!m_entries.empty() && m_entries.back().identity.id >= id)) {
            continue;
        }
        if (m_root.recording == 0) {
            m_root.recording = identity->recording;
        }
        if (identity->recording == m_root.recording) {
            m_entries.push_back({*identity, checksumIn(**bytes), static_cast<std::uint32_t>((*bytes)->size())});
        }
    }
}

base::Result<std::span<const std::uint8_t>> FrameReader::frame(const FrameEntry& entry)
{
    const auto bytes = m_database.get(Table::Frame, entry.identity.id);
    if (!bytes) {
        return bytes.error();
    }
    if (!*bytes) {
        return missing("it is missing");
    }
    const auto identity = checkFrame(**bytes);
    if (!identity) {
        return identity.error();
    }
    if (*identity != entry.identity || checksumIn(**bytes) != entry.checksum) {
        return missing("it is not the one that is listed");
    }
    return **bytes;
}

base::Result<std::span<const std::uint8_t>> FrameReader::payload(const FrameEntry& entry)
{
    const auto bytes = frame(entry);
    auto unpacked = bytes ? framePayload(*bytes, m_storage) : bytes;
    if (!unpacked) {
        note(entry, unpacked.error());
    }
    return unpacked;
}

void FrameReader::note(const FrameEntry& entry, const base::Error& error)
{
    if (m_damage.size() < mostDamage && m_noted.insert(entry.identity.id).second) {
        m_damage.push_back({entry.identity, true, error.message});
    }
}

void FrameReader::checkAll(const std::function<bool(std::uint64_t bytes)>& progress)
{
    std::uint64_t bytes = 0;
    for (const FrameEntry& entry : m_entries) {
        if (const auto checked = frame(entry); !checked) {
            note(entry, checked.error());
        }
        bytes += entry.bytes;
        if (!progress(bytes)) {
            return;
        }
    }
    auto listed = m_entries.begin();
    for (const std::int64_t id : m_database.ids(Table::Frame)) {
        listed = std::find_if(listed, m_entries.end(), [id](const FrameEntry& e) { return e.identity.id >= id; });
        if ((listed == m_entries.end() || listed->identity.id != id) && m_damage.size() < mostDamage) {
            FrameIdentity identity;
            identity.id = id;
            m_damage.push_back({identity, false, "a frame that no list names"});
        }
    }
}

} // namespace checkwatch::recording
