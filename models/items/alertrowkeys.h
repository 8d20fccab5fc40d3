#pragma once

#include "models/items/alertlistmodel.h"

/// How the rows of the alert list are named. For the sources of AlertListModel only.
namespace checkwatch::items {

inline constexpr std::size_t mostOfAKind = 500;

[[nodiscard]] inline RowKey keyOf(AlertItemKind kind, std::uint64_t id) noexcept
{
    return RowKey{static_cast<std::uint64_t>(kind)} << 60 | (id & ((RowKey{1} << 60) - 1));
}

[[nodiscard]] inline std::uint64_t idOf(const fleet::AlertRow& row) noexcept
{
    return row.alert.identity ? row.alert.identity->id : 0;
}

[[nodiscard]] inline bool hasEnded(const fleet::AlertRow& row) noexcept
{
    return row.phase == fleet::AlertPhase::Resolved || row.phase == fleet::AlertPhase::ClearedDown;
}

} // namespace checkwatch::items
