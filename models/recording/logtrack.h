#pragma once

#include "models/recording/framefile.h"
#include "models/recording/recordcodec.h"
#include "models/recording/recordtime.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace checkwatch::recording {

/// Records of one kind on their way into a recording: with every commit what is new in a frame of its own, and once there
/// are many, all of them in frames that take the place of those. One thread.
template <typename Record>
class LogTrack
{
public:
    explicit LogTrack(FrameKind kind) : m_kind(kind) {}

    void add(Record record)
    {
        m_records.push_back(std::move(record));
        m_bytes += sizeof(Record);
    }

    /// Stages everything that is not written yet. `seal`: in frames that stay, even if there is little.
    void stage(FrameFile& file, bool seal)
    {
        m_staged.clear();
        m_sealing = !m_records.empty() && (seal || m_records.size() >= fullAt);
        stageFrom(file, m_sealing ? 0 : m_saved);
        if (m_sealing) {
            for (const std::int64_t frame : m_tail) {
                file.stageRemoval(frame);
            }
        }
    }
    /// What was staged is on the disk.
    void committed()
    {
        m_saved = m_records.size();
        m_tail.insert(m_tail.end(), m_staged.begin(), m_staged.end());
        m_bytes = 0;
        if (m_sealing) {
            drop();
        }
    }
    /// Forgets what could not be written.
    void drop()
    {
        m_records.clear();
        m_tail.clear();
        m_saved = 0;
        m_bytes = 0;
    }
    /// Memory that waits for the next commit.
    [[nodiscard]] std::size_t bytes() const noexcept { return m_bytes; }

private:
    static constexpr std::size_t fullAt = 512;
    static constexpr std::size_t frameBytes = 1024UL * 1024;

    void stageFrom(FrameFile& file, std::size_t first)
    {
        while (first < m_records.size()) {
            Bytes body;
            ByteWriter write(body);
            std::size_t end = first;
            while (end < m_records.size() && body.size() < frameBytes) {
                put(write, m_records[end++]);
            }
            const auto part = std::span<const Record>(m_records).subspan(first, end - first);
            const auto [oldest, newest] = std::ranges::minmax(part, {}, [](const Record& r) { return timeOf(r); });
            FrameIdentity identity;
            identity.kind = m_kind;
            identity.from = timeOf(oldest);
            identity.to = timeOf(newest);
            identity.entries = static_cast<std::uint32_t>(part.size());
            Bytes payload;
            ByteWriter(payload).varint(part.size());
            payload.insert(payload.end(), body.begin(), body.end());
            m_staged.push_back(file.stage(identity, payload, true));
            first = end;
        }
    }

    FrameKind m_kind;
    std::vector<Record> m_records; ///< since the last seal
    std::size_t m_saved = 0;       ///< how many of them are in m_tail
    std::vector<std::int64_t> m_tail;
    std::vector<std::int64_t> m_staged;
    bool m_sealing = false;
    std::size_t m_bytes = 0;
};

} // namespace checkwatch::recording
