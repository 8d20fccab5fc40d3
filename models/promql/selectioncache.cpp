#include "models/promql/selectioncache.h"

namespace checkwatch::promql {
namespace {

constexpr std::size_t maxSelections = 1024;
constexpr std::size_t maxLabels = 200'000; ///< what queries made; some tens of MB

} // namespace

std::uint32_t Grouping::find(const Item& item)
{
    const auto [at, isUnseen] = m_numbers[item.dropName ? 1 : 0].try_emplace(item.labels, 0);
    if (isUnseen) {
        m_key.clear();
        if (m_without) {
            appendKeyWithout(m_key, item, m_names);
        } else {
            appendKeyOf(m_key, item, m_names);
        }
        const auto [number, isNew] = m_index.insert(m_key);
        if (isNew) {
            m_groups.push_back({item});
        }
        at->second = number;
    }
    return at->second;
}

const metrics::Labels* Grouping::labels(std::uint32_t group, SelectionCache& cache)
{
    Group& known = m_groups[group];
    if (known.labels == nullptr) {
        known.labels = cache.keep(labelsFor(known.first));
    }
    return known.labels;
}

std::uint32_t OperandGroups::lookUp(const Item& item, std::size_t place)
{
    if (place >= m_known.size()) {
        m_known.resize(place + 1);
    }
    m_known[place] = {item.labels, item.dropName, m_grouping->find(item)};
    return m_known[place].group;
}

metrics::Labels Grouping::labelsFor(const Item& item) const
{
    if (!m_without) {
        std::vector<std::pair<std::string, std::string>> labels;
        labels.reserve(m_names.size());
        for (const std::string& name : m_names) {
            labels.emplace_back(name, labelOf(item, name));
        }
        return metrics::Labels(std::move(labels));
    }
    metrics::LabelsBuilder builder(*item.labels);
    for (const std::string& name : m_names) {
        builder.remove(name);
    }
    return builder.build();
}

SelectionCache::Selection SelectionCache::get(const tsdb::Querier& data, const Selector& selector)
{
    forgetIfOther(data);
    if (m_selections.size() > maxSelections) {
        m_selections.clear();
    }
    auto& selection = m_selections[selector.key];
    if (!selection) {
        selection = std::make_shared<const std::vector<tsdb::SeriesRef>>(data.select(selector.matchers));
    }
    return selection;
}

void SelectionCache::begin(const tsdb::Querier& data)
{
    forgetIfOther(data);
    if (m_labels.size() > maxLabels || m_groupings.size() > maxSelections || m_operands.size() > maxSelections) {
        forgetLabels();
    }
}

void SelectionCache::forgetLabels()
{
    m_operands.clear();
    m_groupings.clear();
    m_shared.forget();
    m_labels.clear();
}

void SelectionCache::forgetIfOther(const tsdb::Querier& data)
{
    if (m_data != &data || m_generation != data.generation()) {
        m_selections.clear();
        forgetLabels();
        m_data = &data;
        m_generation = data.generation();
    }
}

Grouping& SelectionCache::grouping(const std::vector<std::string>& names, bool without)
{
    std::string key(without ? "-" : "+");
    for (const std::string& name : names) {
        key += name + ',';
    }
    return m_groupings.try_emplace(key, names, without).first->second;
}

OperandGroups& SelectionCache::groupsOf(const Expr& operand, const std::vector<std::string>& names, bool without)
{
    Grouping& groups = grouping(names, without);
    const auto [at, isNew] = m_operands.try_emplace(&operand, groups);
    if (!isNew && &at->second.grouping() != &groups) {
        at->second = OperandGroups(groups);
    }
    return at->second;
}

} // namespace checkwatch::promql
