#pragma once

#include "models/items/filter.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <span>
#include <string_view>

namespace checkwatch::items {

/// A key as it is typed.
struct FilterKeyName
{
    std::string_view name;
    FilterKey key;
};
/// All keys, the usual name of each first.
[[nodiscard]] std::span<const FilterKeyName> filterKeys() noexcept;
[[nodiscard]] std::optional<FilterKey> filterKeyFromName(std::string_view name) noexcept;

/// A word that a key knows, and the set of things it stands for: bit n is the n-th ServerState (state:), CheckStatus
/// (check:), alert bit (alert:) or is-bit (is:).
struct FilterWord
{
    std::string_view word;
    std::uint32_t mask;
};
/// Empty for keys that take names or numbers.
[[nodiscard]] std::span<const FilterWord> filterWords(FilterKey key) noexcept;

/// The bits of one server that alert: and is: words select from.
[[nodiscard]] std::uint32_t alertBits(const fleet::ServerRow& row, const std::vector<fleet::AlertRow>* alerts) noexcept;
[[nodiscard]] std::uint32_t isBits(const fleet::ServerRow& row) noexcept;

/// What could stand at the cursor: whole replacements for text[from, cursor).
struct FilterCompletion
{
    int from = 0;
    QStringList options; ///< at most 50; names as raw text
};
[[nodiscard]] FilterCompletion completeFilter(QStringView text, int cursor, const fleet::Snapshot* snapshot);

} // namespace checkwatch::items
