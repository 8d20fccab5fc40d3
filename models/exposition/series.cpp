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

bool ExposedLabels::decode(const Parser& parser)
{
    m_labels.clear();
    m_unescaped.clear();
    m_twice = {};
    m_labels.push_back({metrics::metricNameLabel, parser.name()});
    bool ascending = true; // strictly, as most exporters write them: sorted already, and none twice
    for (const RawLabel& raw : parser.rawLabels()) {
        ascending = ascending && nameBefore(m_labels.back().name, raw.name);
        m_labels.push_back({raw.name, raw.escaped ? unescaped(raw.value) : raw.value});
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
