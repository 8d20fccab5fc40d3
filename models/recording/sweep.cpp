#include "models/recording/sweep.h"

#include <algorithm>

namespace checkwatch::recording {

using base::Timestamp;
using metrics::Sample;
using tsdb::SeriesRef;

namespace {

/// How much is unpacked at a time: about a block of the recording at the usual intervals.
constexpr base::Duration ahead = std::chrono::minutes{10};
/// Windows that are longer are read from the recording each time: rules have few of them, and many series would not fit.
constexpr base::Duration longestKept = std::chrono::minutes{70};

} // namespace

void Sweep::load(Stretch& stretch, SeriesRef series, Timestamp from, Timestamp to) const
{
    stretch.reach = std::max(stretch.reach, to - from);
    stretch.from = to - stretch.reach;
    stretch.to = to + ahead;
    m_scratch.clear();
    m_data.samples(series, stretch.from, stretch.to, m_scratch);
    stretch.samples.assign(m_scratch.begin(), m_scratch.end());
    stretch.runs.resize(m_scratch.size());
    for (std::size_t i = 0; i < m_scratch.size(); ++i) {
        const bool goesOn = i > 0 && metrics::sameBits(m_scratch[i].value, m_scratch[i - 1].value);
        stretch.runs[i] = goesOn ? stretch.runs[i - 1] : static_cast<std::uint32_t>(i);
    }
    stretch.perMs = 0;
    if (m_scratch.size() > 1) {
        stretch.perMs = static_cast<double>(m_scratch.size() - 1)
            / static_cast<double>((m_scratch.back().time - m_scratch.front().time).count());
    }
}

const Sweep::Stretch* Sweep::stretchFor(SeriesRef series, Timestamp from, Timestamp to) const
{
    if (from > to || to - from > longestKept) {
        return nullptr;
    }
    Stretch& stretch = m_stretches[series];
    if (from < stretch.from || to > stretch.to) {
        load(stretch, series, from, to);
    }
    return &stretch;
}

/// Scrapes come at even steps, so that the place can be guessed; a few steps make good what is uneven.
std::size_t Sweep::countBefore(const Stretch& stretch, Timestamp time)
{
    const std::vector<Sample>& samples = stretch.samples;
    if (samples.empty() || time <= samples.front().time) {
        return 0;
    }
    const double guess = static_cast<double>((time - samples.front().time).count()) * stretch.perMs;
    std::size_t count = std::min(static_cast<std::size_t>(guess), samples.size());
    while (count < samples.size() && samples[count].time < time) {
        ++count;
    }
    while (count > 0 && samples[count - 1].time >= time) {
        --count;
    }
    return count;
}

std::optional<Sample> Sweep::newest(SeriesRef series, Timestamp from, Timestamp to) const
{
    const Stretch* const stretch = stretchFor(series, from, to);
    if (stretch == nullptr) {
        return m_data.newest(series, from, to);
    }
    const std::size_t end = countBefore(*stretch, to + base::Duration{1});
    return end > 0 && stretch->samples[end - 1].time >= from ? std::optional(stretch->samples[end - 1]) : std::nullopt;
}

void Sweep::window(SeriesRef series, Timestamp from, Timestamp to, std::vector<Sample>& out) const
{
    const Stretch* const stretch = stretchFor(series, from, to);
    if (stretch == nullptr) {
        m_data.window(series, from, to, out);
        return;
    }
    const std::size_t end = countBefore(*stretch, to + base::Duration{1});
    for (std::size_t i = countBefore(*stretch, from); i < end; ++i) {
        if (!metrics::isStale(stretch->samples[i].value)) {
            out.push_back(stretch->samples[i]);
        }
    }
}

std::optional<tsdb::ConstantWindow> Sweep::constantWindow(SeriesRef series, Timestamp from, Timestamp to) const
{
    const Stretch* const stretch = stretchFor(series, from, to);
    if (stretch == nullptr) {
        return m_data.constantWindow(series, from, to);
    }
    const std::size_t end = countBefore(*stretch, to + base::Duration{1});
    const std::size_t begin = countBefore(*stretch, from);
    if (begin == end || stretch->runs[end - 1] > begin || metrics::isStale(stretch->samples[begin].value)) {
        return std::nullopt;
    }
    return tsdb::ConstantWindow{static_cast<std::uint32_t>(end - begin), stretch->samples[begin].value,
                                stretch->samples[begin].time, stretch->samples[end - 1].time};
}

} // namespace checkwatch::recording
