#include "models/base/numbers.h"
#include "models/promql/exprparser.h"
#include "models/promql/textliteral.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

// Numbers and texts that stand in an expression.
namespace checkwatch::promql {
namespace {

/// Go's ParseInt with base 0, then ParseFloat: "010" is eight, "08" is eight too, "0x1F" thirty-one.
std::optional<double> numberOf(std::string_view text)
{
    int radix = 10;
    std::string_view rest = text;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        radix = 16;
        rest.remove_prefix(2);
    } else if (text.size() > 1 && text.front() == '0') {
        radix = 8;
        rest.remove_prefix(1);
    }
    std::int64_t whole = 0;
    const auto [end, code] = std::from_chars(rest.data(), rest.data() + rest.size(), whole, radix);
    if (code == std::errc{} && end == rest.data() + rest.size()) {
        return static_cast<double>(whole);
    }
    return base::parseFloat(text);
}

} // namespace

ExprParser::NodePtr ExprParser::number()
{
    auto made = node<NumberLiteral>(ValueType::Scalar, m_token.begin);
    made->span.end = m_token.end();
    const auto value = numberOf(m_token.text);
    if (!value) {
        const bool tooLarge = m_token.text.find_first_of("xX") == std::string_view::npos
            && m_token.text.find_last_of("0123456789.") + 1 == m_token.text.size();
        fail(made->span,
             "error parsing number: strconv.ParseFloat: parsing " + metrics::quote(m_token.text)
                 + (tooLarge ? ": value out of range" : ": invalid syntax"));
        return nullptr;
    }
    made->value = *value;
    advance();
    return made;
}

ExprParser::NodePtr ExprParser::textLiteral()
{
    auto made = node<TextLiteral>(ValueType::String, m_token.begin);
    made->span.end = m_token.end();
    made->value = unquote(m_token.text);
    advance();
    return made;
}

} // namespace checkwatch::promql
