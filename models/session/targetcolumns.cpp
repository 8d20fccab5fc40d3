#include "models/session/targetcolumns.h"

#include <utility>

namespace checkwatch::session {

using base::Timestamp;
using metrics::ScrapeBatch;

void TargetColumns::open(recording::Reader& reader, const recording::RecordedStream& stream, Timestamp from)
{
    m_reader = std::make_unique<recording::BatchReader>(reader, stream, from, Timestamp::max());
    m_stream = stream.record.number;
    m_begun = false;
}

bool TargetColumns::begin()
{
    if (std::exchange(m_begun, true)) {
        return false;
    }
    m_next = m_reader->next();
    m_labels = m_next ? std::move(m_next->added) : std::vector<metrics::Labels>{};
    m_locals.assign(m_labels.size(), unseen);
    m_unseen.clear();
    for (std::uint32_t slot = 0; slot < m_labels.size(); ++slot) {
        const auto known = m_localOf.find(m_labels[slot]);
        if (known != m_localOf.end()) {
            m_locals[slot] = known->second;
        } else if (!m_labels[slot].empty()) {
            m_unseen.push_back(slot);
        }
    }
    return true;
}

void TargetColumns::numberAnew()
{
    m_localOf.clear();
}

std::optional<ScrapeBatch> TargetColumns::at(Timestamp time)
{
    begin();
    while (m_next && m_next->time < time) {
        m_next = m_reader->next();
    }
    if (!m_next || m_next->time != time) {
        return std::nullopt;
    }
    ScrapeBatch batch = std::move(*m_next);
    m_next = m_reader->next();
    renumber(batch);
    return batch;
}

std::optional<ScrapeBatch> TargetColumns::rest()
{
    begin();
    std::optional<ScrapeBatch> last;
    while (m_next) {
        last = std::exchange(m_next, m_reader->next());
    }
    if (last) {
        renumber(*last);
    }
    return last;
}

std::uint32_t TargetColumns::localOf(const metrics::Labels& labels, ScrapeBatch& batch)
{
    const auto [known, isNew] = m_localOf.try_emplace(labels, static_cast<std::uint32_t>(m_localOf.size()));
    if (isNew) {
        batch.added.push_back(labels);
    }
    return known->second;
}

/// From the slots of the stream to the target's own numbers.
void TargetColumns::renumber(ScrapeBatch& batch)
{
    batch.added.clear();
    batch.firstAdded = static_cast<std::uint32_t>(m_localOf.size());
    std::erase_if(m_unseen, [&](std::uint32_t slot) {
        const bool seen = slot < batch.column.size() && !metrics::isMissing(batch.column[slot]);
        m_locals[slot] = seen ? localOf(m_labels[slot], batch) : unseen;
        return seen;
    });
    for (metrics::TimedSample& timed : batch.timed) { // BatchReader leaves out what has no labels
        const std::uint32_t slot = timed.series;
        m_locals[slot] = localOf(m_labels[slot], batch);
        timed.series = m_locals[slot];
    }
    std::vector<double> column(m_localOf.size(), metrics::missingValue());
    for (std::size_t slot = 0; slot < batch.column.size(); ++slot) {
        if (m_locals[slot] != unseen) {
            column[m_locals[slot]] = batch.column[slot];
        }
    }
    batch.column = std::move(column);
}

} // namespace checkwatch::session
