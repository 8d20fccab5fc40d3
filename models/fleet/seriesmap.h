#pragma once

#include "models/haproxy/metricmap.h"
#include "models/metrics/sample.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace checkwatch::fleet {

/// Whose value a series is.
struct Watch
{
    std::uint32_t owner = 0; ///< number of the server or backend within its target
    haproxy::Scope scope = haproxy::Scope::Server;
    haproxy::Field field = haproxy::Field::Status;
    std::uint8_t code = 0;
};

[[nodiscard]] inline bool isLive(double value) noexcept
{
    return !metrics::isStale(value) && !metrics::isMissing(value);
}

/// The series of one target that say something about its servers and backends, and their values in the newest good
/// scrape. Compares whole stretches of a column at once, because nearly nothing changes between two scrapes.
class SeriesMap
{
public:
    /// Local numbers come ascending.
    void add(std::uint32_t local, Watch watch)
    {
        if (m_runs.empty() || m_runs.back().first + m_runs.back().count != local) {
            m_runs.push_back({local, 0, static_cast<std::uint32_t>(m_watches.size())});
        }
        ++m_runs.back().count;
        m_watches.push_back(watch);
        m_values.push_back(metrics::missingValue());
    }

    /// Calls changed(watch, before, after) for each series whose value has other bits than in the call before.
    template <typename Changed>
    void update(std::span<const double> column, Changed&& changed)
    {
        constexpr std::size_t stretch = 64;
        for (const Run& run : m_runs) {
            const std::size_t count
                = run.first >= column.size() ? 0 : std::min<std::size_t>(run.count, column.size() - run.first);
            for (std::size_t at = 0; at < count; at += stretch) {
                const std::size_t length = std::min(stretch, count - at);
                const double* now = column.data() + run.first + at;
                double* before = m_values.data() + run.watch + at;
                if (std::memcmp(now, before, length * sizeof(double)) == 0) {
                    continue;
                }
                for (std::size_t i = 0; i < length; ++i) {
                    if (!metrics::sameBits(now[i], before[i])) {
                        changed(m_watches[run.watch + at + i], before[i], now[i]);
                        before[i] = now[i];
                    }
                }
            }
        }
    }

private:
    struct Run
    {
        std::uint32_t first; ///< local number
        std::uint32_t count;
        std::uint32_t watch; ///< index of the first in m_watches
    };
    std::vector<Run> m_runs;
    std::vector<Watch> m_watches;
    std::vector<double> m_values;
};

} // namespace checkwatch::fleet
