#pragma once

#include "models/fleet/snapshot.h"
#include "models/items/columns.h"

#include <cstdint>
#include <vector>

namespace checkwatch::items {

/// The key of a row that has nothing in the sorted column: last in both directions.
inline constexpr std::uint64_t missingKey = ~std::uint64_t{0};

/// Orders as the double does; NaN is missingKey.
[[nodiscard]] std::uint64_t orderedKey(double value) noexcept;

/// A number that orders rows as `sort` wants, smaller first. For the columns of names it is 0: their order comes from
/// ranks (nameranks.h). Urgency: as the fleet says (worst and newest first), then rows that fail before those that do
/// not. `alerts`: what ServerRow::alert points into; may be null.
[[nodiscard]] std::uint64_t sortKey(const fleet::ServerRow& row, const ServerSort& sort,
                                    const std::vector<fleet::AlertRow>* alerts) noexcept;

} // namespace checkwatch::items
