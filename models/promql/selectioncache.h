#pragma once

#include "models/promql/ast.h"
#include "models/promql/items.h"
#include "models/promql/sharedparts.h"
#include "models/tsdb/querier.h"

#include <array>
#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace checkwatch::promql {

class SelectionCache;

/// The groups that one way of grouping sorts label sets into, numbered in the order of first sight.
class Grouping
{
public:
    /// `names`: what to group by, or with `without` what to leave out, __name__ among it.
    Grouping(std::vector<std::string> names, bool without) : m_names(std::move(names)), m_without(without) {}
    /// The number of an element's group. The place of its labels stands for them.
    std::uint32_t find(const Item& item);
    /// What the elements of a group have in common, kept in `cache`.
    const metrics::Labels* labels(std::uint32_t group, SelectionCache& cache);
    [[nodiscard]] std::size_t size() const { return m_groups.size(); }

private:
    [[nodiscard]] metrics::Labels labelsFor(const Item& item) const;

    struct Group
    {
        Item first;
        const metrics::Labels* labels = nullptr; ///< null: nobody asked for them yet
    };
    std::vector<std::string> m_names;
    bool m_without;
    std::array<std::unordered_map<const metrics::Labels*, std::uint32_t>, 2> m_numbers; ///< with and without the name
    KeyIndex m_index;
    std::vector<Group> m_groups;
    std::string m_key;
};

/// Sorts the elements of one operand into the groups of a Grouping, evaluation after evaluation: mostly the same element is
/// at the same place as the last time, and need not be looked up.
class OperandGroups
{
public:
    explicit OperandGroups(Grouping& grouping) : m_grouping(&grouping) {}
    [[nodiscard]] Grouping& grouping() const { return *m_grouping; }
    /// The number of its group; `place`: of the item in the operand.
    std::uint32_t find(const Item& item, std::size_t place)
    {
        if (place < m_known.size() && m_known[place].labels == item.labels
            && m_known[place].dropName == item.dropName) {
            return m_known[place].group;
        }
        return lookUp(item, place);
    }

private:
    std::uint32_t lookUp(const Item& item, std::size_t place);

    struct Known
    {
        const metrics::Labels* labels = nullptr;
        bool dropName = false;
        std::uint32_t group = 0;
    };
    Grouping* m_grouping;
    std::vector<Known> m_known; ///< by place
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
    /// The groups of what `operand` gives. Stays until the next begin().
    OperandGroups& groupsOf(const Expr& operand, const std::vector<std::string>& names, bool without);
    /// What equal parts came to; forgotten with everything else.
    [[nodiscard]] SharedParts& shared() { return m_shared; }

private:
    void forgetIfOther(const tsdb::Querier& data);
    void forgetLabels();
    Grouping& grouping(const std::vector<std::string>& names, bool without);

    const tsdb::Querier* m_data = nullptr;
    std::uint64_t m_generation = 0;
    std::unordered_map<std::string, Selection> m_selections;
    std::unordered_set<metrics::Labels> m_labels;
    std::unordered_map<std::string, Grouping> m_groupings;
    std::unordered_map<const Expr*, OperandGroups> m_operands; ///< a node may be gone and another be in its place
    SharedParts m_shared;
};

} // namespace checkwatch::promql
