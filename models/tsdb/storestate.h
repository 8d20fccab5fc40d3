#pragma once

#include "models/tsdb/groupcolumns.h"
#include "models/tsdb/labelindex.h"
#include "models/tsdb/loosesamples.h"
#include "models/tsdb/memorystore.h"

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

namespace checkwatch::tsdb {

inline constexpr std::uint32_t noNumber = 0xffffffffU;

/// What a set of labels takes: the allocator's and the reference counter's part, text, two offsets and separators a label.
[[nodiscard]] std::size_t bytesOf(const metrics::Labels& labels);

/// Where samples of a series lie: a slot of a group.
struct Place
{
    GroupId group = noNumber;
    GroupColumns::Slot slot = noNumber;
    bool operator==(const Place&) const = default;
};

/// What only few series have.
struct SeriesExtra
{
    std::vector<Place> otherPlaces; ///< where its labels are in more than one group
    LooseSamples loose;
};

struct Series
{
    metrics::Labels labels;
    Place place;
    std::unique_ptr<SeriesExtra> extra;
    bool live = false;
};

/// A group's numbers: local number -> slot -> series.
struct Group
{
    GroupColumns columns;
    std::vector<GroupColumns::Slot> slotOfLocal; ///< noNumber: no sample is left
    std::vector<std::uint32_t> localOfSlot;
    std::vector<SeriesRef> seriesOfSlot;
    std::map<std::uint32_t, metrics::Labels> dormant; ///< locals without a slot that may come back
    std::vector<GroupColumns::Slot> shared; ///< ascending: slots whose series may have newer samples elsewhere
    bool straight = true;                   ///< slot and local number are the same everywhere
    bool closed = false;
};

/// The inside of MemoryStore: series, groups, and the rules that hold them together.
struct MemoryStore::Impl
{
    explicit Impl(Retention keep)
        : retention(keep), index([this](SeriesRef ref) -> const metrics::Labels& { return series[ref].labels; })
    {
    }

    void add(GroupId id, std::uint32_t local, const metrics::Labels& labels);
    void appendColumn(GroupId id, const metrics::ScrapeBatch& batch);
    void appendTimed(GroupId id, std::uint32_t local, metrics::Sample sample);
    void close(GroupId id);
    void trim(base::Timestamp now);
    [[nodiscard]] std::size_t totalBytes() const;
    template <typename Visit>
    static void eachPlace(const Series& one, Visit visit)
    {
        if (one.place.group != noNumber) {
            visit(one.place);
        }
        if (one.extra) {
            std::for_each(one.extra->otherPlaces.begin(), one.extra->otherPlaces.end(), visit);
        }
    }
    [[nodiscard]] std::optional<metrics::Sample> newestOf(SeriesRef ref) const;
    /// The only place with samples in the range, where the series has no others there.
    [[nodiscard]] const Place* onlyPlace(const Series& one, base::Timestamp from, base::Timestamp to) const;

    Retention retention;
    std::vector<Series> series;
    std::vector<std::unique_ptr<Group>> groups; ///< null: closed and aged out
    std::vector<SeriesRef> loose;               ///< series with an extra, ascending
    LabelIndex index;
    std::uint64_t generation = 1;
    std::uint64_t rejected = 0;
    std::size_t labelBytes = 0;

private:
    enum class Verdict { Accept, Known, Reject };
    [[nodiscard]] Verdict judge(SeriesRef ref, metrics::Sample sample) const;
    SeriesRef seriesFor(const metrics::Labels& labels);
    GroupColumns::Slot attach(GroupId id, std::uint32_t local, const metrics::Labels& labels);
    /// The slot of a local number; one that was dormant wakes. noNumber where there never was such a number.
    GroupColumns::Slot slotFor(GroupId id, std::uint32_t local);
    void markShared(const Series& one);
    [[nodiscard]] bool stillShared(GroupId id, GroupColumns::Slot slot) const;
    void wake(GroupId id, const std::vector<double>& column);
    void pushColumn(GroupId id, const metrics::ScrapeBatch& batch);
    void settleShared(GroupId id, std::vector<std::uint64_t>& column, base::Timestamp time);
    void fillColumn(GroupId id, const metrics::ScrapeBatch& batch);
    SeriesExtra& extraOf(SeriesRef ref);

    void reap(GroupId id, std::vector<SeriesRef>& dead);
    void dropGroup(GroupId id, std::vector<SeriesRef>& dead);
    void detach(SeriesRef ref, Place place, std::vector<SeriesRef>& dead);
    void trimTime(base::Timestamp oldest, std::vector<SeriesRef>& dead);
    void trimBytes(std::vector<SeriesRef>& dead);
    void trimLoose(base::Timestamp oldest, std::vector<SeriesRef>& dead);
    void bury(std::vector<SeriesRef>& dead);
    void renumber();
};

} // namespace checkwatch::tsdb
