#include "models/tsdb/storestate.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace checkwatch::tsdb {

namespace {

bool isMember(const std::vector<GroupColumns::Slot>& sorted, GroupColumns::Slot slot)
{
    return std::binary_search(sorted.begin(), sorted.end(), slot);
}

} // namespace

SeriesRef MemoryStore::Impl::seriesFor(const metrics::Labels& labels)
{
    if (const auto known = index.find(labels)) {
        return *known;
    }
    const auto ref = static_cast<SeriesRef>(series.size());
    series.push_back({labels, {}, nullptr, true});
    index.add(ref);
    labelBytes += bytesOf(labels);
    ++generation;
    return ref;
}

GroupColumns::Slot MemoryStore::Impl::attach(GroupId id, std::uint32_t local, const metrics::Labels& labels)
{
    Group& group = *groups[id];
    const SeriesRef ref = seriesFor(labels);
    const GroupColumns::Slot slot = group.columns.addSlot();
    if (slot >= group.seriesOfSlot.size()) {
        group.seriesOfSlot.resize(slot + 1, noNumber);
        group.localOfSlot.resize(slot + 1, noNumber);
    }
    group.slotOfLocal[local] = slot;
    group.localOfSlot[slot] = local;
    group.seriesOfSlot[slot] = ref;
    group.straight = group.straight && slot == local;
    Series& one = series[ref];
    const bool elsewhere = one.place.group != noNumber || one.extra;
    if (one.place.group == noNumber) {
        one.place = {id, slot};
    } else {
        extraOf(ref).otherPlaces.push_back({id, slot});
    }
    if (elsewhere) {
        markShared(one);
    }
    return slot;
}

void MemoryStore::Impl::add(GroupId id, std::uint32_t local, const metrics::Labels& labels)
{
    Group& group = *groups[id];
    if (local >= group.slotOfLocal.size()) {
        group.slotOfLocal.resize(local + 1, noNumber);
    }
    if (group.slotOfLocal[local] == noNumber) {
        group.dormant.erase(local);
        attach(id, local, labels);
    }
}

GroupColumns::Slot MemoryStore::Impl::slotFor(GroupId id, std::uint32_t local)
{
    Group& group = *groups[id];
    if (local >= group.slotOfLocal.size()) {
        return noNumber;
    }
    if (group.slotOfLocal[local] == noNumber) {
        if (const auto sleeper = group.dormant.extract(local)) {
            attach(id, local, sleeper.mapped());
        }
    }
    return group.slotOfLocal[local];
}

SeriesExtra& MemoryStore::Impl::extraOf(SeriesRef ref)
{
    Series& one = series[ref];
    if (!one.extra) {
        one.extra = std::make_unique<SeriesExtra>();
        loose.insert(std::upper_bound(loose.begin(), loose.end(), ref), ref);
    }
    return *one.extra;
}

/// From now on each sample of this series is looked at, wherever it comes from.
void MemoryStore::Impl::markShared(const Series& one)
{
    eachPlace(one, [&](const Place& place) {
        auto& shared = groups[place.group]->shared;
        if (!groups[place.group]->closed && !isMember(shared, place.slot)) {
            shared.insert(std::upper_bound(shared.begin(), shared.end(), place.slot), place.slot);
        }
    });
}

/// Asked right after a sample of this slot was accepted: nobody else can be ahead of it but another open place.
bool MemoryStore::Impl::stillShared(GroupId id, GroupColumns::Slot slot) const
{
    bool shared = false;
    eachPlace(series[groups[id]->seriesOfSlot[slot]], [&](const Place& place) {
        shared = shared || (place != Place{id, slot} && !groups[place.group]->closed);
    });
    return shared;
}

MemoryStore::Impl::Verdict MemoryStore::Impl::judge(SeriesRef ref, metrics::Sample sample) const
{
    const auto last = newestOf(ref);
    if (!last || sample.time > last->time) {
        return Verdict::Accept;
    }
    return sample.time == last->time && metrics::sameBits(sample.value, last->value) ? Verdict::Known : Verdict::Reject;
}

void MemoryStore::Impl::appendColumn(GroupId id, const metrics::ScrapeBatch& batch)
{
    const GroupColumns& columns = groups[id]->columns;
    if (columns.empty() || batch.time > columns.lastTime()) {
        pushColumn(id, batch);
    } else if (batch.time == columns.lastTime()) {
        fillColumn(id, batch);
    } else {
        for (std::size_t local = 0; local < batch.column.size(); ++local) {
            if (!metrics::isMissing(batch.column[local])) {
                appendTimed(id, static_cast<std::uint32_t>(local), {batch.time, batch.column[local]});
            }
        }
    }
}

/// Gives a slot to every dormant number that has a value again.
void MemoryStore::Impl::wake(GroupId id, const std::vector<double>& column)
{
    std::vector<std::uint32_t> awake;
    for (const auto& [local, labels] : groups[id]->dormant) {
        if (local < column.size() && !metrics::isMissing(column[local])) {
            awake.push_back(local);
        }
    }
    for (const std::uint32_t local : awake) {
        slotFor(id, local);
    }
}

void MemoryStore::Impl::pushColumn(GroupId id, const metrics::ScrapeBatch& batch)
{
    Group& group = *groups[id];
    wake(id, batch.column);
    std::vector<std::uint64_t>& column = group.columns.push(batch.time);
    if (group.straight) {
        static_assert(sizeof(double) == sizeof(std::uint64_t));
        std::memcpy(column.data(), batch.column.data(), std::min(column.size(), batch.column.size()) * sizeof(double));
    } else {
        for (std::size_t slot = 0; slot < column.size(); ++slot) {
            const std::uint32_t local = group.localOfSlot[slot];
            if (local < batch.column.size()) {
                column[slot] = std::bit_cast<std::uint64_t>(batch.column[local]);
            }
        }
    }
    if (!group.shared.empty()) {
        settleShared(id, column, batch.time);
    }
}

/// Takes the samples of shared series out of the new column and lets them in one by one, as far as the rules let them.
void MemoryStore::Impl::settleShared(GroupId id, std::vector<std::uint64_t>& column, base::Timestamp time)
{
    Group& group = *groups[id];
    // By local number: of two samples of one series, the first in the batch counts.
    std::vector<GroupColumns::Slot> order = std::move(group.shared);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return group.localOfSlot[a] < group.localOfSlot[b]; });
    std::vector<std::uint64_t> candidates;
    candidates.reserve(order.size());
    for (const GroupColumns::Slot slot : order) {
        candidates.push_back(std::exchange(column[slot], metrics::missingBits));
    }
    group.shared.clear();
    for (std::size_t i = 0; i < order.size(); ++i) {
        const GroupColumns::Slot slot = order[i];
        Verdict verdict = Verdict::Known;
        if (candidates[i] != metrics::missingBits) {
            verdict = judge(group.seriesOfSlot[slot], {time, std::bit_cast<double>(candidates[i])});
        }
        if (verdict == Verdict::Accept) {
            column[slot] = candidates[i];
        }
        rejected += verdict == Verdict::Reject ? 1U : 0U;
        if (verdict != Verdict::Accept || stillShared(id, slot)) {
            group.shared.push_back(slot);
        }
    }
    std::sort(group.shared.begin(), group.shared.end());
}

/// A second batch for the time of the newest column: another rule of a group, or a repetition.
void MemoryStore::Impl::fillColumn(GroupId id, const metrics::ScrapeBatch& batch)
{
    Group& group = *groups[id];
    wake(id, batch.column);
    std::vector<std::uint64_t>& column = group.columns.newestColumn();
    for (std::uint32_t local = 0; local < batch.column.size() && local < group.slotOfLocal.size(); ++local) {
        const auto bits = std::bit_cast<std::uint64_t>(batch.column[local]);
        const GroupColumns::Slot slot = group.slotOfLocal[local];
        if (bits == metrics::missingBits || slot == noNumber || column[slot] == bits) {
            continue;
        }
        Verdict verdict = column[slot] == metrics::missingBits ? Verdict::Accept : Verdict::Reject;
        if (isMember(group.shared, slot)) {
            verdict = judge(group.seriesOfSlot[slot], {batch.time, batch.column[local]});
        }
        if (verdict == Verdict::Accept) {
            column[slot] = bits;
        }
        rejected += verdict == Verdict::Reject ? 1U : 0U;
    }
}

void MemoryStore::Impl::appendTimed(GroupId id, std::uint32_t local, metrics::Sample sample)
{
    const GroupColumns::Slot slot = slotFor(id, local);
    if (slot == noNumber || metrics::isMissing(sample.value)) {
        return;
    }
    const SeriesRef ref = groups[id]->seriesOfSlot[slot];
    const Verdict verdict = judge(ref, sample);
    rejected += verdict == Verdict::Reject ? 1U : 0U;
    if (verdict == Verdict::Accept) {
        extraOf(ref).loose.add(sample);
        markShared(series[ref]);
    }
}

} // namespace checkwatch::tsdb
