#include "models/testfiles/difference.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace checkwatch::testfiles {
namespace {

/// What of `lines` is left when each line of `other` has taken one away.
std::vector<std::string> without(const std::vector<std::string>& lines, const std::vector<std::string>& other)
{
    std::map<std::string_view, std::size_t> counts;
    for (const std::string& line : other) {
        ++counts[line];
    }
    std::vector<std::string> out;
    for (const std::string& line : lines) {
        const auto known = counts.find(line);
        if (known == counts.end() || known->second == 0) {
            out.push_back(line);
        } else {
            --known->second;
        }
    }
    return out;
}

} // namespace

std::string Difference::text(const std::string& indent) const
{
    std::string out = indent + "diff (- expected, + got):";
    for (const std::string& line : missing) {
        out.append("\n").append(indent).append("  - ").append(line);
    }
    for (const std::string& line : unexpected) {
        out.append("\n").append(indent).append("  + ").append(line);
    }
    return out;
}

Difference difference(const std::vector<std::string>& expected, const std::vector<std::string>& got)
{
    return {without(expected, got), without(got, expected)};
}

bool almostEqual(double a, double b)
{
    constexpr double epsilon = 1e-6;
    constexpr double smallest = std::numeric_limits<double>::min();
    if (std::isnan(a) || std::isnan(b)) {
        return std::isnan(a) && std::isnan(b);
    }
    if (a == b) {
        return true;
    }
    const double gap = std::fabs(a - b);
    if (a == 0 || b == 0 || gap < smallest) {
        return gap < epsilon * smallest;
    }
    return gap / (std::fabs(a) + std::fabs(b)) < epsilon;
}

} // namespace checkwatch::testfiles
