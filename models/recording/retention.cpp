#include "models/recording/retention.h"

#include <algorithm>
#include <map>

namespace checkwatch::recording {
namespace {

/// Frames that are about a stretch of time; the others say what those mean.
bool isData(FrameKind kind)
{
    switch (kind) {
    case FrameKind::Samples:
    case FrameKind::TimedSamples:
    case FrameKind::Scrapes:
    case FrameKind::Alerts:
    case FrameKind::OldEvents:
    case FrameKind::Events:
    case FrameKind::Notes:
    case FrameKind::Gap: return true;
    case FrameKind::Root:
    case FrameKind::Manifest:
    case FrameKind::Session:
    case FrameKind::Stream:
    case FrameKind::Series:
    case FrameKind::Rules:
    case FrameKind::Runbooks:
    case FrameKind::LogSources: return false;
    }
    return false;
}

/// What one says holds until the next of its kind.
bool holdsOn(FrameKind kind)
{
    return kind == FrameKind::Rules || kind == FrameKind::Runbooks || kind == FrameKind::LogSources;
}

std::vector<const FrameEntry*> entriesOf(const FrameFile::Pages& pages)
{
    std::vector<const FrameEntry*> out;
    for (const auto& [page, entries] : pages) {
        for (const FrameEntry& entry : entries) {
            out.push_back(&entry);
        }
    }
    return out;
}

/// Data that goes, oldest end first; moves `cutoff` to the first time that is kept whole.
std::vector<const FrameEntry*> expiredData(std::vector<const FrameEntry*> data, base::Timestamp& cutoff,
                                           std::uint64_t excess)
{
    std::erase_if(data, [](const FrameEntry* entry) { return !isData(entry->identity.kind); });
    std::ranges::stable_sort(data, {}, [](const FrameEntry* entry) { return entry->identity.to; });
    std::uint64_t freed = 0;
    std::size_t count = 0;
    while (count < data.size() && (data[count]->identity.to < cutoff || freed < excess)) {
        freed += data[count]->bytes;
        cutoff = std::max(cutoff, data[count]->identity.to);
        ++count;
    }
    data.resize(count);
    return data;
}

} // namespace

std::vector<std::int64_t> expiredFrames(const FrameFile::Pages& pages, base::Timestamp cutoff, std::uint64_t excess,
                                        const std::set<std::uint32_t>& open)
{
    const std::vector<const FrameEntry*> all = entriesOf(pages);
    std::set<std::int64_t> gone;
    for (const FrameEntry* entry : expiredData(all, cutoff, excess)) {
        gone.insert(entry->identity.id);
    }
    std::set<std::uint32_t> used = open;
    std::map<FrameKind, std::int64_t> holding; // rules and runbooks that hold at the new beginning
    for (const FrameEntry* entry : all) {
        const FrameIdentity& identity = entry->identity;
        if (isData(identity.kind) && identity.stream != 0 && !gone.contains(identity.id)) {
            used.insert(identity.stream);
        }
        if (holdsOn(identity.kind) && identity.from <= cutoff) {
            holding[identity.kind] = std::max(holding[identity.kind], identity.id);
        }
    }
    for (const FrameEntry* entry : all) {
        const FrameIdentity& identity = entry->identity;
        const bool ofStream = identity.kind == FrameKind::Stream || identity.kind == FrameKind::Series;
        const bool byTime = identity.kind == FrameKind::Session || holdsOn(identity.kind);
        if ((ofStream && !used.contains(identity.stream))
            || (byTime && identity.from < cutoff && identity.id != holding[identity.kind])) {
            gone.insert(identity.id);
        }
    }
    return {gone.begin(), gone.end()};
}

} // namespace checkwatch::recording
