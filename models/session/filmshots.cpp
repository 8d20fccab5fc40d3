#include "models/recording/lostsamples.h"
#include "models/session/filmmaker.h"

#include <algorithm>
#include <utility>

// What a film is made of: a frame of what the engine shows, with everything that it names.
namespace checkwatch::session {

using base::Timestamp;
using std::chrono::nanoseconds;

void FilmMaker::noteRules()
{
    if (m_groups != m_engine->groups().data() || m_groups == nullptr) {
        m_groups = m_engine->groups().data();
        m_names.addRules({m_config, m_engine->groups()});
    }
}

/// What the engine knows from before its session.
void FilmMaker::noteBefore()
{
    std::vector<fleet::Event> events = m_engine->tracker().eventsSince(0);
    std::erase_if(events, [this](const fleet::Event& event) { return event.number > m_toldEvent; });
    for (const fleet::Event& event : events) {
        noteServer(event.server);
    }
    m_names.addBefore(std::move(events));
}

/// Also one that no row shows: it is told of, and was there before.
void FilmMaker::noteServer(fleet::ServerId server)
{
    if (server != fleet::noServer) {
        m_names.server(m_engine->tracker().identity(server));
    }
}

/// A frame of what there is at m_now, unless it is what there was before.
void FilmMaker::shoot()
{
    m_filmed = m_now;
    const fleet::SnapshotPtr snapshot = m_engine->snapshot(m_now);
    if (snapshot == m_shot) {
        m_stops = 0;
        return;
    }
    noteRules();
    packFrame(*snapshot);
    m_writer.endFrame(m_now, m_stops);
    m_shot = snapshot;
    m_stops = 0;
}

void FilmMaker::packFrame(const fleet::Snapshot& snapshot)
{
    FrameTables& tables = m_writer.tables();
    const std::size_t known = m_shot ? m_shot->blocks.size() : 0;
    tables.servers.resize(snapshot.blocks.size(), WordTable{serverWords, {}});
    std::vector<bool> changed(snapshot.blocks.size());
    for (std::size_t i = 0; i < snapshot.blocks.size(); ++i) {
        changed[i] = i >= known || snapshot.blocks[i] != m_shot->blocks[i];
        if (changed[i]) {
            packServers(*snapshot.blocks[i], m_names, tables.servers[i]);
            noteMarks(*snapshot.blocks[i]);
        }
    }
    m_timeline.add(snapshot, changed, m_names);
    packTargets(snapshot.targets, m_names, tables.targets);
    packBackends(snapshot.backends, m_names, tables.backends);
    if (!m_shot || snapshot.alerts != m_shot->alerts) {
        std::ranges::for_each(*snapshot.alerts, [this](const fleet::AlertRow& row) { noteServer(row.server); });
        packAlerts(*snapshot.alerts, m_names, tables.alerts);
    }
    for (fleet::Event& event : m_engine->tracker().eventsSince(m_toldEvent)) {
        m_toldEvent = event.number;
        if (event.kind == fleet::EventKind::TargetReloaded) {
            m_timeline.mark(fleet::TimelineMark::Kind::Reload, event.time, event.instance);
        }
        noteServer(event.server);
        m_names.addEvent(std::move(event));
        m_stops |= filmstop::event;
    }
    tables.groups.words.clear();
    for (const nanoseconds slot : m_engine->evaluatedAt()) {
        tables.groups.words.push_back(static_cast<std::uint64_t>(slot.count()));
    }
    tables.head.words.assign({static_cast<std::uint64_t>(snapshot.evaluationInterval.count()),
                              m_names.statuses(snapshot.rules), m_names.rules(), m_firstEvent, m_names.events(),
                              snapshot.blocks.size(), m_names.before()});
}

void FilmMaker::noteMarks(const fleet::ServerBlock& block)
{
    const fleet::Tracker& tracker = m_engine->tracker();
    for (const fleet::ServerRow& row : block.rows) {
        m_names.addMark(m_names.serverOf(row.identity->id), tracker.newestSpan(row.identity->id));
    }
    m_names.addStaleMark(block.target, m_now, tracker.newestStaleSpan(block.target));
}

std::vector<FilmPart> FilmMaker::take(bool open)
{
    std::vector<FilmPart> parts;
    while (ReelPtr reel = m_writer.takeFull()) {
        parts.push_back({std::move(reel), {}});
    }
    if (ReelPtr reel = open ? m_writer.open() : nullptr) {
        parts.push_back({std::move(reel), {}});
    }
    if (!parts.empty()) {
        parts.front().news = m_names.takeNews(); // before anything that names it
    }
    return parts;
}

fleet::TimelinePtr FilmMaker::timeline(const std::vector<recording::NoteRecord>& notes)
{
    const Timestamp to = std::min(m_to, m_reader->to());
    auto out = std::make_shared<fleet::Timeline>(m_timeline.upTo(m_now, std::max(to, m_now)));
    const auto add = [&](const recording::NoteRecord& note) {
        using Kind = fleet::TimelineMark::Kind;
        out->marks.push_back({note.text.empty() ? Kind::Bookmark : Kind::Note, note.time, note.text});
    };
    std::ranges::for_each(m_reader->notes(out->from, out->to), add);
    std::ranges::for_each(notes, add);
    std::ranges::stable_sort(out->marks, {}, &fleet::TimelineMark::time);
    for (const recording::RecordedGap& gap : m_reader->gaps(out->from, out->to)) {
        out->unrecorded.push_back({std::max(gap.from, out->from), std::min(gap.to, out->to), fleet::Shown::Stale});
    }
    for (const recording::RecordedGap& lost : recording::lostSamples(*m_reader)) {
        if (lost.to >= out->from && lost.from <= out->to) {
            const Timestamp end = std::min(lost.to, out->to) + base::Duration{1};
            out->unrecorded.push_back({std::max(lost.from, out->from), end, fleet::Shown::Stale});
        }
    }
    return out;
}

} // namespace checkwatch::session
