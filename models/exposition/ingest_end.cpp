#include "models/exposition/ingest.h"

#include <algorithm>
#include <utility>

// How a body ends: what it leaves in the memory, and the markers.
namespace checkwatch::exposition {

void Ingest::commit()
{
    m_batch.column.resize(m_memory.numbers.size(), metrics::missingValue());
    markVanished();
    if (m_body.empty()) {
        return; // Prometheus keeps its caches over an empty body
    }
    // Lines without a script, and failed bodies since the last good one, may have made texts known that did not come now.
    if (m_line < m_memory.script.size() || m_memory.alive != m_memory.settled || m_memory.failedSince) {
        diverge();
    }
    if (m_diverged) {
        LineScript& script = m_memory.script;
        script.replaceFrom(m_tailFrom, std::move(m_tail));
        for (std::size_t i = m_tailFrom; i < script.size(); ++i) {
            if (script[i].local != noNumber) {
                m_memory.texts[script[i].owner].place = static_cast<std::uint32_t>(i);
            }
        }
        m_memory.scriptFormat = m_format;
        forgetVanished();
        m_memory.settled = m_unscripted || m_memory.failedSince ? noNumber : m_memory.alive;
    }
    m_memory.failedSince = false;
    nextRound();
    m_memory.scriptMetadata = m_memory.metadata.version();
    m_memory.metadata.endRound();
}

void Ingest::rollBack()
{
    const std::uint32_t first = m_batch.firstAdded;
    for (std::size_t local = first; local < m_batch.column.size(); ++local) {
        if (!metrics::isMissing(m_batch.column[local])) {
            m_met.insert(m_memory.numbers[static_cast<std::uint32_t>(local)]);
        }
    }
    for (const std::uint32_t index : m_placed) {
        KnownText& known = m_memory.texts[index];
        m_memory.unplaced.emplace(index, m_memory.numbers[known.local]);
        known.local = noNumber;
    }
    m_memory.numbers.truncate(first);
    m_batch.column.resize(first);
    m_batch.timed.clear();

    m_memory.tracked.resize(first, 0);
    for (std::size_t i = 0; i < first; ++i) {
        const bool met = !metrics::isMissing(m_batch.column[i]);
        m_batch.column[i] = m_memory.tracked[i] != 0 && !met ? metrics::staleValue() : metrics::missingValue();
        m_memory.tracked[i] = met ? 1 : 0;
    }
    for (const metrics::Labels& labels : m_memory.trackedUnplaced) {
        if (!m_met.contains(labels)) {
            cell(m_memory.numbers.findOrAdd(labels)) = metrics::staleValue();
        }
    }
    m_memory.trackedUnplaced = std::move(m_met);
    markScript();
    m_memory.failedSince |= m_line > 0 || m_diverged;
    // Bodies that fail with ever new series must not fill the memory.
    if (m_memory.texts.size() > 2 * m_memory.script.size() + 1000) {
        compact(true);
        nextRound();
    }
}

void Ingest::markVanished()
{
    std::vector<double>& column = m_batch.column;
    m_memory.tracked.resize(column.size(), 0);
    for (std::size_t i = 0; i < column.size(); ++i) {
        const bool met = !metrics::isMissing(column[i]);
        if (m_memory.tracked[i] != 0 && !met) {
            column[i] = metrics::staleValue();
        }
        m_memory.tracked[i] = met ? 1 : 0;
    }
    for (const metrics::Labels& labels : m_memory.trackedUnplaced) {
        if (double& value = cell(m_memory.numbers.findOrAdd(labels)); metrics::isMissing(value)) {
            value = metrics::staleValue();
        }
    }
    m_memory.trackedUnplaced.clear();
}

void Ingest::forgetVanished()
{
    markScript();
    if (m_memory.marked == m_memory.alive) {
        return;
    }
    for (std::uint32_t i = 0; i < m_memory.texts.size(); ++i) {
        KnownText& known = m_memory.texts[i];
        if (known.alive && known.seen != m_memory.round) {
            known.alive = false;
            --m_memory.alive;
        }
    }
    if (m_memory.texts.size() > 2 * m_memory.alive + 1000) {
        compact(false);
    }
}

void Ingest::compact(bool failed)
{
    const LineScript& script = m_memory.script;
    const auto scripted = [&script](const KnownText& known, std::uint32_t index) {
        return known.place < script.size() && script[known.place].local != noNumber
            && script[known.place].owner == index;
    };
    std::vector<bool> keep(m_memory.texts.size());
    m_memory.alive = 0;
    for (std::uint32_t i = 0; i < m_memory.texts.size(); ++i) {
        const KnownText& known = m_memory.texts[i];
        keep[i] = known.alive
            && (!failed || known.local < droppedNumber || known.seen == m_memory.round || scripted(known, i));
        m_memory.alive += keep[i] ? 1 : 0;
    }
    const std::vector<std::uint32_t> moved = m_memory.texts.compact(keep);
    m_memory.script.moveOwners(moved);
    std::unordered_map<std::uint32_t, metrics::Labels> unplaced;
    for (auto& [index, labels] : m_memory.unplaced) {
        if (moved[index] != noNumber) {
            unplaced.emplace(moved[index], std::move(labels));
        }
    }
    m_memory.unplaced = std::move(unplaced);
}

} // namespace checkwatch::exposition
