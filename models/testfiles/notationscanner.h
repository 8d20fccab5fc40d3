#pragma once

#include "models/base/result.h"
#include "models/metrics/labels.h"

#include <string>
#include <string_view>

namespace checkwatch::testfiles {

struct ParsedMetric
{
    metrics::Labels labels;
    std::size_t end = 0; ///< byte behind it
};

/// The metric at the beginning of `text`.
base::Result<ParsedMetric> parseMetricAt(std::string_view text);

/// "parse error: …" at a byte of line 1.
[[nodiscard]] base::Error errorAt(std::size_t at, const std::string& message);
/// "parse error: unexpected <what> <where>, expected <expected>", the last two only where they are not empty.
[[nodiscard]] base::Error unexpectedAt(std::size_t at, const std::string& what, std::string_view where,
                                       std::string_view expected);

} // namespace checkwatch::testfiles
