#pragma once

#include "models/promql/ast.h"
#include "models/tsdb/querier.h"

#include <memory>
#include <unordered_map>

namespace checkwatch::promql {

/// What selectors selected, kept while the Querier's generation stands.
class SelectionCache
{
public:
    using Selection = std::shared_ptr<const std::vector<tsdb::SeriesRef>>;
    Selection get(const tsdb::Querier& data, const Selector& selector);

private:
    const tsdb::Querier* m_data = nullptr;
    std::uint64_t m_generation = 0;
    std::unordered_map<std::string, Selection> m_selections;
};

} // namespace checkwatch::promql
