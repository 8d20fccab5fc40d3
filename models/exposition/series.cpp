#include "models/exposition/series.h"

#include <algorithm>

namespace checkwatch::exposition {

std::string_view ExposedLabels::unescaped(std::string_view raw)
{
    if (raw.find('\\') == std::string_view::npos) {
        return raw;
    }
    std::string& out = m_unescaped.emplace_back();
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const char next = raw[i] == '\\' && i + 1 < raw.size() ? raw[i + 1] : '\0';
        if (next == '"' || next == '\\' || next == 'n') {
            out += next == 'n' ? '\n' : next;
            ++i;
        } else {
            out += raw[i];
        }
    }
    return out;
}

bool ExposedLabels::decode(std::string_view series)
{
    m_labels.clear();
    m_unescaped.clear();
    m_twice = {};
    std::size_t at = 0;
    while (at < series.size() && isNamePart(series[at])) {
        ++at;
    }
    m_labels.push_back({metrics::metricNameLabel, series.substr(0, at)});
    while (at < series.size()) {
        if (!isLabelStart(series[at])) {
            ++at; // blanks, braces, commas: the Parser has seen that they stand where they may
            continue;
        }
        const std::size_t name = at;
        while (isLabelPart(series[at])) {
            ++at;
        }
        const std::string_view label = series.substr(name, at - name);
        const std::size_t value = series.find('"', at) + 1;
        for (at = value; series[at] != '"'; ++at) {
            if (series[at] == '\\') {
                do {
                    ++at;
                } while (series[at] == '\0'); // as the Parser: NULs do not count after a backslash
            }
        }
        m_labels.push_back({label, unescaped(series.substr(value, at - value))});
        ++at;
    }
    const auto byName = [](const metrics::Label& a, const metrics::Label& b) { return a.name < b.name; };
    if (!std::is_sorted(m_labels.begin(), m_labels.end(), byName)) {
        std::sort(m_labels.begin(), m_labels.end(), byName);
    }
    const auto same = std::adjacent_find(m_labels.begin(), m_labels.end(),
                                         [](const auto& a, const auto& b) { return a.name == b.name; });
    if (same != m_labels.end()) {
        m_twice = same->name;
    }
    return same == m_labels.end();
}

const metrics::Label* ExposedLabels::find(std::string_view name) const noexcept
{
    for (const metrics::Label& label : m_labels) {
        if (label.name == name) {
            return &label;
        }
    }
    return nullptr;
}

} // namespace checkwatch::exposition
