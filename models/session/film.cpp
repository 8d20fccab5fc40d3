#include "models/session/film.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using base::Timestamp;

} // namespace

void Film::add(FilmPart part)
{
    m_book.add(std::move(part.news));
    takeMarks();
    if (part.reel == nullptr) {
        return;
    }
    if (!m_reels.empty() && m_reels.back()->number == part.reel->number) {
        m_reels.back() = std::move(part.reel);
    } else {
        m_reels.push_back(std::move(part.reel));
    }
}

void Film::takeMarks()
{
    m_serverMarks.resize(m_book.servers->size());
    for (const FilmServerMark& mark : m_book.all.serverMarks) {
        m_serverMarks[mark.server].push_back(mark.mark);
    }
    m_book.all.serverMarks.clear();
    for (const FilmTargetMark& mark : m_book.all.targetMarks) {
        m_targetMarks[mark.target].push_back({mark.known, mark.mark});
    }
    m_book.all.targetMarks.clear();
}

std::optional<std::pair<std::size_t, std::size_t>> Film::find(Timestamp time) const
{
    const auto reel
        = std::ranges::upper_bound(m_reels, time, {}, [](const ReelPtr& r) { return r->frames.front().time; });
    if (reel == m_reels.begin()) {
        return std::nullopt;
    }
    const std::vector<Reel::Frame>& frames = (*std::prev(reel))->frames;
    const auto frame = std::ranges::upper_bound(frames, time, {}, &Reel::Frame::time);
    return std::pair(static_cast<std::size_t>(reel - m_reels.begin() - 1),
                     static_cast<std::size_t>(frame - frames.begin() - 1));
}

fleet::SnapshotPtr Film::at(Timestamp time)
{
    const auto place = find(time);
    if (!place) {
        return nullptr;
    }
    if (m_newest == nullptr || *place != m_shown) {
        m_newest = build(*m_reels[place->first], place->second);
        m_shown = *place;
    }
    return m_newest;
}

fleet::SnapshotPtr Film::build(const Reel& reel, std::size_t frame)
{
    m_cursor.to(reel, frame);
    const FrameTables& tables = m_cursor.tables();
    const ReelCursor::Changes& changed = m_cursor.changes();
    const std::vector<std::uint64_t>& head = tables.head.words;
    const fleet::Snapshot* const old = m_newest.get();
    auto snapshot = std::make_shared<fleet::Snapshot>();
    snapshot->generation = ++m_generation;
    snapshot->time = reel.frames[frame].time;
    snapshot->evaluationInterval = base::Duration{static_cast<std::int64_t>(head[FrameTables::Interval])};
    snapshot->targets = old != nullptr && !changed.targets ? old->targets : unpackTargets(tables.targets, m_book);
    snapshot->backends = old != nullptr && !changed.backends ? old->backends : unpackBackends(tables.backends, m_book);
    snapshot->alerts = old != nullptr && !changed.alerts
        ? old->alerts
        : std::make_shared<const std::vector<fleet::AlertRow>>(unpackAlerts(tables.alerts, m_book));
    for (std::size_t i = 0; i < tables.servers.size(); ++i) {
        if (old != nullptr && !changed.servers[i] && i < old->blocks.size()
            && old->blocks[i]->target == snapshot->targets[i].id) {
            snapshot->blocks.push_back(old->blocks[i]);
            continue;
        }
        auto block = std::make_shared<fleet::ServerBlock>();
        block->target = snapshot->targets[i].id;
        block->rows = unpackServers(tables.servers[i], m_book);
        block->identities = m_book.servers;
        snapshot->blocks.push_back(std::move(block));
    }
    snapshot->rules = *m_book.all.statuses[head[FrameTables::Statuses]];
    snapshot->events = eventsOf(head[FrameTables::Before], head[FrameTables::FirstEvent], head[FrameTables::Events]);
    return snapshot;
}

/// The newest of them, and before those of the session what its engine knew from before it.
std::shared_ptr<const std::vector<fleet::Event>> Film::eventsOf(std::uint64_t before, std::uint64_t first,
                                                                std::uint64_t count)
{
    const std::array<std::uint64_t, 3> wanted{before, first, count};
    if (m_events != nullptr && m_eventsAre == wanted) {
        return m_events;
    }
    const FilmBefore& old = m_book.all.before[before];
    const std::uint64_t shownBefore = first;
    first = std::max(first, count > fleet::eventsShown ? count - fleet::eventsShown : 0);
    const std::size_t kept = std::min<std::size_t>(fleet::eventsShown - (count - first), old.end - old.first);
    const auto end = m_book.all.past.begin() + static_cast<std::ptrdiff_t>(old.end);
    auto events = std::make_shared<std::vector<fleet::Event>>(end - static_cast<std::ptrdiff_t>(kept), end);
    for (std::uint64_t number = shownBefore + (old.end - old.first) - kept; fleet::Event & event : *events) {
        event.number = ++number;
    }
    const auto begin = m_book.all.events.begin();
    events->insert(events->end(), begin + static_cast<std::ptrdiff_t>(first),
                   begin + static_cast<std::ptrdiff_t>(count));
    m_events = std::move(events);
    m_eventsAre = wanted;
    return m_events;
}

std::optional<Timestamp> Film::next(Timestamp time, std::uint8_t stops, bool forward) const
{
    const auto fits = [stops](const Reel::Frame& frame) { return (frame.stops & stops) != 0; };
    if (forward) {
        for (const ReelPtr& reel : m_reels) {
            if (reel->frames.back().time <= time) {
                continue;
            }
            const auto first = std::ranges::upper_bound(reel->frames, time, {}, &Reel::Frame::time);
            const auto found = std::find_if(first, reel->frames.end(), fits);
            if (found != reel->frames.end()) {
                return found->time;
            }
        }
        return std::nullopt;
    }
    for (auto reel = m_reels.rbegin(); reel != m_reels.rend(); ++reel) {
        const auto& frames = (*reel)->frames;
        const auto end = std::ranges::lower_bound(frames, time, {}, &Reel::Frame::time);
        const auto found = std::find_if(std::make_reverse_iterator(end), frames.rend(), fits);
        if (found != frames.rend()) {
            return found->time;
        }
    }
    return std::nullopt;
}

const std::shared_ptr<const RulesInForce>& Film::rules() const
{
    return m_book.all.rules[m_cursor.tables().head.words[FrameTables::Rules]];
}

std::vector<fleet::Span> Film::spans(fleet::ServerId server, std::uint32_t target, Timestamp from, Timestamp to,
                                     Timestamp now) const
{
    std::vector<fleet::Span> out;
    if (server < m_serverMarks.size()) {
        const std::vector<fleet::SpanMark>& marks = m_serverMarks[server];
        const auto end = std::ranges::upper_bound(marks, now, {}, &fleet::SpanMark::time);
        collectSpans(std::span(marks.begin(), end), from, to, out);
    }
    if (const auto stale = m_targetMarks.find(target); stale != m_targetMarks.end()) {
        std::vector<fleet::SpanMark> marks;
        for (const Known& known : stale->second) {
            if (known.known <= now) {
                marks.push_back(known.mark);
            }
        }
        collectSpans(marks, from, to, out);
    }
    std::ranges::sort(out, {}, &fleet::Span::from);
    return out;
}

} // namespace checkwatch::session
