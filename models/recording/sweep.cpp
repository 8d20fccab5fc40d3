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
constexpr base::Duration oneMs{1};

} // namespace

std::size_t Sweep::Times::before(Timestamp time)
{
    for (const Found& known : found) {
        if (known.time == time) {
            return known.before;
        }
    }
    found[oldest] = {time, search(time)};
    const std::size_t newest = oldest;
    oldest = (oldest + 1) % found.size();
    return found[newest].before;
}

/// Scrapes come at even steps, so that the place can be guessed; a few steps make good what is uneven.
std::size_t Sweep::Times::search(Timestamp time) const
{
    if (at.empty() || time <= at.front()) {
        return 0;
    }
    const double guess = static_cast<double>((time - at.front()).count()) * perMs;
    std::size_t count = std::min(static_cast<std::size_t>(guess), at.size());
    while (count < at.size() && at[count] < time) {
        ++count;
    }
    while (count > 0 && at[count - 1] >= time) {
        --count;
    }
    return count;
}

std::shared_ptr<Sweep::Times> Sweep::timesOf(const std::vector<Sample>& samples) const
{
    if (m_times && std::ranges::equal(m_times->at, samples, {}, {}, &Sample::time)) {
        return m_times;
    }
    m_times = std::make_shared<Times>();
    m_times->at.reserve(samples.size());
    std::ranges::transform(samples, std::back_inserter(m_times->at), &Sample::time);
    if (samples.size() > 1) {
        m_times->perMs = static_cast<double>(samples.size() - 1)
            / static_cast<double>((samples.back().time - samples.front().time).count());
    }
    return m_times;
}

void Sweep::load(Stretch& stretch, SeriesRef series, Timestamp from, Timestamp to) const
{
    stretch.reach = std::max(stretch.reach, to - from);
    stretch.from = to - stretch.reach;
    stretch.to = to + ahead;
    m_scratch.clear();
    m_data.recorded(series, stretch.from, stretch.to, m_scratch);
    stretch.times = timesOf(m_scratch);
    stretch.values.clear();
    stretch.runs.clear();
    stretch.constant = m_scratch.empty() ? 0 : m_scratch.front().value;
    const auto changed = std::ranges::find_if(
        m_scratch, [&stretch](const Sample& sample) { return !metrics::sameBits(sample.value, stretch.constant); });
    if (changed == m_scratch.end()) {
        stretch.values.shrink_to_fit();
        stretch.runs.shrink_to_fit();
        return;
    }
    stretch.values.resize(m_scratch.size());
    stretch.runs.resize(m_scratch.size());
    for (std::size_t i = 0; i < m_scratch.size(); ++i) {
        stretch.values[i] = m_scratch[i].value;
        const bool goesOn = i > 0 && metrics::sameBits(stretch.values[i], stretch.values[i - 1]);
        stretch.runs[i] = goesOn ? stretch.runs[i - 1] : static_cast<std::uint32_t>(i);
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

/// How many of the times of a stretch can be seen and are not after `to`.
std::size_t Sweep::endIn(const Stretch& stretch, SeriesRef series, Timestamp to) const
{
    return stretch.times->before(std::min(to, m_data.seenUntil(series)) + oneMs);
}

std::optional<Sample> Sweep::newest(SeriesRef series, Timestamp from, Timestamp to) const
{
    const Stretch* const stretch = stretchFor(series, from, to);
    if (stretch == nullptr) {
        return m_data.newest(series, from, to);
    }
    const std::size_t end = endIn(*stretch, series, to);
    if (end == 0 || stretch->times->at[end - 1] < from) {
        return std::nullopt;
    }
    return Sample{stretch->times->at[end - 1], stretch->value(end - 1)};
}

void Sweep::window(SeriesRef series, Timestamp from, Timestamp to, std::vector<Sample>& out) const
{
    const Stretch* const stretch = stretchFor(series, from, to);
    if (stretch == nullptr) {
        m_data.window(series, from, to, out);
        return;
    }
    const std::size_t end = endIn(*stretch, series, to);
    for (std::size_t i = stretch->times->before(from); i < end; ++i) {
        if (!metrics::isStale(stretch->value(i))) {
            out.push_back({stretch->times->at[i], stretch->value(i)});
        }
    }
}

std::optional<tsdb::ConstantWindow> Sweep::constantWindow(SeriesRef series, Timestamp from, Timestamp to) const
{
    const Stretch* const stretch = stretchFor(series, from, to);
    if (stretch == nullptr) {
        return m_data.constantWindow(series, from, to);
    }
    const std::size_t end = endIn(*stretch, series, to);
    const std::size_t begin = stretch->times->before(from);
    if (begin >= end || stretch->run(end - 1) > begin || metrics::isStale(stretch->value(begin))) {
        return std::nullopt;
    }
    return tsdb::ConstantWindow{static_cast<std::uint32_t>(end - begin), stretch->value(begin),
                                stretch->times->at[begin], stretch->times->at[end - 1]};
}

} // namespace checkwatch::recording
