#pragma once

#include "models/tsdb/memorystore.h"

#include <map>

/// What a store must answer, in the plainest way: a map of maps, the rules of guides/prometheus.md 1.5 per sample.
class NaiveStore
{
public:
    using Timestamp = checkwatch::base::Timestamp;
    using Sample = checkwatch::metrics::Sample;

    void put(const checkwatch::metrics::Labels& labels, Sample sample)
    {
        auto& series = m_series[labels.toString()];
        if (checkwatch::metrics::isMissing(sample.value)) {
            return;
        }
        if (!series.empty() && sample.time <= series.rbegin()->first) {
            const bool again = sample.time == series.rbegin()->first
                && checkwatch::metrics::sameBits(sample.value, series.rbegin()->second);
            rejected += again ? 0U : 1U;
            return;
        }
        series[sample.time] = sample.value;
    }

    std::vector<Sample> window(const checkwatch::metrics::Labels& labels, Timestamp from, Timestamp to,
                               bool withStale) const
    {
        std::vector<Sample> out;
        const auto series = m_series.find(labels.toString());
        if (series != m_series.end()) {
            for (auto at = series->second.lower_bound(from); at != series->second.end() && at->first <= to; ++at) {
                if (withStale || !checkwatch::metrics::isStale(at->second)) {
                    out.push_back({at->first, at->second});
                }
            }
        }
        return out;
    }

    std::size_t rejected = 0;

private:
    std::map<std::string, std::map<Timestamp, double>> m_series;
};
