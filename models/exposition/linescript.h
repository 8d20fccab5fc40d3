#pragma once

#include "models/exposition/textindex.h"

#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::exposition {

/// The lines of a body in their order, each with the bytes that do not change from scrape to scrape: of a sample all up
/// to its value, of a comment the whole line. A body that comes again in the same order is read by comparing with it.
/// Why that is the same as parsing: the grammar reads from left to right and remembers nothing from line to line, so
/// equal bytes at the start of an entry lead to the same place in the grammar.
class LineScript
{
public:
    struct Line
    {
        std::uint32_t offset = 0; ///< into the bytes
        std::uint32_t length = 0;
        std::uint32_t local = noNumber; ///< KnownText::local; noNumber = comment or metadata
        std::uint32_t owner = noNumber; ///< a sample's text index; metadata's family index
    };

    [[nodiscard]] std::size_t size() const noexcept { return m_lines.size(); }
    [[nodiscard]] const Line& operator[](std::size_t index) const noexcept { return m_lines[index]; }
    [[nodiscard]] const Line* lines() const noexcept { return m_lines.data(); }
    [[nodiscard]] const char* bytes() const noexcept { return m_bytes.data(); }
    [[nodiscard]] std::string_view text(const Line& line) const noexcept
    {
        return std::string_view(m_bytes).substr(line.offset, line.length);
    }

    /// False where the script is full (4 GiB) and did not take the line.
    bool append(std::string_view bytes, std::uint32_t local, std::uint32_t owner);
    /// Replaces everything from line `first` on by `tail`.
    void replaceFrom(std::size_t first, LineScript&& tail);
    void setOwner(std::size_t index, std::uint32_t owner) noexcept { m_lines[index].owner = owner; }
    /// Text indices have moved: moved[old] = new. REQUIRES: none of this script's was dropped.
    void moveOwners(const std::vector<std::uint32_t>& moved);
    /// Makes room for as much as `other` holds, or for so much, without touching it.
    void reserveLike(const LineScript& other);
    void reserve(std::size_t lines, std::size_t bytes);

private:
    std::vector<Line> m_lines;
    std::string m_bytes;
};

} // namespace checkwatch::exposition
