#include "models/base/utf8.h"
#include "models/exposition/numbers.h"
#include "models/exposition/parser.h"
#include "models/exposition/series.h"
#include "models/metrics/labels.h"

#include <charconv>

// Text 0.0.4. Prometheus puts a newline behind every body; here peek() gives one past the end.
namespace checkwatch::exposition {
namespace {

const char* const silentEnd = "a NUL byte: Prometheus would stop reading here, silently, and lose the rest of the body";

/// The type words of text 0.0.4; "unknown" and "info" are OpenMetrics' alone.
std::optional<metrics::MetricType> textType(std::string_view word)
{
    using metrics::MetricType;
    if (word == "counter") {
        return MetricType::Counter;
    }
    if (word == "gauge") {
        return MetricType::Gauge;
    }
    if (word == "histogram") {
        return MetricType::Histogram;
    }
    if (word == "summary") {
        return MetricType::Summary;
    }
    return word == "untyped" ? std::optional(MetricType::Unknown) : std::nullopt;
}

std::size_t skipBlanks(std::string_view body, std::size_t at)
{
    while (at < body.size() && isBlank(body[at])) {
        ++at;
    }
    return at;
}

std::size_t skipName(std::string_view body, std::size_t at)
{
    while (at < body.size() && isNamePart(body[at])) {
        ++at;
    }
    return at;
}

} // namespace

base::Result<Entry> Parser::nextText()
{
    for (;;) {
        const std::size_t start = skipBlanks(m_body, m_at);
        if (start >= m_body.size()) {
            m_at = m_body.size();
            m_ended = true;
            return Entry::End;
        }
        const char c = m_body[start];
        if (c == '\n') {
            m_at = start + 1;
            continue;
        }
        if (c == '#') {
            return textComment(start);
        }
        if (c == '\0') {
            fail(start, silentEnd);
        } else if (!isNameStart(c)) {
            fail(start, metrics::quote(m_body.substr(start, 1)) + " cannot begin a line: expected a metric name or #");
        } else if (start != m_at) {
            fail(m_at, "a blank before the metric name");
        } else {
            return textSample();
        }
        return *m_error;
    }
}

base::Result<Entry> Parser::textComment(std::size_t hash)
{
    const std::size_t word = skipBlanks(m_body, hash + 1);
    const std::size_t end = lineEnd(hash);
    const bool spaced = word > hash + 1;
    if (spaced && (m_body.substr(word, 4) == "HELP" || m_body.substr(word, 4) == "TYPE") && isBlank(peek(word + 4))) {
        return textMetadata(word);
    }
    // Behind "# " NULs are ordinary bytes, except the very first.
    const std::size_t nul = spaced ? word : m_body.substr(0, end).find('\0', hash);
    if (nul < end && m_body[nul] == '\0') {
        fail(nul, silentEnd);
        return *m_error;
    }
    m_text = m_body.substr(hash, end - hash);
    m_at = std::min(end + 1, m_body.size());
    return Entry::Comment;
}

base::Result<Entry> Parser::textMetadata(std::size_t keyword)
{
    const bool help = m_body[keyword] == 'H';
    const std::size_t name = skipBlanks(m_body, keyword + 4);
    if (!isNameStart(peek(name))) {
        fail(name, std::string("expected a metric name after ") + (help ? "HELP" : "TYPE"));
        return *m_error;
    }
    const std::size_t nameEnd = skipName(m_body, name);
    const std::size_t end = lineEnd(nameEnd);
    m_family = m_body.substr(name, nameEnd - name);
    // Exactly one character is taken off, whatever it is; only blanks alone are no text at all.
    m_text = skipBlanks(m_body, nameEnd) >= end ? std::string_view() : m_body.substr(nameEnd + 1, end - nameEnd - 1);
    if (help && !base::isValidUtf8(m_text)) {
        fail(nameEnd, "the help text is not valid UTF-8");
    }
    if (!help) {
        const auto type = textType(m_text);
        m_type = type.value_or(metrics::MetricType::Unknown);
        if (!type) {
            fail(nameEnd,
                 metrics::quote(m_text) + " is no metric type: expected counter, gauge, histogram, summary or untyped");
        }
    }
    if (m_error) {
        return *m_error;
    }
    m_at = std::min(end + 1, m_body.size());
    return help ? Entry::Help : Entry::Type;
}

base::Result<Entry> Parser::textSample()
{
    const std::size_t start = m_at;
    std::size_t at = start;
    if (!framed(at) && !textSeries(at)) {
        return *m_error;
    }
    m_series = m_body.substr(start, at - start);
    if (plainEnd(at)) {
        return Entry::Sample;
    }
    const std::size_t value = skipBlanks(m_body, at);
    at = value;
    while (peek(at) != '\n' && !isBlank(m_body[at]) && m_body[at] != '{') {
        ++at;
    }
    if (at == value) {
        fail(value, "expected a value after the metric");
        return *m_error;
    }
    const std::optional<double> number = parseValue(m_body.substr(value, at - value));
    if (!number) {
        fail(value, metrics::quote(m_body.substr(value, at - value)) + " is not a number");
        return *m_error;
    }
    m_value = *number;
    if (!textTimestamp(at)) {
        return *m_error;
    }
    m_at = std::min(at + 1, m_body.size());
    return Entry::Sample;
}

/// Name and labels; `at` goes from their start to behind them.
bool Parser::textSeries(std::size_t& at)
{
    const std::size_t start = at;
    at = skipName(m_body, start);
    m_name = m_body.substr(start, at - start);
    m_labels.clear();
    if (const std::size_t brace = skipBlanks(m_body, at); peek(brace) == '{') {
        at = brace;
        if (!textLabels(at)) {
            return false;
        }
    }
    m_frame.learn(m_body.substr(start, at - start), m_labels);
    return true;
}

/// Blanks, an optional timestamp, blanks; `at` ends on the line's end.
bool Parser::textTimestamp(std::size_t& at)
{
    m_timestamp.reset();
    at = skipBlanks(m_body, at);
    if (peek(at) == '\n') {
        return true;
    }
    const std::size_t begin = at;
    while (isDigit(peek(at))) {
        ++at;
    }
    if (at == begin) {
        return fail(at, "expected a timestamp or the end of the line");
    }
    std::int64_t ms = 0;
    if (std::from_chars(m_body.data() + begin, m_body.data() + at, ms).ec != std::errc{}) {
        return fail(begin, "the timestamp is too large");
    }
    m_timestamp = ms;
    at = skipBlanks(m_body, at);
    return peek(at) == '\n' || fail(at, "expected the end of the line after the timestamp");
}

/// `at` goes from the opening brace to behind the closing one.
bool Parser::textLabels(std::size_t& at)
{
    ++at;
    for (;;) {
        at = skipBlanks(m_body, at);
        if (peek(at) == '}') {
            ++at;
            return true;
        }
        if (!isLabelStart(peek(at))) {
            return fail(at, "expected a label name or }");
        }
        const std::size_t begin = at;
        while (isLabelPart(peek(at))) {
            ++at;
        }
        const std::string_view label = m_body.substr(begin, at - begin);
        at = skipBlanks(m_body, at);
        if (peek(at) != '=') {
            return fail(at, "expected = after the label name");
        }
        at = skipBlanks(m_body, at + 1);
        if (peek(at) != '"') {
            return fail(at, "expected a label value in double quotes");
        }
        if (!quoted(at, true, label)) {
            return false;
        }
        at = skipBlanks(m_body, at);
        if (peek(at) == ',') {
            ++at;
        }
    }
}

} // namespace checkwatch::exposition
