#include "models/promql/evaluation.h"

#include <array>
#include <cmath>
#include <limits>

namespace checkwatch::promql {
namespace {

constexpr std::uint64_t daySeconds = 86400;
constexpr double farthest = 9223372036854775808.0; ///< seconds; beyond, what Go converts to depends on the processor

/// From where Go counts: 1 January of the year 1 - 400 * 730692556, so far back that far dates wrap around.
constexpr std::uint64_t goDaysBeforeEpoch = 730'692'556ULL * 146'097 + 719'162;

struct Date
{
    std::int64_t year = 0;
    int month = 0; ///< 1 … 12
    int day = 0;   ///< 1 … 31
};

bool isLeap(std::int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int daysInMonth(std::int64_t year, int month)
{
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && isLeap(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

std::int64_t floorDivide(std::int64_t a, std::int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/// Days since 1970-01-01 to a date of the Gregorian calendar, by eras of 400 years that begin on 1 March.
Date dateOf(std::int64_t days)
{
    const std::int64_t shifted = days + 719468;
    const std::int64_t era = floorDivide(shifted, 146097);
    const std::int64_t dayOfEra = shifted - era * 146097;
    const std::int64_t yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t marchMonth = (5 * dayOfYear + 2) / 153;
    const auto day = static_cast<int>(dayOfYear - (153 * marchMonth + 2) / 5 + 1);
    const auto month = static_cast<int>(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9);
    return {yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

int dayOfYear(const Date& date)
{
    int day = date.day;
    for (int month = 1; month < date.month; ++month) {
        day += daysInMonth(date.year, month);
    }
    return day;
}

double partOf(FunctionId id, double value)
{
    if (!(std::fabs(value) < farthest)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const std::uint64_t seconds
        = static_cast<std::uint64_t>(static_cast<std::int64_t>(value)) + goDaysBeforeEpoch * daySeconds;
    const auto days = static_cast<std::int64_t>(seconds / daySeconds - goDaysBeforeEpoch);
    const auto inDay = static_cast<std::int64_t>(seconds % daySeconds);
    const std::int64_t hour = inDay / 3600;
    const Date date = dateOf(days);
    switch (id) {
    case FunctionId::Minute: return static_cast<double>(inDay / 60 % 60);
    case FunctionId::Hour: return static_cast<double>(hour);
    case FunctionId::DayOfWeek: return static_cast<double>(((days + 4) % 7 + 7) % 7);
    case FunctionId::DayOfMonth: return date.day;
    case FunctionId::DayOfYear: return dayOfYear(date);
    case FunctionId::DaysInMonth: return daysInMonth(date.year, date.month);
    case FunctionId::Month: return date.month;
    default: return static_cast<double>(date.year);
    }
}

} // namespace

Items Evaluation::dates(const Call& call, base::Timestamp time)
{
    const FunctionId id = call.function->id;
    if (call.args.empty()) {
        return {{keep({}), partOf(id, base::unixSeconds(time))}};
    }
    Items items = vector(*call.args[0], time);
    for (Item& item : items) {
        item.value = partOf(id, item.value);
        item.dropName = true;
    }
    return items;
}

} // namespace checkwatch::promql
