#include "models/rules/templateformat.h"
#include "models/rules/templatevalue.h"

#include <algorithm>
#include <charconv>

namespace checkwatch::rules {
namespace {

constexpr int maxWidth = 1'000'000; // Go's own limit on width and precision

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
    void flags(FormatVerb& verb)
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
        FormatVerb verb;
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
            m_out += formatValue(m_values[m_next++], verb);
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
    FormatVerb verb;
    verb.letter = "g";
    verb.precision = 4;
    return formatFloatValue(value, verb);
}

} // namespace checkwatch::rules
