#include "models/promql/lexer.h"
#include "models/promql/textliteral.h"
#include "models/testfiles/notationscanner.h"
#include "models/testfiles/seriesnotation.h"

namespace checkwatch::testfiles {
namespace {

using promql::Token;
using promql::TokenKind;

/// Reads `name{label="value", …}`; stops behind it.
class MetricParser
{
public:
    explicit MetricParser(std::string_view text) : m_lexer(text) {}

    base::Result<ParsedMetric> parse()
    {
        advance();
        const bool named = promql::canNameMetric(m_token.kind);
        if (named) {
            m_labels.emplace_back(metrics::metricNameLabel, m_token.text);
            m_end = m_token.end();
            advance();
        }
        const bool braces = m_token.kind == TokenKind::LeftBrace && (!named || m_token.begin == m_end);
        if (!named && !braces) {
            return unexpected("in series description", {});
        }
        if (braces && !labels()) {
            return m_error;
        }
        return ParsedMetric{metrics::Labels(std::move(m_labels)), m_end};
    }

private:
    void advance() { m_token = m_lexer.next(); }
    base::Error unexpected(std::string_view where, std::string_view expected)
    {
        return m_token.kind == TokenKind::Error ? errorAt(m_token.begin, m_lexer.error())
                                                : unexpectedAt(m_token.begin, describe(m_token), where, expected);
    }
    bool refuse(std::string_view expected)
    {
        m_error = unexpected("in label set", expected);
        return false;
    }
    bool labels()
    {
        for (advance(); m_token.kind != TokenKind::RightBrace;) {
            if (m_token.kind != TokenKind::Identifier) {
                return refuse("identifier or \"}\"");
            }
            const std::string_view name = m_token.text;
            advance();
            if (m_token.kind != TokenKind::Assign && m_token.kind != TokenKind::Equal) {
                return refuse("\"=\"");
            }
            advance();
            if (m_token.kind != TokenKind::Text) {
                return refuse("string");
            }
            m_labels.emplace_back(name, promql::unquote(m_token.text));
            advance();
            if (m_token.kind == TokenKind::Comma) {
                advance();
            } else if (m_token.kind != TokenKind::RightBrace) {
                return refuse("\",\" or \"}\"");
            }
        }
        m_end = m_token.end();
        return true;
    }

    promql::Lexer m_lexer;
    Token m_token;
    std::size_t m_end = 0;
    std::vector<std::pair<std::string, std::string>> m_labels;
    base::Error m_error;
};

} // namespace

base::Error errorAt(std::size_t at, const std::string& message)
{
    return {base::ErrorCode::BadInput, "parse error: " + message, {}, 1, static_cast<std::int64_t>(at + 1)};
}

base::Error unexpectedAt(std::size_t at, const std::string& what, std::string_view where, std::string_view expected)
{
    std::string message = "unexpected " + what;
    if (!where.empty()) {
        message += " " + std::string(where);
    }
    if (!expected.empty()) {
        message += ", expected " + std::string(expected);
    }
    return errorAt(at, message);
}

base::Result<ParsedMetric> parseMetricAt(std::string_view text)
{
    return MetricParser(text).parse();
}

base::Result<metrics::Labels> parseMetric(std::string_view text)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return metrics::Labels(); // as promtool takes it
    }
    auto parsed = parseMetricAt(text);
    if (!parsed) {
        return parsed.error();
    }
    const std::size_t rest = text.find_first_not_of(" \t\r\n", parsed->end);
    if (rest != std::string_view::npos) {
        return errorAt(rest, "unexpected " + metrics::quote(text.substr(rest)) + " behind the metric");
    }
    return std::move(parsed->labels);
}

} // namespace checkwatch::testfiles
