#include "models/items/held.h"

namespace checkwatch::items {

std::vector<RowKey> withHeld(std::vector<RowKey> others, const std::vector<HeldRow>& held)
{
    if (held.empty())
        return others;
    std::vector<RowKey> rows;
    rows.reserve(others.size() + held.size());
    auto next = held.begin();
    for (const RowKey key : others) {
        for (; next != held.end() && next->place <= rows.size(); ++next)
            rows.push_back(next->key);
        rows.push_back(key);
    }
    for (; next != held.end(); ++next)
        rows.push_back(next->key);
    return rows;
}

} // namespace checkwatch::items
