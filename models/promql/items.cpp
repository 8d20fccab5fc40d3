#include "models/promql/items.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

using metrics::metricNameLabel;

/// The length in front keeps neighbouring texts apart whatever bytes they hold.
void appendText(std::string& key, std::string_view text)
{
    const auto length = static_cast<std::uint32_t>(text.size());
    key.append(reinterpret_cast<const char*>(&length), sizeof length); // NOLINT: bytes of a number
    key.append(text);
}

bool sameNames(const Items& items)
{
    const std::string_view name = items.front().labels->name();
    return std::all_of(items.begin(), items.end(), [&](const Item& item) {
        return item.dropName == items.front().dropName && item.labels->name() == name;
    });
}

} // namespace

std::string_view labelOf(const Item& item, std::string_view name)
{
    return item.dropName && name == metricNameLabel ? std::string_view{} : item.labels->get(name);
}

metrics::Labels labelsOf(const Item& item)
{
    if (!item.dropName || !item.labels->has(metricNameLabel)) {
        return *item.labels;
    }
    return metrics::LabelsBuilder(*item.labels).remove(metricNameLabel).build();
}

std::string textOf(const metrics::Labels& labels)
{
    std::string out = "{";
    for (const metrics::Label label : labels) {
        out += out.size() > 1 ? ", " : "";
        out += label.name;
        out += '=';
        out += metrics::quote(label.value);
    }
    return out + "}";
}

void appendKeyWithout(std::string& key, const Item& item, std::span<const std::string> excluded)
{
    for (const metrics::Label label : *item.labels) {
        const bool dropped = item.dropName && label.name == metricNameLabel;
        if (!dropped && std::find(excluded.begin(), excluded.end(), label.name) == excluded.end()) {
            appendText(key, label.name);
            appendText(key, label.value);
        }
    }
}

void appendKeyOf(std::string& key, const Item& item, std::span<const std::string> names)
{
    for (const std::string& name : names) {
        appendText(key, labelOf(item, name));
    }
}

bool hasDuplicates(const Items& items)
{
    KeyIndex seen;
    std::string key;
    return !std::all_of(items.begin(), items.end(), [&](const Item& item) {
        key.clear();
        appendKeyWithout(key, item, {});
        return seen.insert(key).second;
    });
}

bool dropMadeDuplicates(const Items& items)
{
    const bool drops = std::ranges::any_of(items, &Item::dropName);
    return drops && items.size() > 1 && !sameNames(items) && hasDuplicates(items);
}

std::pair<std::uint32_t, bool> KeyIndex::insert(const std::string& key)
{
    const auto [at, isNew] = m_numbers.try_emplace(key, static_cast<std::uint32_t>(m_numbers.size()));
    return {at->second, isNew};
}

std::optional<std::uint32_t> KeyIndex::find(const std::string& key) const
{
    const auto at = m_numbers.find(key);
    return at == m_numbers.end() ? std::nullopt : std::optional(at->second);
}

} // namespace checkwatch::promql
