#pragma once

#include "models/base/result.h"
#include "models/exposition/lineframe.h"
#include "models/metrics/labels.h"
#include "models/metrics/scrapebatch.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::exposition {

enum class Format : std::uint8_t { Text004, OpenMetrics100 };

/// The text of a HELP line with its escapes resolved: \\ and \n, in OpenMetrics also \".
std::string unescapeHelp(std::string_view text, Format format);

/// The format that Prometheus 2.42 would choose for a Content-Type: OpenMetrics by name, everything else is text.
Format formatFor(std::string_view contentType);

enum class Entry : std::uint8_t { Sample, Help, Type, Unit, Comment, End };

/// A pull parser over a borrowed body, for text 0.0.4 and OpenMetrics 1.0, accepting and refusing what Prometheus 2.42
/// does (guides: prometheus 1.2, 1.3) with one named exception: a NUL that would end a text body silently is an error.
/// Views are valid until the next call of next(). Errors carry line and column (bytes) in the body. One thread.
class Parser
{
public:
    Parser(std::string_view body, Format format);

    /// Goes to the next entry. After End or an error, only the same comes again.
    base::Result<Entry> next();

    /// For Sample: the raw bytes of name and labels, e.g. `up{a="b"}`, exactly as in the body: a key for caches.
    [[nodiscard]] std::string_view series() const noexcept { return m_series; }
    /// For Sample: the metric's name, and its labels in the order of the line.
    [[nodiscard]] std::string_view name() const noexcept { return m_name; }
    [[nodiscard]] const std::vector<RawLabel>& rawLabels() const noexcept { return m_labels; }
    /// For Sample: as long as this number stays, series() stays the same but for the labels' values. 0 = no number.
    [[nodiscard]] std::uint32_t frame() const noexcept { return m_frame.number(); }
    /// For Sample: NaN is always nanValue().
    [[nodiscard]] double value() const noexcept { return m_value; }
    /// For Sample: milliseconds, where the line had one.
    [[nodiscard]] std::optional<std::int64_t> timestampMs() const noexcept { return m_timestamp; }
    /// For Sample: decoded name and labels; fails on a label name that stands twice.
    [[nodiscard]] base::Result<metrics::Labels> labels() const;
    /// For Help, Type, Unit: the family.
    [[nodiscard]] std::string_view family() const noexcept { return m_family; }
    /// For Help and Unit: the text, still escaped; see unescapeHelp().
    [[nodiscard]] std::string_view text() const noexcept { return m_text; }
    [[nodiscard]] metrics::MetricType type() const noexcept { return m_type; }

    /// Where the next entry begins, in bytes; always the start of a line.
    [[nodiscard]] std::size_t offset() const noexcept { return m_at; }
    /// Goes on at `offset` instead. REQUIRES: a place where an entry may begin, as offset() gives; no End, no error before.
    void seek(std::size_t offset) noexcept { m_at = offset; }
    /// An error with the line and column of a place in the body.
    [[nodiscard]] base::Error errorAt(std::size_t offset, std::string message) const;

private:
    base::Result<Entry> nextText();
    base::Result<Entry> textComment(std::size_t hash);
    base::Result<Entry> textMetadata(std::size_t keyword);
    base::Result<Entry> textSample();
    base::Result<Entry> nextOpenMetrics();
    base::Result<Entry> openMetricsMetadata();
    base::Result<Entry> openMetricsUnit(std::size_t at);
    base::Result<Entry> openMetricsEnd(std::size_t at);
    base::Result<Entry> openMetricsSample();
    bool textSeries(std::size_t& at);
    bool textLabels(std::size_t& at);
    bool textTimestamp(std::size_t& at);
    bool openMetricsSeries(std::size_t& at);
    bool openMetricsLabels(std::size_t& at);
    bool openMetricsValue(std::size_t& at, std::string_view after, double& value);
    bool openMetricsTimestamp(std::size_t& at, std::optional<std::int64_t>& ms);
    bool openMetricsExemplar(std::size_t& at);
    bool framed(std::size_t& at);
    bool plainEnd(std::size_t at);
    bool quoted(std::size_t& at, bool newlines, std::string_view label);
    [[nodiscard]] char peek(std::size_t at) const noexcept { return at < m_body.size() ? m_body[at] : '\n'; }
    [[nodiscard]] std::size_t lineEnd(std::size_t at) const noexcept;
    bool fail(std::size_t at, std::string message);

    std::string_view m_body;
    Format m_format;
    std::size_t m_at = 0;
    bool m_ended = false;
    std::optional<base::Error> m_error;
    std::string_view m_series;
    std::string_view m_name;
    std::vector<RawLabel> m_labels;
    LineFrame m_frame;
    std::string_view m_family;
    std::string_view m_text;
    double m_value = 0;
    std::optional<std::int64_t> m_timestamp;
    metrics::MetricType m_type = metrics::MetricType::Unknown;
};

} // namespace checkwatch::exposition
