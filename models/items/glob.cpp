#include "models/items/glob.h"

#include "models/items/natural.h"

#include <algorithm>

namespace checkwatch::items {

bool globMatches(std::string_view pattern, std::string_view text) noexcept
{
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos; // where to go on after a mismatch: behind the last *
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = ++p;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == lowered(text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

bool equalsFolded(std::string_view other, std::string_view text) noexcept
{
    return other.size() == text.size()
        && std::equal(other.begin(), other.end(), text.begin(), [](char a, char b) { return a == lowered(b); });
}

bool containsFolded(std::string_view needle, std::string_view text) noexcept
{
    if (needle.empty())
        return true;
    const char first = needle.front();
    for (std::size_t at = 0; at + needle.size() <= text.size(); ++at) {
        if (lowered(text[at]) == first && equalsFolded(needle, text.substr(at, needle.size())))
            return true;
    }
    return false;
}

} // namespace checkwatch::items
