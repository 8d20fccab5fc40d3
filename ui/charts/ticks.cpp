#include "ui/charts/ticks.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace checkwatch::charts {

std::vector<double> valueTicks(double bottom, double top, int count)
{
    if (!(top > bottom) || !std::isfinite(top) || !std::isfinite(bottom))
        top = bottom + 1;
    const double raw = (top - bottom) / std::max(1, count);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    double step = power * 10;
    for (const double factor : {1.0, 2.0, 4.0, 5.0}) {
        if (factor * power >= raw * 0.9999) {
            step = factor * power;
            break;
        }
    }
    std::vector<double> ticks;
    const double first = std::floor(bottom / step) * step;
    // Bounded by count + 2: a step that is too small for the magnitude would never arrive.
    for (int i = 0; i < count + 3; ++i) {
        ticks.push_back(first + i * step);
        if (ticks.back() >= top - step * 1e-6 && ticks.size() >= 2)
            break;
    }
    return ticks;
}

std::vector<base::Timestamp> timeTicks(base::Timestamp from, base::Timestamp to, int count)
{
    static constexpr std::array<std::int64_t, 20> steps{
        1'000,   2'000,   5'000,   10'000,    15'000,    20'000,    30'000,     60'000,     120'000,    300'000,
        360'000, 600'000, 900'000, 1'800'000, 3'600'000, 7'200'000, 14'400'000, 21'600'000, 43'200'000, 86'400'000};
    std::vector<base::Timestamp> ticks;
    const std::int64_t width = (to - from).count();
    if (width <= 0 || count < 1)
        return ticks;
    const auto* it = std::find_if(steps.begin(), steps.end(), [&](std::int64_t s) { return width / s <= count; });
    const std::int64_t step = it != steps.end() ? *it : (width / count / steps.back() + 1) * steps.back();
    for (std::int64_t t = (base::unixMs(from) + step - 1) / step * step; t <= base::unixMs(to); t += step)
        ticks.push_back(base::fromUnixMs(t));
    return ticks;
}

} // namespace checkwatch::charts
