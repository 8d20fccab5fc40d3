#include "models/rules/templateformat.h"

#include "models/base/numbers.h"
#include "models/metrics/labels.h"
#include "models/rules/templateliterals.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace checkwatch::rules {
namespace {

std::string pad(std::string text, const FormatVerb& verb, bool number)
{
    const auto characters = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
    const int missing = verb.width - static_cast<int>(characters);
    if (missing <= 0) {
        return text;
    }
    const auto count = static_cast<std::size_t>(missing);
    if (verb.minus) {
        return text + std::string(count, ' ');
    }
    if (!verb.zero || !number) {
        return std::string(count, verb.zero ? '0' : ' ') + text;
    }
    const std::size_t sign = text.starts_with('-') || text.starts_with('+') || text.starts_with(' ') ? 1 : 0;
    return text.insert(sign, count, '0');
}

std::string withSign(std::string text, const FormatVerb& verb)
{
    if (!text.starts_with('-') && !text.starts_with('+') && (verb.plus || verb.space)) {
        text.insert(0, verb.plus ? "+" : " ");
    }
    return text;
}

std::string hexFloat(double value)
{
    std::array<char, 64> buffer{};
    const auto end
        = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value), std::chars_format::hex).ptr;
    std::string text(buffer.data(), end);
    if (const std::size_t p = text.find('p'); p != std::string::npos && text.size() == p + 3) {
        text.insert(p + 2, "0");
    }
    return (std::signbit(value) ? "-0x" : "0x") + text;
}

std::string digits(double value, char letter, int precision)
{
    const char lower = static_cast<char>(letter | 0x20);
    if (precision < 0 && lower == 'g') {
        return base::formatFloat(value, 'g');
    }
    std::vector<char> buffer(static_cast<std::size_t>(std::max(precision, 6)) + 400);
    const auto form = lower == 'e' ? std::chars_format::scientific
        : lower == 'f'             ? std::chars_format::fixed
                                   : std::chars_format::general;
    const int places = precision < 0 ? 6 : precision;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, form, places).ptr;
    return {buffer.data(), end};
}

std::string intText(std::int64_t value, const FormatVerb& verb)
{
    const char letter = verb.letter.front();
    if (letter == 'c' || letter == 'q' || letter == 'U') {
        std::string text;
        const auto point = static_cast<std::uint32_t>(value);
        if (letter == 'U') {
            std::array<char, 20> buffer{};
            const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), point, 16).ptr;
            text.assign(buffer.data(), end);
            std::transform(text.begin(), text.end(), text.begin(),
                           [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
            text = "U+" + (text.size() < 4 ? std::string(4 - text.size(), '0') : std::string()) + text;
        } else {
            appendUtf8(point, text);
            text = letter == 'q' ? "'" + text + "'" : text;
        }
        return pad(text, verb, false);
    }
    const char lower = static_cast<char>(letter | 0x20);
    const int base = lower == 'x' ? 16 : lower == 'o' ? 8 : letter == 'b' ? 2 : 10;
    std::array<char, 72> buffer{};
    const std::uint64_t magnitude
        = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude, base).ptr;
    std::string text(buffer.data(), end);
    if (verb.precision > 0 && text.size() < static_cast<std::size_t>(verb.precision)) {
        text.insert(0, static_cast<std::size_t>(verb.precision) - text.size(), '0');
    }
    if (letter == 'X') {
        std::transform(text.begin(), text.end(), text.begin(),
                       [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    }
    if (verb.sharp && base != 10) {
        text.insert(0, base == 16 ? (letter == 'X' ? "0X" : "0x") : base == 2 ? "0b" : "0");
    } else if (letter == 'O') {
        text.insert(0, "0o");
    }
    return pad(withSign(value < 0 ? "-" + text : text, verb), verb, true);
}

std::string stringText(std::string text, const FormatVerb& verb)
{
    const char letter = verb.letter.front();
    if (letter == 'x' || letter == 'X') {
        const std::string_view alphabet = letter == 'x' ? "0123456789abcdef" : "0123456789ABCDEF";
        std::string out;
        for (const char c : text) {
            out += alphabet[static_cast<unsigned char>(c) >> 4U];
            out += alphabet[static_cast<unsigned char>(c) & 15U];
        }
        return pad(out, verb, false);
    }
    if (verb.precision >= 0) {
        std::size_t end = 0;
        for (int left = verb.precision; end < text.size() && (left > 0 || (text[end] & 0xC0) == 0x80); ++end) {
            left -= (text[end] & 0xC0) == 0x80 ? 0 : 1;
        }
        text.resize(end);
    }
    return pad(letter == 'q' || (letter == 'v' && verb.sharp) ? metrics::quote(text) : text, verb, false);
}

std::string badVerb(const TemplateValue& value, const FormatVerb& verb)
{
    FormatVerb plain = verb; // width and flags hold here too
    plain.letter = "v";
    return "%!" + verb.letter + "(" + (value.isNil() ? "<nil>" : typeName(value) + "=" + formatValue(value, plain))
        + ")";
}

std::string mapText(const metrics::Labels& labels, const FormatVerb& verb)
{
    std::string out;
    for (const metrics::Label label : labels) {
        out += out.empty() ? "" : " ";
        out += formatValue({std::string(label.name)}, verb) + ":" + formatValue({std::string(label.value)}, verb);
    }
    return "map[" + out + "]";
}

} // namespace

std::string formatFloatValue(double value, const FormatVerb& verb)
{
    const char letter = verb.letter.front();
    FormatVerb padding = verb;
    if (!std::isfinite(value)) {
        padding.zero = false;
        return pad(std::isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf", padding, true);
    }
    if (letter == 'x' || letter == 'X') {
        return pad(withSign(hexFloat(value), verb), verb, true);
    }
    std::string text = digits(value, letter == 'v' ? 'g' : letter == 'F' ? 'f' : letter, verb.precision);
    if (letter == 'E' || letter == 'G') {
        std::replace(text.begin(), text.end(), 'e', 'E');
    }
    return pad(withSign(std::move(text), verb), verb, true);
}

std::string formatValue(const TemplateValue& value, const FormatVerb& verb)
{
    const auto is = [&](std::string_view letters) {
        return verb.letter.size() == 1 && letters.find(verb.letter[0]) != std::string_view::npos;
    };
    if (verb.letter == "T") {
        return pad(typeName(value), verb, false);
    }
    if (value.isNil()) {
        return is("v") ? pad("<nil>", verb, false) : badVerb(value, verb);
    }
    if (const auto* flag = value.as<bool>()) {
        return is("tv") ? pad(*flag ? "true" : "false", verb, false) : badVerb(value, verb);
    }
    if (const auto* whole = value.as<std::int64_t>()) {
        return is("vdboOxXcqU") ? intText(*whole, verb) : badVerb(value, verb);
    }
    if (const auto* number = value.as<double>()) {
        return is("veEfFgGxX") ? formatFloatValue(*number, verb) : badVerb(value, verb);
    }
    if (const auto* text = value.as<std::string>()) {
        return is("vsxXq") ? stringText(*text, verb) : badVerb(value, verb);
    }
    if (const auto* labels = value.as<metrics::Labels>()) {
        return mapText(*labels, verb);
    }
    return is("vs") ? pad(defaultText(value), verb, false) : badVerb(value, verb);
}

} // namespace checkwatch::rules
