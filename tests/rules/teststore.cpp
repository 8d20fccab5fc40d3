#include "tests/rules/teststore.h"

#include "models/base/numbers.h"

#include <algorithm>

namespace checkwatch::rules::test {

tsdb::SeriesRef TestStore::series(const metrics::Labels& labels)
{
    const auto [found, added] = m_refs.try_emplace(labels, static_cast<tsdb::SeriesRef>(m_labels.size()));
    if (added) {
        m_labels.push_back(labels);
        m_samples.emplace_back();
    }
    return found->second;
}

void TestStore::add(const metrics::Labels& labels, std::int64_t ms, double value)
{
    std::vector<metrics::Sample>& samples = m_samples[series(labels)];
    if (samples.empty() || samples.back().time < base::fromUnixMs(ms)) {
        samples.push_back({base::fromUnixMs(ms), value});
    }
}

void TestStore::append(const metrics::ScrapeBatch& batch, Numbering& group)
{
    ++batches;
    group.resize(batch.firstAdded);
    for (const metrics::Labels& labels : batch.added) {
        group.push_back(series(labels));
    }
    for (std::size_t i = 0; i < batch.column.size(); ++i) {
        if (!metrics::isMissing(batch.column[i])) {
            add(m_labels[group.at(i)], base::unixMs(batch.time), batch.column[i]);
        }
    }
}

std::vector<std::string> TestStore::at(std::int64_t ms, std::string_view metric) const
{
    std::vector<std::string> out;
    for (std::size_t i = 0; i < m_labels.size(); ++i) {
        for (const metrics::Sample& sample : m_samples[i]) {
            if (sample.time == base::fromUnixMs(ms) && m_labels[i].name() == metric) {
                out.push_back(m_labels[i].toString() + " "
                              + (metrics::isStale(sample.value) ? "stale" : base::formatFloat(sample.value, 'f')));
            }
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<tsdb::SeriesRef> TestStore::select(std::span<const metrics::Matcher> matchers) const
{
    std::vector<tsdb::SeriesRef> out;
    for (std::size_t i = 0; i < m_labels.size(); ++i) {
        if (std::all_of(matchers.begin(), matchers.end(),
                        [&](const metrics::Matcher& m) { return m.matches(m_labels[i].get(m.name())); })) {
            out.push_back(static_cast<tsdb::SeriesRef>(i));
        }
    }
    return out;
}

std::optional<metrics::Sample> TestStore::newest(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to) const
{
    for (auto sample = m_samples[series].rbegin(); sample != m_samples[series].rend(); ++sample) {
        if (sample->time >= from && sample->time <= to) {
            return *sample;
        }
    }
    return std::nullopt;
}

void TestStore::window(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                       std::vector<metrics::Sample>& out) const
{
    for (const metrics::Sample& sample : m_samples[series]) {
        if (sample.time >= from && sample.time <= to && !metrics::isStale(sample.value)) {
            out.push_back(sample);
        }
    }
}

} // namespace checkwatch::rules::test
