#pragma once

#include <re2/re2.h>

#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::metrics {

/// What the groups of a regular expression make of a text that it matches as a whole: Go's Regexp.Expand. The expression and
/// the text that was matched last must outlive it. One thread.
class Expansion
{
public:
    explicit Expansion(const re2::RE2& regex);

    [[nodiscard]] bool match(std::string_view text);
    /// $1, $name (the longest word), ${name}, $$; anything else after a $ is left alone. REQUIRES: match() was true.
    [[nodiscard]] std::string of(std::string_view form) const;

private:
    [[nodiscard]] std::string_view group(std::string_view name) const;

    const re2::RE2& m_regex;
    std::vector<re2::StringPiece> m_groups;
};

} // namespace checkwatch::metrics
