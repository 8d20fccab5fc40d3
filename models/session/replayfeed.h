#pragma once

#include "models/session/recordedsessions.h"
#include "models/session/targetcolumns.h"
#include "models/sources/target.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace checkwatch::session {

/// Something that an engine was told, and when.
struct ReplayAction
{
    /// Reading: nothing, but it took a while, and so may what comes next.
    enum class Kind : std::uint8_t { Scrape, Rules, TargetEnds, TargetRemoved, Event, Reading };
    Kind kind = Kind::Scrape;
    base::Timestamp time{};
    std::uint32_t target = 0;   ///< place in targets()
    metrics::ScrapeBatch batch; ///< Scrape; of a target that ends, the markers it leaves, if any
    const recording::RulesRecord* rules = nullptr;
    fleet::Event event;
};

/// What one recorded session's engine was told, in the order in which it was: that of arrival. Reads piece by piece, so
/// that a day costs no more memory than ten minutes. One thread.
class ReplayFeed
{
public:
    ReplayFeed(recording::Reader& reader, RecordedSession session);

    /// In the order of their numbers; each `id` is its place here.
    [[nodiscard]] const std::vector<sources::Target>& targets() const noexcept { return m_targets; }
    [[nodiscard]] const RecordedSession& session() const noexcept { return m_session; }
    /// Whether a target came with the configuration of that time: its first scrape was when it was due then.
    [[nodiscard]] bool begins(std::size_t target, base::Timestamp time) const;
    /// The next action; nullopt at the end of what is recorded.
    std::optional<ReplayAction> next();
    /// The reader was refreshed: goes on with what there is more. `session` is the same one, as it is now.
    void refreshed(RecordedSession session);

private:
    using Kind = ReplayAction::Kind;

    void findTargets();
    void loadEvents();
    void loadScrapes();
    [[nodiscard]] std::optional<ReplayAction> takeScrape();
    void takeStream(std::uint32_t target, std::uint32_t stream, ReplayAction& action);
    [[nodiscard]] std::optional<metrics::ScrapeBatch> markersOf(std::uint32_t target);
    [[nodiscard]] bool removedBefore(std::uint32_t target, base::Timestamp time) const;
    [[nodiscard]] ReplayAction takeEvent();
    [[nodiscard]] const recording::RecordedStream& streamOf(std::uint32_t number) const;
    [[nodiscard]] std::optional<std::uint32_t> targetOf(const fleet::Event& event) const;

    recording::Reader& m_reader;
    RecordedSession m_session;
    std::vector<sources::Target> m_targets;
    std::vector<TargetColumns> m_columns;              ///< by target
    std::vector<base::Timestamp> m_newest;             ///< by target: of the newest scrape that was given out
    std::map<std::uint32_t, std::uint32_t> m_targetOf; ///< by number of the stream
    std::vector<recording::ScrapeRecord> m_scrapes;    ///< in the order of arrival
    std::size_t m_nextScrape = 0;
    base::Timestamp m_loaded{};     ///< all scrapes before this are in m_scrapes, or given out
    base::Timestamp m_arrived{};    ///< of the newest that was given out
    base::Timestamp m_eventsTold{}; ///< of the newest of m_events that was given out
    std::vector<fleet::Event> m_events;
    std::size_t m_nextEvent = 0;
    std::size_t m_nextRules = 1;
    std::map<std::uint32_t, metrics::ScrapeBatch>
        m_left;                            ///< by target: markers of one that is removed before m_waiting
    std::optional<ReplayAction> m_waiting; ///< the next scrape, or the end of its target before it
};

} // namespace checkwatch::session
