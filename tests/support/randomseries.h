#pragma once

#include "tests/support/vectorquerier.h"

#include <cmath>
#include <random>
#include <string>

namespace checkwatch::support {

/// Series `x` and `y` with labels server and k: counters, gauges and quiet series with resets, NaN, infinities, staleness markers and gaps.
class RandomSeries
{
public:
    explicit RandomSeries(unsigned seed) : m_random(seed) {}

    VectorQuerier make(int count)
    {
        VectorQuerier data;
        for (int i = 0; i < count; ++i) {
            data.add(
                {{"__name__", i % 5 == 4 ? "y" : "x"}, {"server", std::to_string(i)}, {"k", std::to_string(i % 3)}},
                samples());
        }
        return data;
    }

private:
    bool chance(double p) { return std::uniform_real_distribution<>(0, 1)(m_random) < p; }

    std::vector<metrics::Sample> samples()
    {
        std::vector<metrics::Sample> out;
        const bool quiet = chance(0.5);
        double value = chance(0.1) ? std::nan("") : std::uniform_int_distribution<>(0, 50)(m_random);
        base::Timestamp time{std::chrono::milliseconds(std::uniform_int_distribution<>(0, 5000)(m_random))};
        for (int i = 0; i < 80; ++i) {
            time
                += std::chrono::milliseconds(chance(0.7) ? 5000 : std::uniform_int_distribution<>(1, 20'000)(m_random));
            time += std::chrono::milliseconds(chance(0.03) ? 90'000 : 0);
            if (!quiet || chance(0.04)) {
                value = next(value);
            }
            out.push_back({time, chance(0.03) ? metrics::staleValue() : value});
        }
        return out;
    }
    double next(double value)
    {
        if (chance(0.05)) {
            return std::nan("");
        }
        if (chance(0.03)) {
            return chance(0.5) ? INFINITY : -INFINITY;
        }
        if (chance(0.1)) {
            return 0;
        }
        return (std::isfinite(value) ? value : 0) + std::uniform_real_distribution<>(-1, 10)(m_random);
    }

    std::mt19937 m_random;
};

} // namespace checkwatch::support
