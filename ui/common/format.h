#pragma once

#include "models/base/time.h"

#include <QString>

/// Times, ages and numbers as people read them. No locale: what is on two screens must look the same.
namespace checkwatch::common {

enum class Zone : std::uint8_t { Utc, Local };

/// How long: "48 s", "3:12", "2 h 5 min", "3 d 4 h". Negative counts as 0.
[[nodiscard]] QString age(base::Duration duration);
/// The same where it counts in place: "0:38", "3:12", "2 h 5 min".
[[nodiscard]] QString counting(base::Duration duration);
/// "12:05:33"; "–" for time 0.
[[nodiscard]] QString clockTime(base::Timestamp time, Zone zone);
/// "12:05"
[[nodiscard]] QString shortTime(base::Timestamp time, Zone zone);
/// "28 Nov".
[[nodiscard]] QString dayAndMonth(base::Timestamp time, Zone zone);
/// "2026-11-22 12:05:33 UTC", or with the local zone's name.
[[nodiscard]] QString stamp(base::Timestamp time, Zone zone);
/// A span as people write it: "1 m", "5 s", "30 min", "250 ms".
[[nodiscard]] QString span(base::Duration duration);
/// "0", "9.8", "123", "12.3k", "4.5M"; "?" for NaN.
[[nodiscard]] QString number(double value);
/// A number of up to `decimals` places without trailing zeros: "9.818".
[[nodiscard]] QString exact(double value, int decimals = 3);
/// "40 %"; the value counts in percent.
[[nodiscard]] QString percent(double value);
/// "1.2 MB", decimal units.
[[nodiscard]] QString bytes(double count);
/// "0.3 ms", "4 ms", "1.2 s".
[[nodiscard]] QString milliseconds(double ms);

} // namespace checkwatch::common
