#pragma once

#include "models/promql/ast.h"
#include "models/promql/items.h"
#include "models/tsdb/querier.h"

#include <array>
#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace checkwatch::promql {

/// The groups that one way of grouping sorts label sets into, numbered in the order of first sight.
class Grouping
{
public:
    /// `names`: what to group by, or with `without` what to leave out, __name__ among it.
    Grouping(std::vector<std::string> names, bool without) : m_names(std::move(names)), m_without(without) {}
    /// The number of an element's group. The place of its labels stands for them.
    std::uint32_t find(const Item& item);
    /// What the elements of a group have in common.
    [[nodiscard]] const metrics::Labels& labels(std::uint32_t group) const { return m_labels[group]; }
    [[nodiscard]] std::size_t size() const { return m_labels.size(); }

private:
    [[nodiscard]] metrics::Labels labelsFor(const Item& item) const;

    std::vector<std::string> m_names;
    bool m_without;
    std::array<std::unordered_map<const metrics::Labels*, std::uint32_t>, 2> m_numbers; ///< with and without the name
    KeyIndex m_index;
    std::vector<metrics::Labels> m_labels;
    std::string m_key;
};

/// What queries found out about label sets, kept while the Querier's generation stands: then its label sets stay where they
/// are. One per Engine.
class SelectionCache
{
public:
    using Selection = std::shared_ptr<const std::vector<tsdb::SeriesRef>>;
    /// What a selector selects.
    Selection get(const tsdb::Querier& data, const Selector& selector);

    /// Before an evaluation: forgets what does not count any more or has become too much. Items do not outlive it.
    void begin(const tsdb::Querier& data);
    /// Keeps a label set until the next begin() at least: equal ones in one place.
    const metrics::Labels* keep(metrics::Labels labels) { return &*m_labels.insert(std::move(labels)).first; }
    Grouping& grouping(const std::vector<std::string>& names, bool without);

private:
    void forgetIfOther(const tsdb::Querier& data);

    const tsdb::Querier* m_data = nullptr;
    std::uint64_t m_generation = 0;
    std::unordered_map<std::string, Selection> m_selections;
    std::unordered_set<metrics::Labels> m_labels;
    std::unordered_map<std::string, Grouping> m_groupings;
};

} // namespace checkwatch::promql
