#pragma once

#include "models/exposition/parser.h"
#include "models/metrics/labels.h"

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::exposition {

[[nodiscard]] constexpr bool isBlank(char c) noexcept
{
    return c == ' ' || c == '\t';
}
[[nodiscard]] constexpr bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// What a byte may be in a name, looked up: names are most of a body.
enum NameClass : std::uint8_t { LabelStart = 1, NameStart = 2, LabelPart = 4, NamePart = 8 };
inline constexpr std::array<std::uint8_t, 256> nameClasses = [] {
    std::array<std::uint8_t, 256> classes{};
    for (unsigned c = 0; c < classes.size(); ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        const bool digit = c >= '0' && c <= '9';
        classes[c] = static_cast<std::uint8_t>((letter ? LabelStart : 0) | (letter || c == ':' ? NameStart : 0)
                                               | (letter || digit ? LabelPart : 0)
                                               | (letter || digit || c == ':' ? NamePart : 0));
    }
    return classes;
}();
[[nodiscard]] constexpr bool isLabelStart(char c) noexcept
{
    return (nameClasses[static_cast<unsigned char>(c)] & LabelStart) != 0;
}
[[nodiscard]] constexpr bool isNameStart(char c) noexcept
{
    return (nameClasses[static_cast<unsigned char>(c)] & NameStart) != 0;
}
[[nodiscard]] constexpr bool isLabelPart(char c) noexcept
{
    return (nameClasses[static_cast<unsigned char>(c)] & LabelPart) != 0;
}
[[nodiscard]] constexpr bool isNamePart(char c) noexcept
{
    return (nameClasses[static_cast<unsigned char>(c)] & NamePart) != 0;
}

/// a < b, bytewise. Most names differ in their first byte: then no call is made.
[[nodiscard]] inline bool nameBefore(std::string_view a, std::string_view b) noexcept
{
    if (!a.empty() && !b.empty() && a.front() != b.front()) {
        return static_cast<unsigned char>(a.front()) < static_cast<unsigned char>(b.front());
    }
    return a < b;
}

/// The name and labels of a sample as the target exposed them: empty values are kept, they mean something to
/// honor_labels. Reused from sample to sample, so that decoding does not allocate. One thread.
class ExposedLabels
{
public:
    /// Of the sample that the Parser is at. Views point into the body or into this object and are valid until the next
    /// call. False where a label name stands twice; twice() names it.
    bool decode(const Parser& parser);

    /// Sorted by name; __name__ is one of them.
    [[nodiscard]] const std::vector<metrics::Label>& labels() const noexcept { return m_labels; }
    [[nodiscard]] std::string_view twice() const noexcept { return m_twice; }
    [[nodiscard]] const metrics::Label* find(std::string_view name) const noexcept;

private:
    std::string_view unescaped(std::string_view raw);
    bool sortByName();

    std::vector<metrics::Label> m_labels;
    std::deque<std::string> m_unescaped; ///< a deque: views into its strings stay valid while it grows
    std::string_view m_twice;
};

} // namespace checkwatch::exposition
