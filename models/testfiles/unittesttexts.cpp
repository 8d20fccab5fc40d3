#include "models/testfiles/unittesttexts.h"

#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "models/promql/items.h"
#include "models/testfiles/difference.h"

#include <algorithm>

namespace checkwatch::testfiles {
namespace {

/// Each line but the first behind `indent`.
std::string indented(const std::string& text, std::string_view indent)
{
    std::string out;
    for (const char c : text) {
        out += c;
        if (c == '\n') {
            out += indent;
        }
    }
    return out;
}

std::string textOf(const std::vector<ShownAlert>& alerts)
{
    if (alerts.empty()) {
        return "[]";
    }
    std::string out = "[";
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        const std::string lines
            = "\nLabels:" + promql::textOf(alerts[i].labels) + "\nAnnotations:" + promql::textOf(alerts[i].annotations);
        out += (i == 0 ? "\n" : ",\n") + std::to_string(i) + ":" + indented(lines, "  ");
    }
    return out + "\n]";
}

std::string textOf(const ShownSample& sample)
{
    std::string value = base::formatFloat(sample.value, 'e');
    std::replace(value.begin(), value.end(), 'e', 'E');
    return promql::textOf(sample.labels) + " " + value;
}

std::string textOf(const std::vector<ShownSample>& samples)
{
    std::string out;
    for (const ShownSample& sample : samples) {
        out += (out.empty() ? "" : ", ") + textOf(sample);
    }
    return samples.empty() ? "nil" : out;
}

std::vector<std::string> lines(const std::vector<ShownAlert>& alerts)
{
    std::vector<std::string> out;
    out.reserve(alerts.size());
    for (const ShownAlert& alert : alerts) {
        out.push_back(promql::textOf(alert.labels) + " annotations " + promql::textOf(alert.annotations));
    }
    return out;
}

std::vector<std::string> lines(const std::vector<ShownSample>& samples)
{
    std::vector<std::string> out;
    out.reserve(samples.size());
    for (const ShownSample& sample : samples) {
        out.push_back(textOf(sample));
    }
    return out;
}

std::string exprPrefix(const std::string& expr, base::Duration time)
{
    return "    expr: " + metrics::quote(expr) + ", time: " + base::formatDuration(time) + ",";
}

} // namespace

std::string goDuration(base::Duration duration)
{
    const std::int64_t ms = duration.count();
    if (ms % 1000 != 0 && ms < 1000) {
        return std::to_string(ms) + "ms";
    }
    const std::int64_t seconds = ms / 1000;
    std::string out;
    if (seconds >= 3600) {
        out += std::to_string(seconds / 3600) + "h";
    }
    if (seconds >= 60) {
        out += std::to_string(seconds / 60 % 60) + "m";
    }
    return out + base::formatFloat(static_cast<double>(ms % 60'000) / 1000.0, 'f') + "s";
}

std::string alertFailure(const std::string& test, const std::string& alertName, base::Duration time,
                         const std::vector<ShownAlert>& expected, const std::vector<ShownAlert>& got)
{
    constexpr std::string_view indent = "            ";
    std::string out = test.empty() ? std::string() : "    name: " + test + ",\n";
    out += "    alertname: " + alertName + ", time: " + base::formatDuration(time) + ", \n";
    out += "        exp:" + indented(textOf(expected), indent) + ", \n";
    out += "        got:" + indented(textOf(got), indent) + "\n";
    return out + difference(lines(expected), lines(got)).text("        ");
}

std::string sampleFailure(const std::string& expr, base::Duration time, const std::vector<ShownSample>& expected,
                          const std::vector<ShownSample>& got)
{
    return exprPrefix(expr, time) + "\n        exp: " + textOf(expected) + "\n        got: " + textOf(got) + "\n"
        + difference(lines(expected), lines(got)).text("        ");
}

std::string exprError(const std::string& expr, base::Duration time, const std::string& error)
{
    return exprPrefix(expr, time) + " err: " + error;
}

} // namespace checkwatch::testfiles
