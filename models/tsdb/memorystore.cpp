#include "models/tsdb/memorystore.h"

#include "models/tsdb/storestate.h"

#include <algorithm>
#include <bit>

namespace checkwatch::tsdb {

std::size_t bytesOf(const metrics::Labels& labels)
{
    std::size_t text = 0;
    for (const metrics::Label label : labels) {
        text += label.name.size() + label.value.size();
    }
    return labels.empty() ? 0 : 64 + text + labels.size() * 10;
}

std::optional<metrics::Sample> MemoryStore::Impl::newestOf(SeriesRef ref) const
{
    const Series& one = series[ref];
    std::optional<metrics::Sample> found;
    const auto consider = [&](std::optional<metrics::Sample> sample) {
        if (sample && (!found || sample->time > found->time)) {
            found = sample;
        }
    };
    eachPlace(one, [&](const Place& place) { consider(groups[place.group]->columns.newest(place.slot)); });
    if (one.extra) {
        consider(one.extra->loose.newest());
    }
    return found;
}

const Place* MemoryStore::Impl::onlyPlace(const Series& one, base::Timestamp from, base::Timestamp to) const
{
    if (!one.extra) {
        return one.place.group == noNumber ? nullptr : &one.place;
    }
    std::vector<metrics::Sample> looseOnes;
    one.extra->loose.window(from, to, true, looseOnes);
    if (!looseOnes.empty()) {
        return nullptr;
    }
    const Place* only = nullptr;
    std::size_t count = 0;
    eachPlace(one, [&](const Place& place) {
        const GroupColumns& columns = groups[place.group]->columns;
        if (!columns.empty() && columns.lastTime() >= from) {
            only = &place;
            ++count;
        }
    });
    return count == 1 ? only : nullptr;
}

MemoryStore::MemoryStore(Retention retention) : m_impl(std::make_unique<Impl>(retention)) {}

void MemoryStore::setRetention(Retention retention)
{
    m_impl->retention = retention;
}

MemoryStore::~MemoryStore() = default;

GroupId MemoryStore::addGroup()
{
    m_impl->groups.push_back(std::make_unique<Group>());
    return static_cast<GroupId>(m_impl->groups.size() - 1);
}

void MemoryStore::append(GroupId group, const metrics::ScrapeBatch& batch)
{
    if (group >= m_impl->groups.size() || !m_impl->groups[group] || m_impl->groups[group]->closed) {
        return;
    }
    for (std::size_t i = 0; i < batch.added.size(); ++i) {
        m_impl->add(group, batch.firstAdded + static_cast<std::uint32_t>(i), batch.added[i]);
    }
    if (!batch.column.empty()) {
        m_impl->appendColumn(group, batch);
    }
    for (const metrics::TimedSample& timed : batch.timed) {
        m_impl->appendTimed(group, timed.series, timed.sample);
    }
}

void MemoryStore::closeGroup(GroupId group)
{
    if (group < m_impl->groups.size() && m_impl->groups[group]) {
        m_impl->close(group);
    }
}

void MemoryStore::trim(base::Timestamp now)
{
    m_impl->trim(now);
}

SeriesRef MemoryStore::series(GroupId group, std::uint32_t local) const
{
    if (group >= m_impl->groups.size() || !m_impl->groups[group]) {
        return noSeries;
    }
    const Group& one = *m_impl->groups[group];
    const bool known = local < one.slotOfLocal.size() && one.slotOfLocal[local] != noNumber;
    return known ? one.seriesOfSlot[one.slotOfLocal[local]] : noSeries;
}

StoreStats MemoryStore::stats() const
{
    StoreStats stats;
    stats.series = m_impl->index.size();
    stats.rejected = m_impl->rejected;
    for (const auto& group : m_impl->groups) {
        if (group) {
            stats.samples += group->columns.samples();
            stats.chunkBytes += group->columns.chunkBytes();
            stats.openBytes += group->columns.headBytes();
        }
    }
    for (const SeriesRef ref : m_impl->loose) {
        stats.samples += m_impl->series[ref].extra->loose.samples();
        stats.chunkBytes += m_impl->series[ref].extra->loose.bytes();
    }
    stats.totalBytes = m_impl->totalBytes();
    return stats;
}

std::vector<SeriesRef> MemoryStore::select(std::span<const metrics::Matcher> matchers) const
{
    return m_impl->index.select(matchers);
}

const metrics::Labels& MemoryStore::labels(SeriesRef series) const
{
    static const metrics::Labels nobody;
    return series < m_impl->series.size() ? m_impl->series[series].labels : nobody;
}

std::optional<metrics::Sample> MemoryStore::newest(SeriesRef series, base::Timestamp from, base::Timestamp to) const
{
    if (series >= m_impl->series.size()) {
        return {};
    }
    const Series& one = m_impl->series[series];
    if (!one.extra) {
        return one.live ? m_impl->groups[one.place.group]->columns.newest(one.place.slot, from, to) : std::nullopt;
    }
    std::vector<metrics::Sample> loose;
    one.extra->loose.window(from, to, true, loose);
    std::optional<metrics::Sample> found;
    if (!loose.empty()) {
        found = loose.back();
    }
    m_impl->eachPlace(one, [&](const Place& place) {
        const auto sample = m_impl->groups[place.group]->columns.newest(place.slot, from, to);
        if (sample && (!found || sample->time > found->time)) {
            found = sample;
        }
    });
    return found;
}

void MemoryStore::window(SeriesRef series, base::Timestamp from, base::Timestamp to,
                         std::vector<metrics::Sample>& out) const
{
    if (series >= m_impl->series.size() || from > to) {
        return;
    }
    const Series& one = m_impl->series[series];
    const auto start = static_cast<std::ptrdiff_t>(out.size());
    m_impl->eachPlace(one, [&](const Place& place) {
        m_impl->groups[place.group]->columns.window(place.slot, from, to, false, out);
    });
    if (one.extra) {
        one.extra->loose.window(from, to, false, out);
        std::sort(out.begin() + start, out.end(),
                  [](const metrics::Sample& a, const metrics::Sample& b) { return a.time < b.time; });
    }
}

std::optional<ConstantWindow> MemoryStore::constantWindow(SeriesRef series, base::Timestamp from,
                                                          base::Timestamp to) const
{
    if (series >= m_impl->series.size() || from > to) {
        return {};
    }
    const Place* place = m_impl->onlyPlace(m_impl->series[series], from, to);
    if (place == nullptr) {
        return {};
    }
    const auto steady = m_impl->groups[place->group]->columns.steady(place->slot, from, to);
    if (!steady) {
        return {};
    }
    return ConstantWindow{steady->count, std::bit_cast<double>(steady->bits), steady->first, steady->last};
}

std::uint64_t MemoryStore::generation() const
{
    return m_impl->generation;
}

std::vector<std::string> MemoryStore::labelNames() const
{
    return m_impl->index.labelNames();
}

std::vector<std::string> MemoryStore::labelValues(std::string_view name) const
{
    return m_impl->index.labelValues(name);
}

std::vector<std::string> MemoryStore::labelNames(std::span<const metrics::Matcher> matchers) const
{
    return matchers.empty() ? m_impl->index.labelNames() : m_impl->index.labelNames(m_impl->index.select(matchers));
}

LabelChoices MemoryStore::labelChoices(std::string_view name, std::span<const metrics::Matcher> matchers,
                                       std::string_view typed, std::size_t limit) const
{
    if (matchers.empty()) {
        return m_impl->index.choices(name, nullptr, typed, limit);
    }
    const std::vector<SeriesRef> among = m_impl->index.select(matchers);
    return m_impl->index.choices(name, &among, typed, limit);
}

} // namespace checkwatch::tsdb
