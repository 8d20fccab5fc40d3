#include "models/testfiles/seriesnotation.h"

#include "models/base/numbers.h"
#include "models/testfiles/notationscanner.h"

#include <charconv>
#include <optional>

namespace checkwatch::testfiles {
namespace {

constexpr std::size_t maxValues = 10'000'000;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWordPart(char c)
{
    return c == '_' || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isWord(std::string_view word, std::string_view lower)
{
    return word.size() == lower.size() && std::equal(word.begin(), word.end(), lower.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
           });
}

/// The values behind a metric: items with blanks between them.
class ValuesParser
{
public:
    ValuesParser(std::string_view text, std::size_t at, std::vector<double>& out) : m_text(text), m_at(at), m_out(out)
    {
    }

    base::Result<void> parse()
    {
        while (!atEnd()) {
            if (!isBlank(peek())) {
                return unexpected();
            }
            while (!atEnd() && isBlank(peek())) {
                ++m_at;
            }
            if (!atEnd() && !item()) {
                return m_error;
            }
        }
        return {};
    }

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] char peek() const { return atEnd() ? '\0' : m_text[m_at]; }
    bool accept(char c)
    {
        const bool is = peek() == c;
        m_at += is ? 1 : 0;
        return is;
    }
    std::string_view run(bool (*belongs)(char))
    {
        const std::size_t begin = m_at;
        while (!atEnd() && belongs(peek())) {
            ++m_at;
        }
        return m_text.substr(begin, m_at - begin);
    }
    bool fail(std::size_t at, const std::string& message)
    {
        m_error = errorAt(at, message);
        return false;
    }
    [[nodiscard]] base::Error unexpected() const
    {
        if (atEnd()) {
            return unexpectedAt(m_at, "end of input", "in series values", {});
        }
        const std::size_t length = isDigit(peek()) ? m_text.find_first_not_of("0123456789.", m_at) - m_at : 1;
        const std::string what = (isDigit(peek()) ? "number " : "") + metrics::quote(m_text.substr(m_at, length));
        return unexpectedAt(m_at, what, "in series values", {});
    }

    /// _, _x3, stale, 1, 1x3, 1+2x3, 1-2x3.
    bool item()
    {
        double value = metrics::missingValue();
        double step = 0;
        const bool blank = accept('_');
        if (!blank && !number(value)) {
            return false;
        }
        const bool stepped = !blank && !metrics::isStale(value) && (peek() == '+' || peek() == '-');
        if (stepped && !number(step)) {
            return false;
        }
        std::size_t count = 0;
        if (stepped && peek() != 'x') {
            m_error = unexpected();
            return false;
        }
        if (accept('x') && !repetitions(count)) {
            return false;
        }
        append(value, step, blank ? std::max<std::size_t>(count, 1) : count + 1, blank);
        return true;
    }
    void append(double value, double step, std::size_t count, bool blank)
    {
        if (count == 1 || blank || step == 0 || metrics::isStale(value)) {
            m_out.insert(m_out.end(), count, value);
            return;
        }
        for (std::size_t i = 0; i < count; ++i, value += step) {
            m_out.push_back(value);
        }
    }
    bool repetitions(std::size_t& count)
    {
        const std::size_t begin = m_at;
        const std::string_view digits = run(isDigit);
        if (digits.empty()) {
            m_error = unexpected();
            return false;
        }
        const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
        if (code != std::errc{} || count > maxValues - std::min(maxValues, m_out.size())) {
            return fail(begin, "more than " + std::to_string(maxValues) + " values in a line");
        }
        return true;
    }

    /// With its sign; the word stale too, without.
    bool number(double& value)
    {
        const std::size_t begin = m_at;
        const bool negative = peek() == '-';
        if (negative || peek() == '+') {
            ++m_at;
        }
        if (!isDigit(peek()) && peek() != '.') {
            return word(value, negative, m_at == begin);
        }
        const std::size_t first = m_at;
        run(isDigit);
        if (accept('.')) {
            run(isDigit);
        }
        exponent();
        const std::string_view text = m_text.substr(first, m_at - first);
        if (isWordPart(peek()) && peek() != 'x') {
            return fail(begin, "bad number syntax: " + metrics::quote(text));
        }
        const auto parsed = base::parseFloat(text);
        if (!parsed) {
            return fail(begin, "error parsing number: " + metrics::quote(text));
        }
        value = negative ? -*parsed : *parsed;
        return true;
    }
    void exponent()
    {
        if (peek() != 'e' && peek() != 'E') {
            return;
        }
        ++m_at;
        if (peek() == '+' || peek() == '-') {
            ++m_at;
        }
        run(isDigit);
    }
    bool word(double& value, bool negative, bool mayBeStale)
    {
        const std::size_t begin = m_at;
        if (peek() == 'x') { // the sign of repetition, wherever it stands
            return fail(begin, "unexpected \"x\"");
        }
        const std::string_view word = run(isWordPart);
        if (isWord(word, "inf") || isWord(word, "nan")) {
            const double read
                = word.front() == 'i' || word.front() == 'I' ? *base::parseFloat("Inf") : metrics::nanValue();
            value = negative ? -read : read;
            return true;
        }
        if (word == "stale" && mayBeStale) {
            value = metrics::staleValue();
            return true;
        }
        if (!word.empty()) {
            const std::string what = "identifier " + metrics::quote(word);
            m_error = unexpectedAt(begin, what, "in series values", "number or \"stale\"");
            return false;
        }
        m_error = atEnd() ? unexpected()
                          : errorAt(begin, "unexpected character in series sequence: '" + std::string(1, peek()) + "'");
        return false;
    }

    std::string_view m_text;
    std::size_t m_at;
    std::vector<double>& m_out;
    base::Error m_error;
};

} // namespace

std::vector<metrics::Sample> SeriesLine::samples(base::Duration step, base::Timestamp start) const
{
    std::vector<metrics::Sample> out;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!metrics::isMissing(values[i])) {
            out.push_back({start + step * static_cast<std::int64_t>(i), values[i]});
        }
    }
    return out;
}

base::Result<SeriesLine> parseSeriesLine(std::string_view line)
{
    auto metric = parseMetricAt(line);
    if (!metric) {
        return metric.error();
    }
    SeriesLine out{std::move(metric->labels), {}};
    if (auto read = ValuesParser(line, metric->end, out.values).parse(); !read) {
        return read.error();
    }
    return out;
}

} // namespace checkwatch::testfiles
