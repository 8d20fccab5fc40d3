#include "tests/support/seriesnotation.h"

#include "models/base/numbers.h"
#include "models/promql/ast.h"

#include <charconv>

namespace checkwatch::support {
namespace {

base::Error malformed(std::string_view line)
{
    return {base::ErrorCode::BadInput, "not a series line: " + std::string(line)};
}

/// Where the metric ends: behind the closing brace, or at the first blank where there is none.
std::size_t metricEnd(std::string_view line)
{
    const std::size_t open = line.find('{');
    const std::size_t blank = line.find_first_of(" \t");
    if (open == std::string_view::npos || blank < open) {
        return std::min(blank, line.size());
    }
    bool quoted = false;
    for (std::size_t i = open; i < line.size(); ++i) {
        if (quoted && line[i] == '\\') {
            ++i;
        } else if (line[i] == '"') {
            quoted = !quoted;
        } else if (line[i] == '}' && !quoted) {
            return i + 1;
        }
    }
    return line.size();
}

std::optional<metrics::Labels> parseMetric(std::string_view text)
{
    if (text.substr(0, 1) == "{" && text.find('"') == std::string_view::npos) {
        return metrics::Labels{};
    }
    const auto expr = promql::parse(text);
    if (!expr || (*expr)->kind != promql::ExprKind::Selector) {
        return std::nullopt;
    }
    std::vector<std::pair<std::string, std::string>> labels;
    for (const metrics::Matcher& matcher : promql::as<promql::Selector>(**expr).matchers) {
        labels.emplace_back(matcher.name(), matcher.value());
    }
    return metrics::Labels(std::move(labels));
}

std::optional<std::size_t> parseCount(std::string_view text)
{
    std::size_t count = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool whole = code == std::errc{} && end == text.data() + text.size();
    return whole && count < 1'000'000 ? std::optional(count) : std::nullopt;
}

/// 1, 1x3, 1+2x3, 1-2x3.
bool appendNumbers(std::string_view item, std::vector<std::optional<double>>& out)
{
    if (const auto single = base::parseFloat(item)) {
        out.emplace_back(*single);
        return true;
    }
    const std::size_t times = item.find('x');
    const auto count = times == std::string_view::npos ? std::nullopt : parseCount(item.substr(times + 1));
    if (!count) {
        return false;
    }
    const std::string_view series = item.substr(0, times);
    for (std::size_t split = series.size(); split > 0; --split) {
        const bool whole = split == series.size();
        const auto start = base::parseFloat(series.substr(0, split));
        const auto step = whole ? std::optional(0.0) : base::parseFloat(series.substr(split));
        if (start && step && (whole || series[split] == '+' || series[split] == '-')) {
            double value = *start;
            for (std::size_t i = 0; i <= *count; ++i, value += *step) {
                out.emplace_back(value);
            }
            return true;
        }
    }
    return false;
}

bool appendItem(std::string_view item, std::vector<std::optional<double>>& out)
{
    if (item == "stale") {
        out.emplace_back(metrics::staleValue());
        return true;
    }
    if (!item.starts_with('_')) {
        return appendNumbers(item, out);
    }
    const auto count = item == "_" ? std::optional<std::size_t>(1)
        : item.starts_with("_x")   ? parseCount(item.substr(2))
                                   : std::nullopt;
    out.insert(out.end(), count.value_or(0), std::nullopt);
    return count.has_value();
}

} // namespace

std::vector<metrics::Sample> SeriesLine::samples(base::Duration step, base::Timestamp start) const
{
    std::vector<metrics::Sample> out;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i]) {
            out.push_back({start + step * static_cast<std::int64_t>(i), *values[i]});
        }
    }
    return out;
}

base::Result<SeriesLine> parseSeriesLine(std::string_view line)
{
    SeriesLine out;
    const std::size_t end = metricEnd(line);
    const auto labels = parseMetric(line.substr(0, end));
    if (!labels) {
        return malformed(line);
    }
    out.labels = *labels;
    std::string_view rest = line.substr(end);
    for (;;) {
        const std::size_t begin = rest.find_first_not_of(" \t");
        if (begin == std::string_view::npos) {
            return out;
        }
        rest.remove_prefix(begin);
        const std::string_view item = rest.substr(0, rest.find_first_of(" \t"));
        if (!appendItem(item, out.values)) {
            return malformed(line);
        }
        rest.remove_prefix(item.size());
    }
}

} // namespace checkwatch::support
