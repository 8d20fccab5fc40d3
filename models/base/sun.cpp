#include "models/base/sun.h"

#include <cmath>
#include <numbers>

namespace checkwatch::base {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double zenith = 90.833; ///< half the sun's width and the refraction at the horizon below 90°
constexpr std::int64_t minutesADay = 24L * 60;
constexpr Duration dayLength = std::chrono::hours{24};

/// Where the sun stands as seen from the middle of the earth.
struct SunPlace
{
    double declination = 0;    ///< radians
    double equationOfTime = 0; ///< minutes by which a sundial is ahead
};

/// `minute`: since 1970.
SunPlace placeOf(double minute)
{
    const double centuries = (minute / minutesADay - 10'957.5) / 36'525; // since 2000-01-01 12:00
    const double t = centuries;
    const double meanLongitude = std::fmod(280.46646 + t * (36'000.76983 + t * 0.0003032), 360) * degree;
    const double anomaly = (357.52911 + t * (35'999.05029 - t * 0.0001537)) * degree;
    const double eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267);
    const double centre = std::sin(anomaly) * (1.914602 - t * (0.004817 + t * 0.000014))
        + std::sin(2 * anomaly) * (0.019993 - t * 0.000101) + std::sin(3 * anomaly) * 0.000289;
    const double node = (125.04 - 1934.136 * t) * degree; // of the moon's path: nutation and aberration go with it
    const double apparent = meanLongitude + (centre - 0.00569 - 0.00478 * std::sin(node)) * degree;
    const double meanObliquity = 23 + (26 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 60) / 60;
    const double obliquity = (meanObliquity + 0.00256 * std::cos(node)) * degree;
    const double half = std::tan(obliquity / 2);
    const double y = half * half;
    const double equation = y * std::sin(2 * meanLongitude) - 2 * eccentricity * std::sin(anomaly)
        + 4 * eccentricity * y * std::sin(anomaly) * std::cos(2 * meanLongitude)
        - 0.5 * y * y * std::sin(4 * meanLongitude) - 1.25 * eccentricity * eccentricity * std::sin(2 * anomaly);
    return {std::asin(std::sin(obliquity) * std::sin(apparent)), equation / degree * 4};
}

double noonNear(double minute, std::int64_t day, double longitude)
{
    return static_cast<double>(day * minutesADay) + minutesADay / 2.0 - 4 * longitude - placeOf(minute).equationOfTime;
}

/// The cosine of the angle that the earth turns between noon and the sun's setting; beyond ±1 it does not set, or rise.
double cosineOfHalfDay(double declination, double latitude)
{
    const double phi = latitude * degree;
    return std::cos(zenith * degree) / (std::cos(phi) * std::cos(declination)) - std::tan(phi) * std::tan(declination);
}

Timestamp atMinute(double minute)
{
    return fromUnixMs(std::llround(minute * 60'000));
}

/// `side`: -1 for the rise, 1 for the set. The sun moves on between noon and then, so it is asked again where it is then.
double crossing(double noon, std::int64_t day, double latitude, double longitude, double side)
{
    double minute = noon;
    for (int pass = 0; pass < 3; ++pass) {
        const double cosine = std::fmax(-1, std::fmin(1, cosineOfHalfDay(placeOf(minute).declination, latitude)));
        minute = noonNear(minute, day, longitude) + side * 4 * std::acos(cosine) / degree;
    }
    return minute;
}

} // namespace

SunDay sunOn(std::int64_t day, double latitude, double longitude)
{
    const double noon = noonNear(noonNear(static_cast<double>(day * minutesADay), day, longitude), day, longitude);
    SunDay out;
    out.noon = atMinute(noon);
    const double cosine = cosineOfHalfDay(placeOf(noon).declination, latitude);
    if (cosine < -1 || cosine > 1) {
        out.kind = cosine < -1 ? SunDay::Kind::AlwaysUp : SunDay::Kind::NeverUp;
        return out;
    }
    out.rise = atMinute(crossing(noon, day, latitude, longitude, -1));
    out.set = atMinute(crossing(noon, day, latitude, longitude, 1));
    return out;
}

bool isSunUp(Timestamp now, double latitude, double longitude, Duration margin)
{
    const std::int64_t today = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
    for (const std::int64_t day :
         {today - 1, today, today + 1}) { // the place's own day may be another than that of UTC
        const SunDay sun = sunOn(day, latitude, longitude);
        const bool rises = sun.kind == SunDay::Kind::RisesAndSets;
        const Timestamp from = rises ? sun.rise - margin : sun.noon - dayLength / 2;
        const Timestamp to = rises ? sun.set + margin : sun.noon + dayLength / 2;
        if (sun.kind != SunDay::Kind::NeverUp && from <= now && now < to) {
            return true;
        }
    }
    return false;
}

} // namespace checkwatch::base
