#include "models/tsdb/storestate.h"

#include <algorithm>

namespace checkwatch::tsdb {

namespace {

/// Numbers without a slot whose labels are kept for their return; beyond that the oldest are forgotten.
constexpr std::size_t fewDormant = 10'000;
constexpr std::size_t fewDead = 1'024;

std::size_t bytesOf(const Group& group)
{
    return sizeof(Group) + group.columns.headBytes() + group.columns.chunkBytes()
        + (group.slotOfLocal.capacity() + group.localOfSlot.capacity() + group.seriesOfSlot.capacity()
           + group.shared.capacity())
        * 4
        + group.dormant.size() * 80;
}

} // namespace

std::size_t MemoryStore::Impl::totalBytes() const
{
    std::size_t sum = labelBytes + index.bytes() + series.capacity() * sizeof(Series) + loose.capacity() * 4
        + groups.capacity() * sizeof(void*);
    for (const auto& group : groups) {
        sum += group ? bytesOf(*group) : 0;
    }
    for (const SeriesRef ref : loose) {
        sum += sizeof(SeriesExtra) + 16 + series[ref].extra->loose.bytes()
            + series[ref].extra->otherPlaces.capacity() * sizeof(Place);
    }
    return sum;
}

void MemoryStore::Impl::close(GroupId id)
{
    Group& group = *groups[id];
    group.closed = true;
    group.columns.pack();
    group.dormant.clear();
    group.shared = {};
    group.slotOfLocal.shrink_to_fit();
}

void MemoryStore::Impl::trim(base::Timestamp now)
{
    std::vector<SeriesRef> dead;
    const base::Timestamp oldest = now - retention.time;
    trimTime(oldest, dead);
    trimLoose(oldest, dead);
    trimBytes(dead);
    if (!dead.empty()) {
        bury(dead);
    }
}

void MemoryStore::Impl::trimTime(base::Timestamp oldest, std::vector<SeriesRef>& dead)
{
    for (GroupId id = 0; id < groups.size(); ++id) {
        if (!groups[id]) {
            continue;
        }
        GroupColumns& columns = groups[id]->columns;
        if (groups[id]->closed && (columns.empty() || columns.lastTime() < oldest)) {
            dropGroup(id, dead);
            continue;
        }
        bool dropped = false;
        while (columns.hasBlock() && columns.oldestBlockEnd() < oldest) {
            columns.dropBlock();
            dropped = true;
        }
        if (dropped) {
            reap(id, dead);
        }
    }
}

/// Drops the oldest block of all groups, again and again, until the rest fits. What lies in open columns stays.
void MemoryStore::Impl::trimBytes(std::vector<SeriesRef>& dead)
{
    std::size_t total = totalBytes();
    while (total > retention.bytes) {
        GroupId oldest = noNumber;
        for (GroupId id = 0; id < groups.size(); ++id) {
            const bool older = groups[id] && groups[id]->columns.hasBlock()
                && (oldest == noNumber
                    || groups[id]->columns.oldestBlockEnd() < groups[oldest]->columns.oldestBlockEnd());
            oldest = older ? id : oldest;
        }
        if (oldest == noNumber) {
            return;
        }
        const std::size_t before = groups[oldest]->columns.chunkBytes();
        groups[oldest]->columns.dropBlock();
        total -= before - groups[oldest]->columns.chunkBytes();
        reap(oldest, dead);
    }
}

void MemoryStore::Impl::trimLoose(base::Timestamp oldest, std::vector<SeriesRef>& dead)
{
    std::erase_if(loose, [&](SeriesRef ref) {
        Series& one = series[ref];
        one.extra->loose.dropBefore(oldest);
        if (!one.extra->loose.empty() || !one.extra->otherPlaces.empty()) {
            return false;
        }
        one.extra.reset();
        if (one.place.group == noNumber && one.live) {
            dead.push_back(ref);
        }
        return true;
    });
}

/// Takes the slots of which nothing is left from their series.
void MemoryStore::Impl::reap(GroupId id, std::vector<SeriesRef>& dead)
{
    Group& group = *groups[id];
    for (GroupColumns::Slot slot = 0; slot < group.seriesOfSlot.size(); ++slot) {
        const SeriesRef ref = group.seriesOfSlot[slot];
        if (ref == noNumber || !group.columns.vanished(slot)) {
            continue;
        }
        const std::uint32_t local = group.localOfSlot[slot];
        if (!group.closed) {
            group.dormant.emplace(local, series[ref].labels);
        }
        detach(ref, {id, slot}, dead);
        group.slotOfLocal[local] = noNumber;
        group.localOfSlot[slot] = noNumber;
        group.seriesOfSlot[slot] = noNumber;
        group.columns.freeSlot(slot);
        std::erase(group.shared, slot);
        group.straight = false;
    }
    while (group.dormant.size() > std::max(fewDormant, group.seriesOfSlot.size())) {
        group.dormant.erase(group.dormant.begin());
    }
}

void MemoryStore::Impl::dropGroup(GroupId id, std::vector<SeriesRef>& dead)
{
    const Group& group = *groups[id];
    for (GroupColumns::Slot slot = 0; slot < group.seriesOfSlot.size(); ++slot) {
        if (group.seriesOfSlot[slot] != noNumber) {
            detach(group.seriesOfSlot[slot], {id, slot}, dead);
        }
    }
    groups[id].reset();
}

void MemoryStore::Impl::detach(SeriesRef ref, Place place, std::vector<SeriesRef>& dead)
{
    Series& one = series[ref];
    if (one.place == place) {
        one.place = {};
        if (one.extra && !one.extra->otherPlaces.empty()) {
            one.place = one.extra->otherPlaces.back();
            one.extra->otherPlaces.pop_back();
        }
    } else if (one.extra) {
        std::erase(one.extra->otherPlaces, place);
    }
    if (one.place.group == noNumber && !one.extra) {
        dead.push_back(ref);
    }
}

/// Removes series of which nothing is left.
void MemoryStore::Impl::bury(std::vector<SeriesRef>& dead)
{
    std::sort(dead.begin(), dead.end());
    dead.erase(std::unique(dead.begin(), dead.end()), dead.end());
    index.remove(dead);
    for (const SeriesRef ref : dead) {
        labelBytes -= bytesOf(series[ref].labels);
        series[ref].labels = {};
        series[ref].live = false;
    }
    ++generation;
    if (series.size() - index.size() > std::max(fewDead, index.size())) {
        renumber();
    }
}

/// Closes the gaps that removed series left in the numbering; the order stays.
void MemoryStore::Impl::renumber()
{
    std::vector<SeriesRef> newNumber(series.size(), noNumber);
    std::vector<Series> kept;
    for (std::size_t ref = 0; ref < series.size(); ++ref) {
        if (series[ref].live) {
            newNumber[ref] = static_cast<SeriesRef>(kept.size());
            kept.push_back(std::move(series[ref]));
        }
    }
    series = std::move(kept);
    for (SeriesRef& ref : loose) {
        ref = newNumber[ref];
    }
    for (const auto& group : groups) {
        if (group) {
            for (SeriesRef& ref : group->seriesOfSlot) {
                ref = ref == noNumber ? ref : newNumber[ref];
            }
        }
    }
    index.clear();
    for (SeriesRef ref = 0; ref < series.size(); ++ref) {
        index.add(ref);
    }
    ++generation;
}

} // namespace checkwatch::tsdb
