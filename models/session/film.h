#pragma once

#include "models/session/reel.h"

#include <array>
#include <optional>
#include <vector>

namespace checkwatch::session {

/// A part of a film on its way from who takes it to who shows it.
struct FilmPart
{
    ReelPtr reel;  ///< a new one, or the newest one with more frames; null: news only
    FilmNews news; ///< what it names that no part before had
};

/// What a session's screens showed at any time of a recording. Grows while it is being taken. One thread; what it gives
/// out is immutable.
class Film
{
public:
    void add(FilmPart part);
    [[nodiscard]] bool empty() const noexcept { return m_reels.empty(); }
    /// Of its first and its newest frame. REQUIRES: !empty().
    [[nodiscard]] base::Timestamp from() const { return m_reels.front()->frames.front().time; }
    [[nodiscard]] base::Timestamp to() const { return m_reels.back()->frames.back().time; }
    /// What was shown at `time`; null before the first frame. The same object for the same frame.
    fleet::SnapshotPtr at(base::Timestamp time);
    /// The nearest frame after (or before) `time` that was taken for one of `stops`.
    [[nodiscard]] std::optional<base::Timestamp> next(base::Timestamp time, std::uint8_t stops, bool forward) const;

    /// Of the frame that was asked for last. REQUIRES: at() was not null.
    [[nodiscard]] const std::shared_ptr<const RulesInForce>& rules() const;
    /// When each group of rules() was evaluated last, nanoseconds since 1970.
    [[nodiscard]] const std::vector<std::uint64_t>& evaluated() const { return m_cursor.tables().groups.words; }
    /// As fleet::Tracker::spans() would have said at `now`. `target`: of the server.
    [[nodiscard]] std::vector<fleet::Span> spans(fleet::ServerId server, std::uint32_t target, base::Timestamp from,
                                                 base::Timestamp to, base::Timestamp now) const;
    /// Of all frames, ascending in time.
    [[nodiscard]] const std::vector<fleet::Event>& events() const noexcept { return m_book.all.events; }
    [[nodiscard]] const std::deque<fleet::ServerIdentity>& servers() const noexcept { return *m_book.servers; }

private:
    struct Known
    {
        base::Timestamp known{};
        fleet::SpanMark mark;
    };
    [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> find(base::Timestamp time) const;
    fleet::SnapshotPtr build(const Reel& reel, std::size_t frame);
    [[nodiscard]] std::shared_ptr<const std::vector<fleet::Event>> eventsOf(std::uint64_t before, std::uint64_t first,
                                                                            std::uint64_t count);
    void takeMarks();

    std::vector<ReelPtr> m_reels;
    FilmBook m_book;
    ReelCursor m_cursor;
    std::pair<std::size_t, std::size_t> m_shown{}; ///< reel and frame of m_newest
    fleet::SnapshotPtr m_newest;
    std::uint64_t m_generation = 0;
    std::array<std::uint64_t, 3> m_eventsAre{}; ///< before what, which first, up to which m_events are
    std::shared_ptr<const std::vector<fleet::Event>> m_events;
    std::vector<std::vector<fleet::SpanMark>> m_serverMarks; ///< by server
    std::map<std::uint32_t, std::vector<Known>> m_targetMarks;
};

} // namespace checkwatch::session
