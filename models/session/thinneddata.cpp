#include "models/session/thinneddata.h"

namespace checkwatch::session {

using base::Timestamp;
using metrics::Sample;

std::int64_t ThinnedData::stepOf(Timestamp time) const
{
    const std::int64_t ms = base::unixMs(time);
    const std::int64_t step = ms / m_interval.count();
    return ms % m_interval.count() < 0 ? step - 1 : step;
}

void ThinnedData::window(tsdb::SeriesRef series, Timestamp from, Timestamp to, std::vector<Sample>& out) const
{
    m_scratch.clear();
    m_data.window(series, from - m_interval, to, m_scratch);
    for (std::size_t i = 0; i < m_scratch.size(); ++i) {
        const Sample& sample = m_scratch[i];
        if (sample.time >= from && (i == 0 || stepOf(m_scratch[i - 1].time) != stepOf(sample.time))) {
            out.push_back(sample);
        }
    }
}

std::optional<Sample> ThinnedData::newest(tsdb::SeriesRef series, Timestamp from, Timestamp to) const
{
    const auto last = m_data.newest(series, from, to);
    if (last && metrics::isStale(last->value)) {
        std::vector<Sample> before;
        m_data.window(series, last->time - m_interval, last->time, before);
        const bool between = !before.empty() && stepOf(before.back().time) == stepOf(last->time);
        if (!between || stepOf(to) != stepOf(last->time)) {
            return last;
        }
    }
    std::vector<Sample> kept;
    window(series, from, to, kept);
    return kept.empty() ? std::nullopt : std::optional(kept.back());
}

} // namespace checkwatch::session
