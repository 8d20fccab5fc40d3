#pragma once

#include <cstdint>
#include <string_view>

namespace checkwatch::fleet {

/// How bad an alert is, by the word of its label `severity`, the worst first. The words are people's own: one that is none of
/// the usual ones may be what wakes somebody.
enum class AlertSeverity : std::uint8_t { Critical, Unusual, Warning, Slight };

/// "critical", "warning"; "info", "none" and no word at all are slight. In small letters, as rules have them.
[[nodiscard]] AlertSeverity alertSeverityOf(std::string_view word) noexcept;
/// Whether an alert of one severity may be worse than one of another: of two different unusual words nobody knows.
[[nodiscard]] bool mayBeWorse(std::string_view word, std::string_view than) noexcept;

} // namespace checkwatch::fleet
