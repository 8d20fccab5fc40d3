#pragma once

#include "models/base/numbers.h"
#include "models/metrics/sample.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace checkwatch::exposition {

/// As many decimal digits as a double holds exactly.
inline constexpr std::size_t exactDigits = 15;

/// A whole number of 1 to 15 digits from the start of [at, end); returns where it stopped, `at` where there is none.
/// Most values of an exposition are of this kind.
inline const char* parseDigits(const char* at, const char* end, std::uint64_t& number) noexcept
{
    number = 0;
    const char* stop = end - at > static_cast<std::ptrdiff_t>(exactDigits) ? at + exactDigits : end;
    while (at < stop) {
        const auto digit = static_cast<unsigned>(static_cast<unsigned char>(*at)) - '0';
        if (digit > 9) {
            break;
        }
        number = number * 10 + digit;
        ++at;
    }
    return at;
}

/// A sample's value: Go's ParseFloat, every NaN the ordinary one.
inline std::optional<double> parseValue(std::string_view token)
{
    std::uint64_t number = 0;
    if (!token.empty()
        && parseDigits(token.data(), token.data() + token.size(), number) == token.data() + token.size()) {
        return static_cast<double>(number);
    }
    const std::optional<double> value = base::parseFloat(token);
    return value && std::isnan(*value) ? metrics::nanValue() : value;
}

} // namespace checkwatch::exposition
