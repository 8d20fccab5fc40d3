#include "models/exposition/parser.h"

#include "models/base/utf8.h"
#include "models/exposition/numbers.h"
#include "models/exposition/series.h"

#include <algorithm>

namespace checkwatch::exposition {
namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isBlank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

} // namespace

Format formatFor(std::string_view contentType)
{
    // A malformed parameter makes Go's mime.ParseMediaType fail, and then the text parser is taken; that case is left
    // out here: who says OpenMetrics is believed.
    const std::string_view media = trimmed(contentType.substr(0, contentType.find(';')));
    constexpr std::string_view openMetrics = "application/openmetrics-text";
    const bool same
        = std::equal(media.begin(), media.end(), openMetrics.begin(), openMetrics.end(), [](char a, char b) {
              return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
          });
    return same ? Format::OpenMetrics100 : Format::Text004;
}

std::string unescapeHelp(std::string_view text, Format format)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
        if (next == '\\' || next == 'n' || (next == '"' && format == Format::OpenMetrics100)) {
            out += next == 'n' ? '\n' : next;
            ++i;
        } else {
            out += text[i];
        }
    }
    return out;
}

Parser::Parser(std::string_view body, Format format) : m_body(body), m_format(format) {}

base::Result<Entry> Parser::next()
{
    if (m_error) {
        return *m_error;
    }
    if (m_ended) {
        return Entry::End;
    }
    return m_format == Format::Text004 ? nextText() : nextOpenMetrics();
}

base::Result<metrics::Labels> Parser::labels() const
{
    ExposedLabels exposed;
    if (!exposed.decode(*this)) {
        return errorAt(static_cast<std::size_t>(m_series.data() - m_body.data()),
                       "the label name \"" + std::string(exposed.twice()) + "\" stands twice in one sample");
    }
    std::vector<metrics::Label> kept;
    std::copy_if(exposed.labels().begin(), exposed.labels().end(), std::back_inserter(kept),
                 [](const metrics::Label& label) { return !label.value.empty(); });
    return metrics::Labels::fromSorted(kept);
}

/// Name and labels, where they are those of the line before but for the values; `at` goes from their start to behind them.
bool Parser::framed(std::size_t& at)
{
    const std::size_t length = m_frame.match(m_body.substr(at), m_labels);
    if (length == 0) {
        return false;
    }
    m_name = m_body.substr(at, m_name.size());
    at += length;
    return true;
}

/// One blank, a whole number and the end of the line, which is how most samples end. False, and nothing taken, else.
bool Parser::plainEnd(std::size_t at)
{
    if (at + 1 >= m_body.size() || m_body[at] != ' ') {
        return false;
    }
    const char* const begin = m_body.data() + at + 1;
    const char* const end = m_body.data() + m_body.size();
    std::uint64_t number = 0;
    const char* const stop = parseDigits(begin, end, number);
    if (stop == begin || stop == end || *stop != '\n') {
        return false;
    }
    m_value = static_cast<double>(number);
    m_timestamp.reset();
    m_at = static_cast<std::size_t>(stop - m_body.data()) + 1;
    return true;
}

/// Takes the quoted value of a label. `at` goes from the opening quote to behind the closing one.
bool Parser::quoted(std::size_t& at, bool newlines, std::string_view label)
{
    const std::size_t open = at;
    bool escaped = false;
    unsigned char all = 0;
    for (++at; at < m_body.size() && m_body[at] != '"'; ++at) {
        if (m_body[at] == '\\') {
            escaped = true;
            do {
                ++at;
            } while (at < m_body.size() && m_body[at] == '\0');
            if (peek(at) == '\n') {
                return fail(at, "a backslash at the end of a line in a label value");
            }
        } else if (m_body[at] == '\n' && !newlines) {
            return fail(at, "a label value must end on its line");
        }
        all = static_cast<unsigned char>(all | static_cast<unsigned char>(m_body[at]));
    }
    if (at >= m_body.size()) {
        return fail(open, "the label value that begins here never ends");
    }
    if (all >= 0x80 && !base::isValidUtf8(m_body.substr(open, at - open))) {
        return fail(open, "the label value is not valid UTF-8");
    }
    m_labels.push_back({label, m_body.substr(open + 1, at - open - 1), escaped});
    ++at;
    return true;
}

std::size_t Parser::lineEnd(std::size_t at) const noexcept
{
    return std::min(m_body.find('\n', at), m_body.size());
}

bool Parser::fail(std::size_t at, std::string message)
{
    m_error = errorAt(at, std::move(message));
    return false;
}

base::Error Parser::errorAt(std::size_t at, std::string message) const
{
    const std::string_view before = m_body.substr(0, at);
    const std::size_t line = before.rfind('\n') + 1; // npos + 1 == 0
    base::Error error{base::ErrorCode::BadInput, std::move(message)};
    error.line = 1 + std::count(before.begin(), before.end(), '\n');
    error.column = static_cast<std::int64_t>(at - line) + 1;
    return error;
}

} // namespace checkwatch::exposition
