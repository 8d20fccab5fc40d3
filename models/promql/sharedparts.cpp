#include "models/promql/sharedparts.h"

namespace checkwatch::promql {

void SharedParts::setParts(const std::vector<std::vector<const Expr*>>& equal)
{
    m_numbers.clear();
    m_parts.assign(equal.size(), {});
    for (std::size_t number = 0; number < equal.size(); ++number) {
        for (const Expr* node : equal[number]) {
            m_numbers[node] = number;
        }
    }
}

const SharedParts::Result* SharedParts::find(const Expr& node, base::Timestamp time) const
{
    const auto number = m_numbers.find(&node);
    if (number == m_numbers.end()) {
        return nullptr;
    }
    const Part& part = m_parts[number->second];
    return part.round == m_round && part.time == time ? &part.result : nullptr;
}

void SharedParts::put(const Expr& node, base::Timestamp time, const Items& items, std::size_t touched)
{
    Part& part = m_parts[m_numbers.at(&node)];
    part.round = m_round;
    part.time = time;
    part.result.items.assign(items.begin(), items.end());
    part.result.touched = touched;
}

} // namespace checkwatch::promql
