#include "models/exposition/linescript.h"

namespace checkwatch::exposition {

bool LineScript::append(std::string_view bytes, std::uint32_t local, std::uint32_t owner)
{
    if (bytes.size() > noNumber - m_bytes.size()) {
        return false;
    }
    m_lines.push_back(
        {static_cast<std::uint32_t>(m_bytes.size()), static_cast<std::uint32_t>(bytes.size()), local, owner});
    m_bytes += bytes;
    return true;
}

void LineScript::replaceFrom(std::size_t first, LineScript&& tail)
{
    if (first == 0) {
        *this = std::move(tail);
        return;
    }
    if (first < m_lines.size()) {
        m_bytes.resize(m_lines[first].offset);
        m_lines.resize(first);
    }
    for (const Line& line : tail.m_lines) {
        if (!append(tail.text(line), line.local, line.owner)) {
            return;
        }
    }
}

void LineScript::moveOwners(const std::vector<std::uint32_t>& moved)
{
    for (Line& line : m_lines) {
        if (line.local != noNumber) {
            line.owner = moved[line.owner];
        }
    }
}

void LineScript::reserveLike(const LineScript& other)
{
    reserve(other.m_lines.size(), other.m_bytes.size());
}

void LineScript::reserve(std::size_t lines, std::size_t bytes)
{
    m_lines.reserve(lines);
    m_bytes.reserve(bytes);
}

} // namespace checkwatch::exposition
