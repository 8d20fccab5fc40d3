#include "models/exposition/series.h"

#include <algorithm>

namespace checkwatch::exposition {

std::string_view ExposedLabels::unescaped(std::string_view raw)
{
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
    bool ascending = true; // strictly, as most exporters write them: sorted already, and none twice
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
        bool escaped = false;
        for (at = value; series[at] != '"'; ++at) {
            if (series[at] == '\\') {
                escaped = true;
                do {
                    ++at;
                } while (series[at] == '\0'); // as the Parser: NULs do not count after a backslash
            }
        }
        ascending = ascending && nameBefore(m_labels.back().name, label);
        m_labels.push_back(
            {label, escaped ? unescaped(series.substr(value, at - value)) : series.substr(value, at - value)});
        ++at;
    }
    return ascending || sortByName();
}

bool ExposedLabels::sortByName()
{
    std::sort(m_labels.begin(), m_labels.end(),
              [](const metrics::Label& a, const metrics::Label& b) { return a.name < b.name; });
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
