#include "models/testfiles/gridloader.h"

#include <algorithm>
#include <unordered_map>

namespace checkwatch::testfiles {
namespace {

std::vector<SeriesLine> withoutRepeated(std::vector<SeriesLine> lines)
{
    std::unordered_map<metrics::Labels, std::size_t> places;
    std::vector<SeriesLine> out;
    out.reserve(lines.size());
    for (SeriesLine& line : lines) {
        const auto [place, added] = places.try_emplace(line.labels, out.size());
        if (added) {
            out.push_back(std::move(line));
        } else {
            out[place->second] = std::move(line);
        }
    }
    return out;
}

} // namespace

GridLoader::GridLoader(tsdb::MemoryStore& store, base::Duration step, std::vector<SeriesLine> lines)
    : m_store(store), m_step(step), m_lines(withoutRepeated(std::move(lines))), m_group(store.addGroup())
{
    m_batch.added.reserve(m_lines.size());
    for (const SeriesLine& line : m_lines) {
        m_batch.added.push_back(line.labels);
        m_rows = std::max(m_rows, line.values.size());
    }
    m_batch.column.resize(m_lines.size());
}

void GridLoader::loadUntil(base::Timestamp time)
{
    if (m_step == base::Duration{0} && m_next < m_rows && time >= base::Timestamp{}) {
        appendFirstOnly();
    }
    while (m_next < m_rows && base::Timestamp{m_step * static_cast<std::int64_t>(m_next)} <= time) {
        append(m_next, base::Timestamp{m_step * static_cast<std::int64_t>(m_next)});
        ++m_next;
    }
}

void GridLoader::append(std::size_t row, base::Timestamp time)
{
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const std::vector<double>& values = m_lines[i].values;
        m_batch.column[i] = row < values.size() ? values[row] : metrics::missingValue();
    }
    m_batch.time = time;
    m_store.append(m_group, m_batch);
    m_batch.firstAdded += static_cast<std::uint32_t>(m_batch.added.size());
    m_batch.added.clear();
}

/// All samples of a series at one time: the first counts, as in Prometheus.
void GridLoader::appendFirstOnly()
{
    for (SeriesLine& line : m_lines) {
        const auto first = std::find_if_not(line.values.begin(), line.values.end(), metrics::isMissing);
        line.values = first == line.values.end() ? std::vector<double>{} : std::vector<double>{*first};
    }
    append(0, {});
    m_next = m_rows;
}

} // namespace checkwatch::testfiles
