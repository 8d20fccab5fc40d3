#include "models/items/natural.h"

#include <cstddef>

namespace checkwatch::items {

namespace {

bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

std::string_view digitsAt(std::string_view text, std::size_t from) noexcept
{
    std::size_t end = from;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    return text.substr(from, end - from);
}

int compareNumbers(std::string_view a, std::string_view b) noexcept
{
    while (!a.empty() && a.front() == '0')
        a.remove_prefix(1);
    while (!b.empty() && b.front() == '0')
        b.remove_prefix(1);
    if (a.size() != b.size())
        return a.size() < b.size() ? -1 : 1;
    return a.compare(b);
}

} // namespace

int naturalCompare(std::string_view a, std::string_view b) noexcept
{
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            const std::string_view left = digitsAt(a, i);
            const std::string_view right = digitsAt(b, j);
            if (const int order = compareNumbers(left, right); order != 0)
                return order;
            i += left.size();
            j += right.size();
            continue;
        }
        const auto left = static_cast<unsigned char>(lowered(a[i]));
        const auto right = static_cast<unsigned char>(lowered(b[j]));
        if (left != right)
            return left < right ? -1 : 1;
        ++i;
        ++j;
    }
    const std::size_t restA = a.size() - i;
    const std::size_t restB = b.size() - j;
    if (restA != restB)
        return restA < restB ? -1 : 1;
    return a.compare(b);
}

} // namespace checkwatch::items
