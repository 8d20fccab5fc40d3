#pragma once

#include "models/session/engine.h"
#include "models/session/film.h"
#include "models/session/replayfeed.h"
#include "models/session/timelinemaker.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace checkwatch::session {

/// Which rules a film shows.
struct FilmRules
{
    bool asNow = false; ///< else those that were evaluated then
    config::Config config;
    std::vector<rules::Group> groups;           ///< out of the rule files of `config`
    std::vector<fleet::ServerIdentity> servers; ///< that have the first numbers, in order
};

/// Runs the engine over a recording, told the same things at the same times as the one that was recorded, and films what
/// it shows. One thread.
class FilmMaker
{
public:
    /// Of what is recorded in [from, to]. A session that began before goes on as after a restart of the program at `from`.
    FilmMaker(std::unique_ptr<recording::Reader> reader, FilmRules rules, base::Timestamp from, base::Timestamp to);
    ~FilmMaker();
    FilmMaker(const FilmMaker&) = delete;
    FilmMaker& operator=(const FilmMaker&) = delete;

    /// One step: something that the engine was told, or a piece of the beginning or the end of a session. False where
    /// nothing is left.
    bool advance();
    /// Goes on to what has been recorded meanwhile.
    base::Result<void> refresh();
    /// How far it is.
    [[nodiscard]] base::Timestamp now() const noexcept { return m_now; }
    /// What the film shows until then stays as it is; something may still happen at now().
    [[nodiscard]] base::Timestamp filmed() const noexcept { return m_filmed; }
    /// The film since the last call: complete reels, and with `open` the one that is being taken.
    std::vector<FilmPart> take(bool open);
    /// What the film shows so far at a glance, with these notes and the recorded ones.
    [[nodiscard]] fleet::TimelinePtr timeline(const std::vector<recording::NoteRecord>& notes);
    [[nodiscard]] recording::Reader& reader() noexcept { return *m_reader; }

private:
    void beginSession();
    void takePast();
    void endSession();
    void advanceTo(base::Timestamp time);
    void apply(ReplayAction& action);
    void changeRules(const recording::RulesRecord& record);
    void wantTargets();
    void tick(base::Timestamp time);
    void moveTo(base::Timestamp time);
    void shoot();
    void packFrame(const fleet::Snapshot& snapshot);
    void noteRules();
    void noteBefore();
    void noteServer(fleet::ServerId server);
    void noteMarks(const fleet::ServerBlock& block);
    [[nodiscard]] config::Config configOf(const recording::RulesRecord& record) const;
    [[nodiscard]] bool growing() const noexcept { return m_session + 1 == m_sessions.size(); }

    std::unique_ptr<recording::Reader> m_reader;
    FilmRules m_rules;
    base::Timestamp m_from;
    base::Timestamp m_to;
    std::vector<RecordedSession> m_sessions;
    std::size_t m_session = 0;
    std::optional<ReplayFeed> m_feed;
    config::Config m_config; ///< of m_engine
    std::unique_ptr<Engine> m_engine;
    std::optional<Preload> m_preload; ///< of m_engine, which nothing happens to before it is through
    std::vector<bool> m_active;       ///< by target of m_feed
    base::Timestamp m_now{};
    base::Timestamp m_filmed = base::Timestamp::min();

    std::uint8_t m_stops = 0; ///< what happened at m_now
    fleet::SnapshotPtr m_shot;
    const rules::Group* m_groups = nullptr; ///< of the engine, when they were noted
    std::uint64_t m_toldEvent = 0;
    std::uint64_t m_firstEvent = 0;
    FilmNames m_names;
    ReelWriter m_writer;
    TimelineMaker m_timeline;
};

} // namespace checkwatch::session
