#include "models/session/metadatabook.h"

#include <algorithm>

namespace checkwatch::session {

void MetadataBook::take(std::uint32_t target, const List& list)
{
    if (!list) {
        return;
    }
    const auto same
        = std::find_if(m_lists.begin(), m_lists.end(), [&](const auto& entry) { return *entry.second == *list; });
    m_lists[target] = same != m_lists.end() ? same->second : list;
}

const metrics::Metadata* MetadataBook::find(std::string_view metric) const
{
    if (const metrics::Metadata* exact = findFamily(metric)) {
        return exact;
    }
    for (const std::string_view suffix : {"_total", "_bucket", "_count", "_sum"}) {
        if (metric.ends_with(suffix)) {
            return findFamily(metric.substr(0, metric.size() - suffix.size()));
        }
    }
    return nullptr;
}

std::map<std::string, metrics::MetricType, std::less<>> MetadataBook::types() const
{
    std::map<std::string, metrics::MetricType, std::less<>> out;
    const metrics::MetadataList* last = nullptr;
    for (const auto& [target, list] : m_lists) {
        if (list.get() == last) {
            continue; // the same words as the target before
        }
        last = list.get();
        for (const auto& [family, metadata] : *list) {
            out.try_emplace(family, metadata.type);
        }
    }
    return out;
}

const metrics::Metadata* MetadataBook::findFamily(std::string_view family) const
{
    const metrics::MetadataList* last = nullptr;
    for (const auto& [target, list] : m_lists) {
        if (list.get() == last) {
            continue; // the same words as the target before
        }
        last = list.get();
        const auto at = std::lower_bound(list->begin(), list->end(), family,
                                         [](const auto& entry, std::string_view name) { return entry.first < name; });
        if (at != list->end() && at->first == family) {
            return &at->second;
        }
    }
    return nullptr;
}

} // namespace checkwatch::session
