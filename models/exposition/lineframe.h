#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace checkwatch::exposition {

/// A label as it stands in the body: the value without its quotes, with its escapes.
struct RawLabel
{
    std::string_view name;
    std::string_view value;
    bool escaped = false; ///< the value has a backslash
};

/// Name and labels of the sample read last as a frame around the label values: `up{a="` … `",b="` … `"}`. The next line
/// mostly has the same one, and then its values are what is left to read. Why that is the same as reading by the grammar:
/// it reads from left to right and remembers nothing but its place, and within a value a printable ASCII byte other than
/// the quote and the backslash leads nowhere else. Borrows from the body. One thread.
class LineFrame
{
public:
    /// Out of a line that the grammar has read; without labels there is no frame.
    void learn(std::string_view series, const std::vector<RawLabel>& labels);
    /// Reads name and labels at the start of `line`. Their length, and the values in `labels`, which must be those of
    /// learn(); 0 and nothing to rely on in the values where the line has another frame or a value needs the grammar.
    [[nodiscard]] std::size_t match(std::string_view line, std::vector<RawLabel>& labels) const noexcept;
    /// Another number for each frame learnt; 0 = there is none.
    [[nodiscard]] std::uint32_t number() const noexcept { return m_pieces.empty() ? 0 : m_number; }

private:
    std::vector<std::string_view> m_pieces; ///< before, between and behind the values
    std::uint32_t m_number = 0;
};

} // namespace checkwatch::exposition
