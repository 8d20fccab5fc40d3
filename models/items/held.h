#pragma once

#include "models/items/keyedmodel.h"

#include <vector>

namespace checkwatch::items {

/// A row that must stand at a place.
struct HeldRow
{
    std::size_t place = 0;
    RowKey key = 0;
};

/// Puts held rows (ascending places) among others, which keep their order; a place past the end means the end.
[[nodiscard]] std::vector<RowKey> withHeld(std::vector<RowKey> others, const std::vector<HeldRow>& held);

} // namespace checkwatch::items
