#pragma once

#include "models/metrics/labels.h"

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
[[nodiscard]] constexpr bool isLabelStart(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
[[nodiscard]] constexpr bool isNameStart(char c) noexcept
{
    return isLabelStart(c) || c == ':';
}
[[nodiscard]] constexpr bool isLabelPart(char c) noexcept
{
    return isLabelStart(c) || isDigit(c);
}
[[nodiscard]] constexpr bool isNamePart(char c) noexcept
{
    return isNameStart(c) || isDigit(c);
}

/// The name and labels of a sample as the target exposed them: empty values are kept, they mean something to
/// honor_labels. Reused from sample to sample, so that decoding does not allocate. One thread.
class ExposedLabels
{
public:
    /// Decodes the raw text of a series that a Parser accepted. Views point into `series` or into this object and are
    /// valid until the next call. False where a label name stands twice; twice() names it.
    bool decode(std::string_view series);

    /// Sorted by name; __name__ is one of them.
    [[nodiscard]] const std::vector<metrics::Label>& labels() const noexcept { return m_labels; }
    [[nodiscard]] std::string_view twice() const noexcept { return m_twice; }
    [[nodiscard]] const metrics::Label* find(std::string_view name) const noexcept;

private:
    std::string_view unescaped(std::string_view raw);

    std::vector<metrics::Label> m_labels;
    std::deque<std::string> m_unescaped; ///< a deque: views into its strings stay valid while it grows
    std::string_view m_twice;
};

} // namespace checkwatch::exposition
