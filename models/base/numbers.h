#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Numbers in text exactly as Go reads and writes them, which is what Prometheus does everywhere; the C locale never
/// matters. Source: Go strconv.ParseFloat / FormatFloat.
namespace checkwatch::base {

/// A decimal float as the exposition formats accept it: optional sign, digits, fraction, exponent; Inf and Infinity in
/// any case with an optional sign; NaN in any case without a sign. No hex, no '_'. Too large is an error, too small is 0.
std::optional<double> parseFloat(std::string_view text);

/// Go's FormatFloat(value, verb, -1, 64) for verb 'f', 'e' or 'g': the shortest digits that read back the same.
/// NaN, +Inf and -Inf are written so. 'g' takes the exponent form iff the decimal exponent is < -4 or >= 6: also what
/// templates print for {{ $value }}.
std::string formatFloat(double value, char verb);

/// A value as the Prometheus HTTP API writes it in vectors and matrices: 'f', or 'e' where |value| < 1e-6 or >= 1e21.
std::string formatSampleValue(double value);

} // namespace checkwatch::base
