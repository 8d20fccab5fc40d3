#pragma once

#include "models/base/time.h"
#include "models/promql/ast.h"
#include "models/promql/items.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace checkwatch::promql {

/// Equal parts of several expressions, and what they came to: so that rules that are evaluated one after the other over the
/// same data work each of them out once. Whoever owns it says when the data is another.
class SharedParts
{
public:
    struct Result
    {
        Items items;
        std::size_t touched = 0; ///< what working it out counted against the limit of samples
    };

    /// Each list: nodes that are equal. They must outlive this.
    void setParts(const std::vector<std::vector<const Expr*>>& equal);
    /// What was found out holds no longer.
    void forget() { ++m_round; }
    [[nodiscard]] bool has(const Expr& node) const { return !m_numbers.empty() && m_numbers.contains(&node); }
    /// Null where it is not known what the node comes to at `time`.
    [[nodiscard]] const Result* find(const Expr& node, base::Timestamp time) const;
    /// REQUIRES: has(node).
    void put(const Expr& node, base::Timestamp time, const Items& items, std::size_t touched);

private:
    struct Part
    {
        std::uint64_t round = 0;
        base::Timestamp time{};
        Result result;
    };
    std::unordered_map<const Expr*, std::size_t> m_numbers; ///< equal nodes have one
    std::vector<Part> m_parts;
    std::uint64_t m_round = 1;
};

} // namespace checkwatch::promql
