#include "models/base/duration.h"

#include <array>
#include <limits>

namespace checkwatch::base {
namespace {

struct Unit
{
    std::string_view name;
    std::int64_t ms;
    bool onlyWhole; ///< printed only where it divides exactly
};

constexpr std::array<Unit, 7> units{{
    {"y", 365LL * 24 * 3600 * 1000, true},
    {"w", 7LL * 24 * 3600 * 1000, true},
    {"d", 24LL * 3600 * 1000, false},
    {"h", 3600LL * 1000, false},
    {"m", 60LL * 1000, false},
    {"s", 1000, false},
    {"ms", 1, false},
}};

Error notADuration(std::string_view text)
{
    return Error{ErrorCode::BadInput,
                 "not a valid duration string: \"" + std::string(text) + "\" (want a form like 15s, 5m or 1h30m)"};
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Index of the unit that `text` begins with, or units.size().
std::size_t unitAt(std::string_view text)
{
    if (text.starts_with("ms")) {
        return 6;
    }
    for (std::size_t i = 0; i < 6; ++i) {
        if (text.starts_with(units[i].name)) {
            return i;
        }
    }
    return units.size();
}

} // namespace

Result<Duration> parseDuration(std::string_view text)
{
    if (text == "0") {
        return Duration{0};
    }
    if (text.empty()) {
        return Error{ErrorCode::BadInput, "empty duration string"};
    }
    std::int64_t total = 0;
    std::size_t nextUnit = 0;
    for (std::size_t i = 0; i < text.size();) {
        std::int64_t number = 0;
        const std::size_t start = i;
        for (; i < text.size() && isDigit(text[i]); ++i) {
            if (number > std::numeric_limits<std::int64_t>::max() / 100) {
                return Error{ErrorCode::Limit, "duration out of range: \"" + std::string(text) + "\""};
            }
            number = number * 10 + (text[i] - '0');
        }
        const std::size_t unit = unitAt(text.substr(i));
        if (i == start || unit >= units.size() || unit < nextUnit) {
            return notADuration(text);
        }
        std::int64_t part = 0;
        // Go keeps durations in nanoseconds, so its limit (292 years) is the limit here too.
        if (__builtin_mul_overflow(number, units[unit].ms, &part) || __builtin_add_overflow(total, part, &total)
            || total > std::numeric_limits<std::int64_t>::max() / 1'000'000) {
            return Error{ErrorCode::Limit, "duration out of range: \"" + std::string(text) + "\""};
        }
        i += units[unit].name.size();
        nextUnit = unit + 1;
    }
    return Duration{total};
}

std::string formatDuration(Duration duration)
{
    std::int64_t rest = duration.count();
    if (rest == 0) {
        return "0s";
    }
    std::string out;
    if (rest < 0) {
        out = "-";
        rest = -rest;
    }
    for (const Unit& unit : units) {
        const std::int64_t count = rest / unit.ms;
        if (count == 0 || (unit.onlyWhole && rest % unit.ms != 0)) {
            continue;
        }
        out += std::to_string(count);
        out += unit.name;
        rest %= unit.ms;
    }
    return out;
}

} // namespace checkwatch::base
