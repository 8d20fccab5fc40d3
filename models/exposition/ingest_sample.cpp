#include "models/exposition/ingest.h"

#include <utility>

// A sample that went through the Parser: which series it is, and whether and where it is stored.
namespace checkwatch::exposition {

bool Ingest::takeSample(std::size_t begin)
{
    metrics::ScrapeReport& report = m_batch.report;
    ++report.samplesScraped;
    const std::uint64_t hash = m_ahead.hashOf(m_parser.series());
    std::uint32_t index = m_memory.texts.find(m_parser.series(), hash);
    const bool isNew = index == noNumber || !m_memory.texts[index].alive;
    if (isNew && !learn(index, hash)) {
        return false;
    }
    if (m_memory.texts[index].local == droppedNumber) {
        mark(index);
        advance(begin, index);
        return true;
    }
    ++report.samplesPostRelabel;
    const std::size_t limit = m_memory.options.sampleLimit;
    if (limit > 0 && report.samplesPostRelabel > limit) {
        if (isNew) {
            meet(index);
        } else {
            mark(index);
        }
        return true;
    }
    mark(index);
    report.seriesAdded += store(index) && isNew ? 1 : 0;
    advance(begin, index);
    return true;
}

/// Labels for a text that is new, or new again. Without a number afterwards they lie in `unplaced`. One that relabelling drops
/// has none, and stays dropped.
bool Ingest::learn(std::uint32_t& index, std::uint64_t hash)
{
    if (index == noNumber) {
        base::Result<metrics::Labels> labels = m_memory.sampleLabels.build(m_parser);
        if (!labels.ok()) {
            m_error = m_parser.errorAt(static_cast<std::size_t>(m_parser.series().data() - m_body.data()),
                                       labels.error().message);
            m_error->code = labels.error().code;
            return false;
        }
        m_fresh = std::move(*labels);
        if (!m_first) {
            m_memory.numbers.prefetch(m_fresh);
        }
        index = m_memory.texts.add(m_parser.series(), hash);
        m_memory.texts[index].local = m_fresh.empty() ? droppedNumber : noNumber;
    }
    m_memory.texts[index].alive = true;
    ++m_memory.alive;
    return true;
}

/// A new series beyond the sample limit is tracked all the same, and new again next time.
void Ingest::meet(std::uint32_t index)
{
    std::uint32_t local = m_memory.texts[index].local;
    const bool timed = m_memory.options.honorTimestamps && m_parser.timestampMs().has_value();
    if (local == noNumber) {
        const metrics::Labels& labels = m_memory.unplaced.try_emplace(index, m_fresh).first->second;
        local = m_memory.numbers.find(labels); // by another text, or one forgotten since
        if (local == noNumber && !timed) {
            m_met.insert(labels);
        }
    }
    if (local != noNumber && !timed) {
        cell(local) = 0; // any value: it is rolled back, and says "met" until then
    }
    m_memory.texts[index].alive = false;
    --m_memory.alive;
}

/// False where the sample is too far in the future to be stored.
bool Ingest::store(std::uint32_t index)
{
    constexpr std::int64_t tolerance = 10LL * 60 * 1000;
    // Far beyond any real time, and far from where adding to it would overflow.
    constexpr std::int64_t earliest = -(1LL << 53);
    const auto timestamp = m_memory.options.honorTimestamps ? m_parser.timestampMs() : std::nullopt;
    if (timestamp && (*timestamp < earliest || *timestamp - tolerance > base::unixMs(m_batch.time))) {
        if (m_memory.texts[index].local == noNumber) {
            m_memory.unplaced.try_emplace(index, m_fresh);
        }
        return false;
    }
    place(index);
    const std::uint32_t local = m_memory.texts[index].local;
    if (timestamp) {
        m_batch.timed.push_back({local, {base::fromUnixMs(*timestamp), m_parser.value()}});
    } else if (double& value = cell(local); metrics::isMissing(value)) {
        value = m_parser.value(); // of two samples of a series the first counts
    }
    return true;
}

void Ingest::place(std::uint32_t index)
{
    KnownText& known = m_memory.texts[index];
    if (known.local != noNumber) {
        return;
    }
    const auto at = m_memory.unplaced.empty() ? m_memory.unplaced.end() : m_memory.unplaced.find(index);
    if (m_first && at == m_memory.unplaced.end() && m_memory.sampleLabels.distinct()) {
        known.local = m_memory.numbers.add(std::move(m_fresh));
    } else {
        known.local = m_memory.numbers.findOrAdd(std::move(at != m_memory.unplaced.end() ? at->second : m_fresh));
    }
    if (at != m_memory.unplaced.end()) {
        m_memory.unplaced.erase(at);
    }
    m_placed.push_back(index);
}

double& Ingest::cell(std::uint32_t local)
{
    std::vector<double>& column = m_batch.column;
    if (local == column.size()) {
        return column.emplace_back(metrics::missingValue());
    }
    if (local > column.size()) {
        column.resize(m_memory.numbers.size(), metrics::missingValue());
    }
    return column[local];
}

} // namespace checkwatch::exposition
