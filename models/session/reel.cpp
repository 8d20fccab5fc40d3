#include "models/session/reel.h"

#include <zlib.h>

#include <algorithm>
#include <utility>

namespace checkwatch::session {
namespace {

/// A reel is read from its beginning: not more than fits into a few milliseconds. Its first frame is whole, so not less
/// than a few times that either.
constexpr std::size_t leastBytes = 192UL * 1024;
constexpr std::size_t mostFrames = 4096;

} // namespace

std::vector<std::uint8_t> bytesOf(const Reel& reel)
{
    if (!reel.packed) {
        return reel.bytes;
    }
    std::vector<std::uint8_t> out(reel.frames.back().end);
    uLongf size = out.size();
    if (::uncompress(out.data(), &size, reel.bytes.data(), reel.bytes.size()) != Z_OK) {
        out.clear();
    }
    return out;
}

void ReelWriter::endFrame(base::Timestamp time, std::uint8_t stops)
{
    const auto add = [this](WordTable& before, const WordTable& now) {
        if (appendDelta(before, now, m_reel.bytes)) {
            before.words.assign(now.words.begin(), now.words.end());
        }
    };
    add(m_before.head, m_now.head);
    add(m_before.targets, m_now.targets);
    add(m_before.backends, m_now.backends);
    add(m_before.alerts, m_now.alerts);
    add(m_before.groups, m_now.groups);
    m_before.servers.resize(m_now.servers.size(), WordTable{serverWords, {}});
    for (std::size_t target = 0; target < m_now.servers.size(); ++target) {
        add(m_before.servers[target], m_now.servers[target]);
    }
    m_reel.frames.push_back({time, stops, static_cast<std::uint32_t>(m_reel.bytes.size())});
    const std::size_t whole = m_reel.frames.front().end;
    if (m_reel.bytes.size() >= std::max(leastBytes, 4 * whole) || m_reel.frames.size() >= mostFrames) {
        close();
    }
}

void ReelWriter::close()
{
    std::vector<std::uint8_t> packed(::compressBound(m_reel.bytes.size()));
    uLongf size = packed.size();
    if (::compress2(packed.data(), &size, m_reel.bytes.data(), m_reel.bytes.size(), Z_BEST_SPEED) == Z_OK) {
        m_reel.bytes.assign(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size));
        m_reel.packed = true;
    }
    const std::size_t next = m_reel.number + 1;
    m_full.push_back(std::make_shared<const Reel>(std::exchange(m_reel, {})));
    m_reel.number = next;
    m_before = {};
}

ReelPtr ReelWriter::open() const
{
    return m_reel.frames.empty() ? nullptr : std::make_shared<const Reel>(m_reel);
}

ReelPtr ReelWriter::takeFull()
{
    if (m_full.empty()) {
        return nullptr;
    }
    ReelPtr first = std::move(m_full.front());
    m_full.erase(m_full.begin());
    return first;
}

void ReelCursor::begin(const Reel& reel)
{
    m_number = reel.number;
    m_next = 0;
    m_tables = {};
    m_bytes.clear();
    m_changes = {};
}

void ReelCursor::to(const Reel& reel, std::size_t frame)
{
    const bool goesOn = m_number == reel.number && m_next <= frame + 1;
    if (goesOn) {
        m_changes = {false, false, false, std::vector<bool>(m_tables.servers.size(), false)};
    } else {
        begin(reel);
    }
    if (m_bytes.size() < reel.frames[frame].end) {
        m_bytes = bytesOf(reel); // the reel has grown meanwhile
    }
    for (; m_next <= frame && reel.frames[frame].end <= m_bytes.size(); ++m_next) {
        apply(m_bytes.data() + (m_next == 0 ? 0 : reel.frames[m_next - 1].end));
    }
}

void ReelCursor::apply(const std::uint8_t* bytes)
{
    bool changed = false;
    const auto read = [&](WordTable& table) {
        bytes = applyDelta(bytes, table, changed);
        return changed;
    };
    read(m_tables.head);
    m_changes.targets = read(m_tables.targets) || m_changes.targets;
    m_changes.backends = read(m_tables.backends) || m_changes.backends;
    m_changes.alerts = read(m_tables.alerts) || m_changes.alerts;
    read(m_tables.groups);
    const std::size_t blocks = m_tables.head.words[FrameTables::Blocks];
    m_tables.servers.resize(blocks, WordTable{serverWords, {}});
    m_changes.servers.resize(blocks, true);
    for (std::size_t target = 0; target < blocks; ++target) {
        m_changes.servers[target] = read(m_tables.servers[target]) || m_changes.servers[target];
    }
}

} // namespace checkwatch::session
