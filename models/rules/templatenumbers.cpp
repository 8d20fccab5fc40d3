#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "models/rules/templatefunctions.h"

#include <array>
#include <cmath>

namespace checkwatch::rules {
namespace {

using Arguments = TemplateList;
using Answer = base::Result<TemplateValue>;

/// Prometheus' convertToFloat.
base::Result<double> toFloat(const TemplateValue& value)
{
    if (const auto* number = value.as<double>()) {
        return *number;
    }
    if (const auto* whole = value.as<std::int64_t>()) {
        return static_cast<double>(*whole);
    }
    if (const auto* text = value.as<std::string>()) {
        const auto number = base::parseFloat(*text);
        return number ? base::Result<double>(*number)
                      : templateError("strconv.ParseFloat: parsing " + metrics::quote(*text) + ": invalid syntax");
    }
    return templateError("can't convert " + typeName(value) + " to float");
}

template <std::string (*Text)(double)>
Answer onNumber(const TemplateData& /*data*/, const Arguments& arguments)
{
    const auto number = toFloat(arguments[0]);
    return number ? Answer(TemplateValue{Text(*number)}) : Answer(number.error());
}

/// `value` brought below `step`, or up to 1, with the prefix that says how often.
std::string scaled(double value, double step, std::span<const std::string_view> prefixes, bool up)
{
    std::string_view prefix;
    for (const std::string_view next : prefixes) {
        if (up ? std::fabs(value) < step : std::fabs(value) >= 1) {
            break;
        }
        prefix = next;
        value = up ? value / step : value * step;
    }
    return fourDigits(value) + std::string(prefix);
}

constexpr std::array<std::string_view, 8> smallPrefixes{"m", "u", "n", "p", "f", "a", "z", "y"};

std::string humanize(double value)
{
    static constexpr std::array<std::string_view, 8> largePrefixes{"k", "M", "G", "T", "P", "E", "Z", "Y"};
    if (value == 0 || !std::isfinite(value)) {
        return fourDigits(value);
    }
    const bool large = std::fabs(value) >= 1;
    return scaled(value, 1000, large ? largePrefixes : smallPrefixes, large);
}

std::string humanize1024(double value)
{
    static constexpr std::array<std::string_view, 8> prefixes{"ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"};
    return std::fabs(value) <= 1 || !std::isfinite(value) ? fourDigits(value) : scaled(value, 1024, prefixes, true);
}

std::string humanizeDuration(double value)
{
    if (!std::isfinite(value)) {
        return fourDigits(value);
    }
    if (value == 0) {
        return "0s";
    }
    if (std::fabs(value) < 1) {
        return scaled(value, 1000, smallPrefixes, false) + "s";
    }
    const std::string sign = value < 0 ? "-" : "";
    value = std::fabs(value);
    const auto whole = static_cast<std::int64_t>(std::fmin(value, 9.2e18));
    const std::string seconds = std::to_string(whole % 60) + "s";
    const std::string minutes = std::to_string(whole / 60 % 60) + "m " + seconds;
    const std::string hours = std::to_string(whole / 3600 % 24) + "h " + minutes;
    if (whole >= 86400) {
        return sign + std::to_string(whole / 86400) + "d " + hours;
    }
    return sign + (whole >= 3600 ? hours : whole >= 60 ? minutes : fourDigits(value) + "s");
}

std::string humanizePercentage(double value)
{
    return fourDigits(value * 100) + "%";
}

Answer time(double seconds)
{
    if (!std::isfinite(seconds)) {
        return templateError("value is NaN or Inf");
    }
    const double nanoseconds = seconds * 1e9;
    if (!(std::fabs(nanoseconds) < 9223372036854775807.0)) {
        return templateError(base::formatFloat(seconds, 'g')
                             + " cannot be represented as a nanoseconds timestamp since it overflows int64");
    }
    return TemplateValue{TemplateTime{static_cast<std::int64_t>(nanoseconds) / 1'000'000}};
}

Answer toTime(const TemplateData& /*data*/, const Arguments& arguments)
{
    const auto number = toFloat(arguments[0]);
    return number ? time(*number) : Answer(number.error());
}

Answer humanizeTimestamp(const TemplateData& /*data*/, const Arguments& arguments)
{
    const auto number = toFloat(arguments[0]);
    if (!number) {
        return number.error();
    }
    if (!std::isfinite(*number)) {
        return TemplateValue{fourDigits(*number)};
    }
    const auto at = time(*number);
    return at ? Answer(TemplateValue{defaultText(*at)}) : Answer(at.error());
}

Answer parseDuration(const TemplateData& /*data*/, const Arguments& arguments)
{
    const auto duration = base::parseDuration(*arguments[0].as<std::string>());
    if (!duration) {
        const std::string& message = duration.error().message;
        return templateError(message.substr(0, message.find(" (want")));
    }
    return TemplateValue{static_cast<double>(duration->count()) / 1000.0};
}

constexpr TemplateFunction numberFunctions[] = {
    {"humanize", oneAny, false, onNumber<humanize>},
    {"humanize1024", oneAny, false, onNumber<humanize1024>},
    {"humanizeDuration", oneAny, false, onNumber<humanizeDuration>},
    {"humanizePercentage", oneAny, false, onNumber<humanizePercentage>},
    {"humanizeTimestamp", oneAny, false, humanizeTimestamp},
    {"toTime", oneAny, false, toTime},
    {"parseDuration", std::span(textParameters).first(1), false, parseDuration},
};

} // namespace

std::span<const TemplateFunction> numberTemplateFunctions()
{
    return numberFunctions;
}

} // namespace checkwatch::rules
