#pragma once

#include "models/tsdb/querier.h"

#include <algorithm>
#include <bit>

namespace checkwatch::support {

/// A Querier over plain vectors, as simple as can be: what tests compare everything else with.
class VectorQuerier final : public tsdb::Querier
{
public:
    /// Samples of one series, ascending; a series with the same labels goes on in place.
    tsdb::SeriesRef add(const metrics::Labels& labels, const std::vector<metrics::Sample>& samples)
    {
        const auto at = std::find(m_labels.begin(), m_labels.end(), labels);
        const auto series = static_cast<std::size_t>(at - m_labels.begin());
        if (at == m_labels.end()) {
            m_labels.push_back(labels);
            m_samples.emplace_back();
        }
        m_samples[series].insert(m_samples[series].end(), samples.begin(), samples.end());
        ++m_generation;
        return static_cast<tsdb::SeriesRef>(series);
    }
    void clear()
    {
        m_labels.clear();
        m_samples.clear();
        ++m_generation;
    }
    [[nodiscard]] std::size_t size() const { return m_labels.size(); }

    [[nodiscard]] std::vector<tsdb::SeriesRef> select(std::span<const metrics::Matcher> matchers) const override
    {
        std::vector<tsdb::SeriesRef> out;
        for (std::size_t i = 0; i < m_labels.size(); ++i) {
            if (std::all_of(matchers.begin(), matchers.end(), [&](const metrics::Matcher& matcher) {
                    return matcher.matches(m_labels[i].get(matcher.name()));
                })) {
                out.push_back(static_cast<tsdb::SeriesRef>(i));
            }
        }
        return out;
    }
    [[nodiscard]] const metrics::Labels& labels(tsdb::SeriesRef series) const override { return m_labels[series]; }
    [[nodiscard]] std::optional<metrics::Sample> newest(tsdb::SeriesRef series, base::Timestamp from,
                                                        base::Timestamp to) const override
    {
        const auto [begin, end] = within(series, from, to);
        return begin == end ? std::nullopt : std::optional(*(end - 1));
    }
    void window(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                std::vector<metrics::Sample>& out) const override
    {
        const auto [begin, end] = within(series, from, to);
        std::copy_if(begin, end, std::back_inserter(out),
                     [](const metrics::Sample& sample) { return !metrics::isStale(sample.value); });
    }
    [[nodiscard]] std::optional<tsdb::ConstantWindow> constantWindow(tsdb::SeriesRef series, base::Timestamp from,
                                                                     base::Timestamp to) const override
    {
        const auto [begin, end] = within(series, from, to);
        if (begin == end || metrics::isStale(begin->value) || !std::all_of(begin, end, [&](const metrics::Sample& s) {
                return metrics::sameBits(s.value, begin->value);
            })) {
            return std::nullopt;
        }
        return tsdb::ConstantWindow{static_cast<std::uint32_t>(end - begin), begin->value, begin->time,
                                    (end - 1)->time};
    }
    [[nodiscard]] std::uint64_t generation() const override { return m_generation; }

private:
    using Place = std::vector<metrics::Sample>::const_iterator;
    [[nodiscard]] std::pair<Place, Place> within(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to) const
    {
        const std::vector<metrics::Sample>& samples = m_samples[series];
        const auto begin = std::partition_point(samples.begin(), samples.end(),
                                                [from](const metrics::Sample& s) { return s.time < from; });
        return {begin,
                std::partition_point(begin, samples.end(), [to](const metrics::Sample& s) { return s.time <= to; })};
    }

    std::vector<metrics::Labels> m_labels;
    std::vector<std::vector<metrics::Sample>> m_samples;
    std::uint64_t m_generation = 0;
};

} // namespace checkwatch::support
