#include "models/metrics/expansion.h"

#include <algorithm>
#include <charconv>

namespace checkwatch::metrics {
namespace {

bool isWordCharacter(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

} // namespace

Expansion::Expansion(const re2::RE2& regex)
    : m_regex(regex), m_groups(static_cast<std::size_t>(regex.NumberOfCapturingGroups()) + 1)
{
}

bool Expansion::match(std::string_view text)
{
    return m_regex.Match({text.data(), text.size()}, 0, text.size(), re2::RE2::ANCHOR_BOTH, m_groups.data(),
                         static_cast<int>(m_groups.size()));
}

/// The text of a group by number or name, "" where there is none.
std::string_view Expansion::group(std::string_view name) const
{
    std::size_t number = m_groups.size();
    const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (code != std::errc{} || end != name.data() + name.size()) {
        const auto& named = m_regex.NamedCapturingGroups();
        const auto at = named.find(std::string(name));
        number = at == named.end() ? m_groups.size() : static_cast<std::size_t>(at->second);
    }
    return number < m_groups.size() ? std::string_view(m_groups[number].data(), m_groups[number].size())
                                    : std::string_view{};
}

std::string Expansion::of(std::string_view form) const
{
    std::string out;
    while (!form.empty()) {
        const std::size_t dollar = form.find('$');
        out += form.substr(0, dollar);
        if (dollar == std::string_view::npos) {
            break;
        }
        form.remove_prefix(dollar + 1);
        if (form.starts_with('$')) {
            out += '$';
            form.remove_prefix(1);
            continue;
        }
        const bool braced = form.starts_with('{');
        const std::string_view from = form.substr(braced ? 1 : 0);
        const auto last = std::find_if_not(from.begin(), from.end(), isWordCharacter);
        const auto length = static_cast<std::size_t>(last - from.begin());
        if (length == 0 || (braced && (length >= from.size() || from[length] != '}'))) {
            out += '$';
            continue;
        }
        out += group(from.substr(0, length));
        form.remove_prefix(length + (braced ? 2 : 0));
    }
    return out;
}

} // namespace checkwatch::metrics
