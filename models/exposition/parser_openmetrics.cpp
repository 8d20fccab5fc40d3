#include "models/base/utf8.h"
#include "models/exposition/numbers.h"
#include "models/exposition/parser.h"
#include "models/exposition/series.h"
#include "models/metrics/labels.h"

#include <array>
#include <limits>
#include <utility>

// OpenMetrics 1.0 as Prometheus 2.42 reads it: single spaces exactly where the grammar has them, "# EOF" at the end.
namespace checkwatch::exposition {
namespace {

using metrics::MetricType;

constexpr std::array<std::pair<std::string_view, MetricType>, 8> types{{
    {"counter", MetricType::Counter},
    {"gauge", MetricType::Gauge},
    {"histogram", MetricType::Histogram},
    {"gaugehistogram", MetricType::GaugeHistogram},
    {"summary", MetricType::Summary},
    {"info", MetricType::Info},
    {"stateset", MetricType::Stateset},
    {"unknown", MetricType::Unknown},
}};

/// trunc(seconds * 1000) as Go on amd64 converts it: what does not fit is the smallest number.
std::int64_t toMilliseconds(double seconds)
{
    const double ms = seconds * 1000;
    constexpr double limit = 9223372036854775808.0; // 2^63
    return ms >= -limit && ms < limit ? static_cast<std::int64_t>(ms) : std::numeric_limits<std::int64_t>::min();
}

} // namespace

base::Result<Entry> Parser::nextOpenMetrics()
{
    if (m_at >= m_body.size()) {
        fail(m_at, "the data does not end with # EOF");
        return *m_error;
    }
    const std::string_view rest = m_body.substr(m_at);
    if (rest.starts_with("# EOF")) {
        return openMetricsEnd(m_at + 5);
    }
    if (rest.starts_with("# HELP ") || rest.starts_with("# TYPE ") || rest.starts_with("# UNIT ")) {
        return openMetricsMetadata();
    }
    if (isNameStart(rest.front())) {
        return openMetricsSample();
    }
    if (rest.front() == '#') {
        fail(m_at, "expected HELP, TYPE, UNIT or EOF after \"# \"");
    } else if (rest.front() == '\n') {
        fail(m_at, "an empty line is not allowed in OpenMetrics");
    } else {
        fail(m_at, metrics::quote(rest.substr(0, 1)) + " cannot begin a line: expected a metric name or #");
    }
    return *m_error;
}

base::Result<Entry> Parser::openMetricsEnd(std::size_t at)
{
    if (at < m_body.size() && m_body[at] == '\n') {
        ++at;
    }
    if (at < m_body.size()) {
        fail(at, "unexpected data after # EOF");
        return *m_error;
    }
    m_at = at;
    m_ended = true;
    return Entry::End;
}

base::Result<Entry> Parser::openMetricsMetadata()
{
    const char kind = m_body[m_at + 2];
    const std::size_t name = m_at + 7;
    std::size_t at = name;
    while (isNamePart(peek(at))) {
        ++at;
    }
    const std::size_t end = lineEnd(at);
    if (at == name || isDigit(m_body[name])) {
        fail(name, "expected a metric name");
    } else if (peek(at) != ' ') {
        fail(at, "expected one space after the metric name");
    } else if (end == m_body.size()) {
        fail(end, "the data does not end with # EOF");
    }
    if (m_error) {
        return *m_error;
    }
    m_family = m_body.substr(name, at - name);
    m_text = m_body.substr(at + 1, end - at - 1);
    const std::size_t text = at + 1;
    m_at = end + 1;
    if (kind == 'H') {
        if (base::isValidUtf8(m_text) || fail(text, "the help text is not valid UTF-8")) {
            return Entry::Help;
        }
        return *m_error;
    }
    if (kind == 'U') {
        return openMetricsUnit(text);
    }
    for (const auto& [word, type] : types) {
        if (word == m_text) {
            m_type = type;
            return Entry::Type;
        }
    }
    fail(text, metrics::quote(m_text) + " is no metric type of OpenMetrics");
    return *m_error;
}

base::Result<Entry> Parser::openMetricsUnit(std::size_t at)
{
    const bool suffix = m_family.size() > m_text.size() && m_family.ends_with(m_text)
        && m_family[m_family.size() - m_text.size() - 1] == '_';
    if (m_text.empty() || suffix || fail(at, "the unit is not a suffix of the metric name")) {
        return Entry::Unit;
    }
    return *m_error;
}

base::Result<Entry> Parser::openMetricsSample()
{
    const std::size_t start = m_at;
    std::size_t at = start;
    if (!framed(at) && !openMetricsSeries(at)) {
        return *m_error;
    }
    m_series = m_body.substr(start, at - start);
    if (plainEnd(at)) {
        return Entry::Sample;
    }
    m_timestamp.reset();
    if (!openMetricsValue(at, "the metric", m_value)) {
        return *m_error;
    }
    const auto exemplarNext = [&] { return m_body.substr(at, 4) == " # {"; };
    if (peek(at) == ' ' && !exemplarNext() && !openMetricsTimestamp(at, m_timestamp)) {
        return *m_error;
    }
    if (exemplarNext()) {
        if (!m_name.ends_with("_total") && !m_name.ends_with("_bucket")) {
            fail(at + 1, "an exemplar is allowed only on names that end in _total or _bucket");
            return *m_error;
        }
        if (!openMetricsExemplar(at)) {
            return *m_error;
        }
    }
    if (at >= m_body.size()) {
        fail(at, "the data does not end with # EOF");
    } else if (m_body[at] != '\n') {
        fail(at, "expected the end of the line");
    }
    if (m_error) {
        return *m_error;
    }
    m_at = at + 1;
    return Entry::Sample;
}

/// Name and labels; `at` goes from their start to behind them.
bool Parser::openMetricsSeries(std::size_t& at)
{
    const std::size_t start = at;
    while (isNamePart(peek(at))) {
        ++at;
    }
    m_name = m_body.substr(start, at - start);
    m_labels.clear();
    if (peek(at) == '{' && !openMetricsLabels(at)) {
        return false;
    }
    m_frame.learn(m_body.substr(start, at - start), m_labels);
    return true;
}

/// One space and a number; `at` ends behind it.
bool Parser::openMetricsValue(std::size_t& at, std::string_view after, double& value)
{
    if (peek(at) != ' ') {
        return fail(at, "expected one space and a value after " + std::string(after));
    }
    const std::size_t begin = ++at;
    while (peek(at) != ' ' && peek(at) != '\n') {
        ++at;
    }
    const std::optional<double> number = parseValue(m_body.substr(begin, at - begin));
    if (!number) {
        return fail(begin, metrics::quote(m_body.substr(begin, at - begin)) + " is not a number");
    }
    value = *number;
    return true;
}

bool Parser::openMetricsTimestamp(std::size_t& at, std::optional<std::int64_t>& ms)
{
    const std::size_t begin = at;
    double seconds = 0;
    if (!openMetricsValue(at, "the value", seconds)) {
        return false;
    }
    if (!std::isfinite(seconds)) {
        return fail(begin + 1, "a timestamp must be a finite number");
    }
    ms = toMilliseconds(seconds);
    return true;
}

/// `at` goes from the space before the # to behind the exemplar, which is checked and not kept.
bool Parser::openMetricsExemplar(std::size_t& at)
{
    at += 3;
    double value = 0;
    std::optional<std::int64_t> ms;
    const std::size_t own = m_labels.size();
    if (!openMetricsLabels(at) || !openMetricsValue(at, "the exemplar's labels", value)) {
        return false;
    }
    m_labels.resize(own);
    return peek(at) != ' ' || openMetricsTimestamp(at, ms);
}

/// `at` goes from the opening brace to behind the closing one.
bool Parser::openMetricsLabels(std::size_t& at)
{
    ++at;
    if (peek(at) == '}') {
        ++at;
        return true;
    }
    for (;;) {
        if (!isLabelStart(peek(at))) {
            return fail(at, "expected a label name");
        }
        const std::size_t begin = at;
        while (isLabelPart(peek(at))) {
            ++at;
        }
        const std::string_view label = m_body.substr(begin, at - begin);
        if (peek(at) != '=' || peek(at + 1) != '"') {
            return fail(at, "expected =\"value\" after the label name");
        }
        ++at;
        if (!quoted(at, false, label)) {
            return false;
        }
        const char c = peek(at);
        if (c != ',' && c != '}') {
            return fail(at, "expected a comma or }");
        }
        ++at;
        if (c == '}') {
            return true;
        }
    }
}

} // namespace checkwatch::exposition
