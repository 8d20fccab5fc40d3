#include "models/rules/serieswriter.h"

namespace checkwatch::rules {

std::uint32_t SeriesWriter::number(const metrics::Labels& labels)
{
    const auto [found, added] = m_numbers.try_emplace(labels, static_cast<std::uint32_t>(m_labels.size()));
    if (added) {
        m_labels.push_back(labels);
    }
    return found->second;
}

void SeriesWriter::begin()
{
    m_batch.column.clear();
    m_written.clear();
}

bool SeriesWriter::put(std::uint32_t number, double value)
{
    std::vector<double>& column = m_batch.column;
    if (column.size() <= number) {
        column.resize(number + 1, metrics::missingValue());
    }
    if (!metrics::isMissing(column[number])) {
        return false;
    }
    column[number] = value;
    m_written.push_back(number);
    return true;
}

void SeriesWriter::finish(base::Timestamp time, std::vector<std::uint32_t>& previous)
{
    std::vector<double>& column = m_batch.column;
    bool something = !m_written.empty();
    for (const std::uint32_t number : previous) {
        if (column.size() <= number) {
            column.resize(number + 1, metrics::missingValue());
        }
        if (metrics::isMissing(column[number])) {
            column[number] = metrics::staleValue();
            something = true;
        }
    }
    previous.swap(m_written);
    if (!something) {
        return;
    }
    m_batch.time = time;
    m_batch.firstAdded = m_announced;
    m_batch.added.assign(m_labels.begin() + m_announced, m_labels.end());
    m_announced = static_cast<std::uint32_t>(m_labels.size());
    if (m_append) {
        m_append(m_batch);
    }
}

} // namespace checkwatch::rules
