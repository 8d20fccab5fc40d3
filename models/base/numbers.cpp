#include "models/base/numbers.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace checkwatch::base {
namespace {

bool equalsIgnoringCase(std::string_view text, std::string_view lower)
{
    if (text.size() != lower.size()) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) != lower[i]) {
            return false;
        }
    }
    return true;
}

std::optional<double> parseNamed(std::string_view text, bool hasSign, bool negative)
{
    if (equalsIgnoringCase(text, "inf") || equalsIgnoringCase(text, "infinity")) {
        const double inf = std::numeric_limits<double>::infinity();
        return negative ? -inf : inf;
    }
    if (!hasSign && equalsIgnoringCase(text, "nan")) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return std::nullopt;
}

/// from_chars says "out of range" for both ends; the first digit that counts tells which end it is.
bool isUnderflow(std::string_view digits)
{
    const std::size_t e = digits.find_first_of("eE");
    if (e != std::string_view::npos) {
        const std::string_view exponent = digits.substr(e + 1);
        const bool mantissaIsZero = digits.substr(0, e).find_first_of("123456789") == std::string_view::npos;
        return mantissaIsZero || exponent.starts_with('-');
    }
    return digits.starts_with("0.") || digits.starts_with('.');
}

struct DecimalDigits
{
    std::string digits; ///< significant digits, no point
    int exponent = 0;   ///< of the first digit
};

/// The shortest digits that read back the same. REQUIRES: value is finite and >= 0.
DecimalDigits shortest(double value)
{
    std::array<char, 40> buffer{};
    const auto end
        = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t e = text.find('e');
    DecimalDigits out;
    for (const char c : text.substr(0, e)) {
        if (c != '.') {
            out.digits += c;
        }
    }
    std::string_view exponent = text.substr(e + 1);
    const bool negative = exponent.starts_with('-');
    exponent.remove_prefix(1);
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), out.exponent);
    if (negative) {
        out.exponent = -out.exponent;
    }
    return out;
}

std::string layoutExponent(const DecimalDigits& d)
{
    std::string out = d.digits.substr(0, 1);
    if (d.digits.size() > 1) {
        out += '.' + d.digits.substr(1);
    }
    out += d.exponent < 0 ? "e-" : "e+";
    const int magnitude = std::abs(d.exponent);
    if (magnitude < 10) {
        out += '0';
    }
    return out + std::to_string(magnitude);
}

std::string layoutFixed(const DecimalDigits& d)
{
    if (d.exponent < 0) {
        return "0." + std::string(static_cast<std::size_t>(-d.exponent - 1), '0') + d.digits;
    }
    const auto whole = static_cast<std::size_t>(d.exponent) + 1;
    if (d.digits.size() <= whole) {
        return d.digits + std::string(whole - d.digits.size(), '0');
    }
    return d.digits.substr(0, whole) + '.' + d.digits.substr(whole);
}

} // namespace

std::optional<double> parseFloat(std::string_view text)
{
    bool negative = false;
    const bool hasSign = text.starts_with('+') || text.starts_with('-');
    if (hasSign) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text.empty()) {
        return std::nullopt;
    }
    const char first = text.front();
    if (first != '.' && (first < '0' || first > '9')) {
        return parseNamed(text, hasSign, negative);
    }
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size()) {
        return std::nullopt;
    }
    if (code == std::errc::result_out_of_range) {
        if (!isUnderflow(text)) {
            return std::nullopt;
        }
        value = 0;
    } else if (code != std::errc{}) {
        return std::nullopt;
    }
    return negative ? -value : value;
}

std::string formatFloat(double value, char verb)
{
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    const DecimalDigits digits = shortest(std::fabs(value));
    const bool exponentForm = verb == 'e' || (verb == 'g' && (digits.exponent < -4 || digits.exponent >= 6));
    const std::string sign = std::signbit(value) ? "-" : "";
    return sign + (exponentForm ? layoutExponent(digits) : layoutFixed(digits));
}

std::string formatSampleValue(double value)
{
    const double magnitude = std::fabs(value);
    const bool exponentForm = magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21);
    return formatFloat(value, exponentForm ? 'e' : 'f');
}

} // namespace checkwatch::base
