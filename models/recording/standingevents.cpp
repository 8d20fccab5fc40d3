#include "models/recording/standingevents.h"

#include "models/fleet/silence.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace checkwatch::recording {
namespace {

constexpr base::Duration instant{1};

/// The first time that belongs to the session of `at`: a recorder begins anew behind a time in which it could not write, and
/// its program goes on.
std::optional<base::Timestamp> beginningOfSession(Reader& reader, base::Timestamp at)
{
    auto begin = base::Timestamp::min();
    bool first = true;
    const std::vector<RecordedGap> gaps = reader.gaps(base::Timestamp::min(), at);
    for (const SessionRecord& session : reader.sessions()) {
        const auto gap = std::ranges::find(gaps, session.start, &RecordedGap::to);
        if (session.start <= at && gap != gaps.end() && gap->reason == nothingRecorded) {
            begin = gap->from + instant;
        } else if (session.start <= at && gap == gaps.end() && !first) {
            begin = session.start;
        }
        first = false;
    }
    const bool off = std::ranges::any_of(
        gaps, [at](const RecordedGap& gap) { return gap.reason == nothingRecorded && gap.from < at && at < gap.to; });
    return off ? std::nullopt : std::optional(begin);
}

} // namespace

std::vector<fleet::Event> standingEvents(Reader& reader, base::Timestamp at)
{
    const auto begin = beginningOfSession(reader, at);
    if (!begin || *begin >= at) {
        return {};
    }
    std::map<std::pair<fleet::EventKind, std::string>, fleet::Event> newest;
    for (fleet::Event& event : reader.events(*begin, at - instant)) {
        if (event.kind == fleet::EventKind::Alertmanager) {
            newest.insert_or_assign({event.kind, event.instance}, std::move(event));
        } else if (event.kind == fleet::EventKind::Silenced && fleet::isOver(event)) {
            newest.erase({event.kind, event.name});
        } else if (event.kind == fleet::EventKind::Silenced) {
            newest.insert_or_assign({event.kind, event.name}, std::move(event));
        }
    }
    std::vector<fleet::Event> out;
    out.reserve(newest.size());
    for (auto& [key, event] : newest) {
        out.push_back(std::move(event));
    }
    std::ranges::stable_sort(out, {}, &fleet::Event::time);
    return out;
}

} // namespace checkwatch::recording
