#include "models/recording/framefile.h"

#include <utility>

namespace checkwatch::recording {

base::Result<FrameFile> FrameFile::open(const std::string& path, base::Timestamp now, std::uint64_t random)
{
    auto database = Database::openToWrite(path);
    if (!database) {
        return std::move(database).error();
    }
    FrameFile file(std::move(*database));
    if (auto loaded = file.load(now, random); !loaded) {
        return std::move(loaded).error();
    }
    return file;
}

base::Result<void> FrameFile::load(base::Timestamp now, std::uint64_t random)
{
    const auto bytes = m_database.get(Table::Root, rootRow);
    if (!bytes) {
        return bytes.error();
    }
    if (!*bytes) {
        m_root.recording = random;
        m_root.created = now;
        return commit(); // without a root it would be taken for damaged by who reads it before anything is written
    }
    auto root = readRoot(**bytes);
    if (!root) {
        return std::move(root).error();
    }
    m_root = std::move(*root);
    for (const auto& [page, checksum] : m_root.pages) {
        const auto frame = m_database.get(Table::Manifest, page);
        if (!frame) {
            return frame.error();
        }
        auto entries = *frame ? readPage(m_root.recording, page, **frame)
                              : base::Error{base::ErrorCode::BadInput, "a page of the list of frames is missing"};
        if (!entries) {
            return std::move(entries).error();
        }
        m_pages.emplace(page, std::move(*entries));
    }
    return {};
}

std::int64_t FrameFile::stage(FrameIdentity identity, std::span<const std::uint8_t> payload, bool compress)
{
    identity.recording = m_root.recording;
    identity.id = m_root.nextFrame + static_cast<std::int64_t>(m_staged.size());
    Staged& staged = m_staged.emplace_back();
    staged.bytes = sealFrame(identity, payload, compress);
    staged.entry = {identity, checksumIn(staged.bytes), static_cast<std::uint32_t>(staged.bytes.size())};
    return identity.id;
}

base::Result<void> FrameFile::commit()
{
    // Worked out beside what is there: an error must leave everything as it was.
    Pages changed;
    Root root = m_root;
    auto done = m_database.begin();
    if (done) {
        done = write(changed, root);
        done = done ? m_database.commit() : done;
        if (!done) {
            m_database.rollBack();
        }
    }
    m_staged.clear();
    m_removed.clear();
    if (!done) {
        return done;
    }
    m_root = std::move(root);
    for (auto& [number, entries] : changed) {
        if (entries.empty()) {
            m_pages.erase(number);
        } else {
            m_pages[number] = std::move(entries);
        }
    }
    return done;
}

base::Result<void> FrameFile::seal()
{
    m_root.sealed = true;
    if (auto done = commit(); !done) {
        return done;
    }
    return m_database.finish();
}

std::vector<FrameEntry>& FrameFile::page(Pages& changed, std::int64_t frame) const
{
    const auto [it, added] = changed.try_emplace(pageOf(frame));
    if (const auto known = m_pages.find(it->first); added && known != m_pages.end()) {
        it->second = known->second;
    }
    return it->second;
}

base::Result<void> FrameFile::write(Pages& changed, Root& root)
{
    for (const Staged& staged : m_staged) {
        const std::int64_t id = staged.entry.identity.id;
        if (auto done = m_database.put(Table::Frame, id, staged.bytes); !done) {
            return done;
        }
        page(changed, id).push_back(staged.entry);
        root.nextFrame = id + 1;
    }
    for (const std::int64_t id : m_removed) {
        if (auto done = m_database.remove(Table::Frame, id); !done) {
            return done;
        }
        std::erase_if(page(changed, id), [id](const FrameEntry& entry) { return entry.identity.id == id; });
    }
    if (auto done = writePages(changed, root); !done) {
        return done;
    }
    return m_database.put(Table::Root, rootRow, sealRoot(root));
}

base::Result<void> FrameFile::writePages(const Pages& changed, Root& root)
{
    for (const auto& [number, entries] : changed) {
        if (entries.empty()) {
            if (auto done = m_database.remove(Table::Manifest, number); !done) {
                return done;
            }
            root.pages.erase(number);
            continue;
        }
        const Bytes bytes = sealPage(root.recording, number, entries);
        if (auto done = m_database.put(Table::Manifest, number, bytes); !done) {
            return done;
        }
        root.pages[number] = checksumIn(bytes);
    }
    return {};
}

} // namespace checkwatch::recording
