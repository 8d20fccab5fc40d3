#pragma once

#include "models/fleet/eventlog.h"
#include "models/fleet/silence.h"

#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace checkwatch::fleet {

/// The silences that hold, and which of them applies to an alert. Those that come from Alertmanagers become events when they
/// apply for the first time, and when they change after that; so a replay knows of them what mattered, and no more. One
/// thread (the engine's).
class SilenceBook
{
public:
    /// Each alert goes through each of them, and a recording may tell of any number: the silences of more apply to nothing.
    static constexpr std::size_t mostRelabellings = 100;
    /// Silences that ask for no label's whole value are tried with each alert: so many that end last, and no more.
    static constexpr std::size_t mostPatterns = 2'000;

    explicit SilenceBook(EventLog& events) : m_events(events) {}

    /// What Prometheus adds to an alert that it sends. True where they are others than before.
    bool setExternalLabels(const metrics::Labels& labels);
    /// All that are active in the Alertmanagers. `gone`: what became of one that is missing before its time. True where
    /// something has changed.
    bool setOffered(const std::vector<Silence>& active, base::Timestamp now,
                    std::string_view gone = silencestep::ended);
    /// What became of one, as it was told: EventKind::Silenced, which goes into the log.
    void take(Event event);
    /// Of those that match an alert the one that ends last, a known one first; null: none. REQUIRES: `alert` is active.
    SilencePtr of(const metrics::Labels& alert);
    /// Tells which ones of() gave for the first time. Not in of(): the time of an evaluation is that of its slot, and what is
    /// told then would come before it in a replay. True where there were any.
    bool tell(base::Timestamp now);

private:
    struct Held
    {
        SilencePtr silence;
        bool told = false;
    };
    /// Those whose Alertmanager gets alerts with the same labels.
    struct Shelf
    {
        metrics::Relabelling relabelling;
        std::vector<Held*> held;
        std::unordered_map<std::string, std::vector<Held*>> byLabel; ///< name and value that an alert must have
        std::vector<Held*> others;                                   ///< what must be tried with every alert
    };

    void index();
    /// Null: there are too many of them.
    Shelf* shelfFor(const metrics::Relabelling& relabelling);
    /// By the label that the fewest of them ask for: thousands may be of one alertname.
    static void index(Shelf& shelf);
    void boundPatterns();
    static void consider(Held& held, const metrics::Labels& labels, Held*& best);

    EventLog& m_events;
    metrics::Labels m_externalLabels;
    std::map<std::string, Held> m_held; ///< by id
    std::vector<SilencePtr> m_news;     ///< not told yet
    bool m_indexed = false;             ///< m_shelves are of m_held
    std::vector<Shelf> m_shelves;
};

} // namespace checkwatch::fleet
