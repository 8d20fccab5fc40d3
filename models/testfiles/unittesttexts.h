#pragma once

#include "models/base/time.h"
#include "models/metrics/labels.h"

#include <string>
#include <vector>

/// promtool's words for what a unit test expected and got.
namespace checkwatch::testfiles {

struct ShownAlert
{
    metrics::Labels labels;
    metrics::Labels annotations;

    auto operator<=>(const ShownAlert&) const = default;
};

struct ShownSample
{
    metrics::Labels labels;
    double value = 0;
};

/// As Go prints a time.Duration: 1m0s.
[[nodiscard]] std::string goDuration(base::Duration duration);

/// "    alertname: A, time: 5m, exp: … got: …" and the difference. REQUIRES: both sorted.
[[nodiscard]] std::string alertFailure(const std::string& test, const std::string& alertName, base::Duration time,
                                       const std::vector<ShownAlert>& expected, const std::vector<ShownAlert>& got);
/// "    expr: …, time: …, exp: … got: …" and the difference.
[[nodiscard]] std::string sampleFailure(const std::string& expr, base::Duration time,
                                        const std::vector<ShownSample>& expected, const std::vector<ShownSample>& got);
/// "    expr: …, time: …, err: …".
[[nodiscard]] std::string exprError(const std::string& expr, base::Duration time, const std::string& error);

} // namespace checkwatch::testfiles
