#pragma once

#include <string>
#include <vector>

namespace checkwatch::testfiles {

/// The lines that only one of two lists has, each list in its own order; a line counts as often as it stands there.
struct Difference
{
    std::vector<std::string> missing;    ///< expected, did not come
    std::vector<std::string> unexpected; ///< came, not expected

    [[nodiscard]] bool empty() const { return missing.empty() && unexpected.empty(); }
    /// "diff (- expected, + got):" and under it a line for each, every line behind `indent`, without a final newline.
    [[nodiscard]] std::string text(const std::string& indent) const;
};

Difference difference(const std::vector<std::string>& expected, const std::vector<std::string>& got);

/// How Prometheus' test language compares values: NaN equals NaN, otherwise within 1e-6 of the sum.
bool almostEqual(double a, double b);

} // namespace checkwatch::testfiles
