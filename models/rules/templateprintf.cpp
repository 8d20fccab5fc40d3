#include "models/base/numbers.h"
#include "models/metrics/labels.h"
#include "models/rules/templateliterals.h"
#include "models/rules/templatevalue.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace checkwatch::rules {
namespace {

constexpr int maxWidth = 1'000'000; // Go's own limit on width and precision

struct Verb
{
    bool plus = false;
    bool minus = false;
    bool sharp = false;
    bool space = false;
    bool zero = false;
    int width = -1;
    int precision = -1;
    std::string letter; ///< one character, maybe of several bytes
};

std::string pad(std::string text, const Verb& verb, bool number)
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

std::string withSign(std::string text, const Verb& verb)
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

std::string floatText(double value, const Verb& verb)
{
    const char letter = verb.letter.front();
    Verb padding = verb;
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

std::string intText(std::int64_t value, const Verb& verb)
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

std::string stringText(std::string text, const Verb& verb)
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

std::string format(const TemplateValue& value, const Verb& verb);

std::string badVerb(const TemplateValue& value, const Verb& verb)
{
    Verb plain = verb; // width and flags hold here too
    plain.letter = "v";
    return "%!" + verb.letter + "(" + (value.isNil() ? "<nil>" : typeName(value) + "=" + format(value, plain)) + ")";
}

std::string mapText(const metrics::Labels& labels, const Verb& verb)
{
    std::string out;
    for (const metrics::Label label : labels) {
        out += out.empty() ? "" : " ";
        out += format({std::string(label.name)}, verb) + ":" + format({std::string(label.value)}, verb);
    }
    return "map[" + out + "]";
}

std::string format(const TemplateValue& value, const Verb& verb)
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
        return is("veEfFgGxX") ? floatText(*number, verb) : badVerb(value, verb);
    }
    if (const auto* text = value.as<std::string>()) {
        return is("vsxXq") ? stringText(*text, verb) : badVerb(value, verb);
    }
    if (const auto* labels = value.as<metrics::Labels>()) {
        return mapText(*labels, verb);
    }
    return is("vs") ? pad(defaultText(value), verb, false) : badVerb(value, verb);
}

/// Walks a format string.
class Formatter
{
public:
    Formatter(std::string_view text, const TemplateList& values) : m_text(text), m_values(values) {}

    std::string run()
    {
        while (m_at < m_text.size()) {
            const std::size_t percent = std::min(m_text.find('%', m_at), m_text.size());
            m_out += m_text.substr(m_at, percent - m_at);
            m_at = percent + 1;
            if (percent < m_text.size()) {
                verb();
            }
        }
        if (!m_reordered && m_next < m_values.size()) {
            std::string extra;
            for (std::size_t i = m_next; i < m_values.size(); ++i) {
                extra += extra.empty() ? "" : ", ";
                extra += m_values[i].isNil() ? "<nil>" : typeName(m_values[i]) + "=" + defaultText(m_values[i]);
            }
            m_out += "%!(EXTRA " + extra + ")";
        }
        return std::move(m_out);
    }

private:
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void flags(Verb& verb)
    {
        for (bool more = true; more;) {
            const char c = peek();
            verb.plus = verb.plus || c == '+';
            verb.minus = verb.minus || c == '-';
            verb.sharp = verb.sharp || c == '#';
            verb.space = verb.space || c == ' ';
            verb.zero = verb.zero || c == '0';
            more = m_at < m_text.size() && std::string_view("+-# 0").find(c) != std::string_view::npos;
            m_at += more ? 1 : 0;
        }
    }
    void index()
    {
        if (peek() != '[') {
            return;
        }
        m_reordered = true;
        const std::size_t close = m_text.find(']', m_at);
        std::size_t number = 0;
        const std::string_view inner = close == std::string_view::npos ? "" : m_text.substr(m_at + 1, close - m_at - 1);
        const auto [end, code] = std::from_chars(inner.data(), inner.data() + inner.size(), number);
        m_badIndex = inner.empty() || code != std::errc{} || end != inner.data() + inner.size() || number == 0
            || number > m_values.size();
        m_next = m_badIndex ? m_next : number - 1;
        m_at = close == std::string_view::npos ? m_at + 1 : close + 1;
    }
    int number()
    {
        if (peek() == '*') {
            ++m_at;
            const auto* value = m_next < m_values.size() ? m_values[m_next++].as<std::int64_t>() : nullptr;
            return value && *value >= -maxWidth && *value <= maxWidth ? static_cast<int>(*value) : -1;
        }
        int out = -1;
        while (peek() >= '0' && peek() <= '9') {
            out = std::min(std::max(out, 0) * 10 + (peek() - '0'), maxWidth);
            ++m_at;
        }
        return out;
    }
    void verb()
    {
        Verb verb;
        m_badIndex = false;
        flags(verb);
        index();
        verb.width = number();
        if (verb.width < -1) {
            verb.minus = true;
            verb.width = -verb.width;
        }
        if (peek() == '.') {
            ++m_at;
            index();
            verb.precision = std::max(number(), 0);
        }
        index();
        if (m_at >= m_text.size()) {
            m_out += "%!(NOVERB)";
            return;
        }
        std::size_t end = m_at + 1;
        while (end < m_text.size() && (m_text[end] & 0xC0) == 0x80) {
            ++end;
        }
        verb.letter = m_text.substr(m_at, end - m_at);
        m_at = end;
        verb.zero = verb.zero && !verb.minus;
        verb.plus = verb.plus && verb.letter != "v"; // %+v asks for field names, not for a sign
        if (verb.letter == "%") {
            m_out += '%';
        } else if (m_badIndex) {
            m_out += "%!" + verb.letter + "(BADINDEX)";
        } else if (m_next >= m_values.size()) {
            m_out += "%!" + verb.letter + "(MISSING)";
        } else {
            m_out += format(m_values[m_next++], verb);
        }
    }

    std::string_view m_text;
    const TemplateList& m_values;
    std::string m_out;
    std::size_t m_at = 0;
    std::size_t m_next = 0;
    bool m_reordered = false;
    bool m_badIndex = false;
};

} // namespace

std::string sprintf(std::string_view text, const TemplateList& values)
{
    return Formatter(text, values).run();
}

std::string fourDigits(double value)
{
    Verb verb;
    verb.letter = "g";
    verb.precision = 4;
    return floatText(value, verb);
}

} // namespace checkwatch::rules
