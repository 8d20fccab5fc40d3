#pragma once

#include "models/fleet/timeline.h"
#include "models/session/session.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace checkwatch::session {

/// What a recording says of itself.
struct RecordingFacts
{
    std::string name; ///< of the file, without its folder
    base::Timestamp from{};
    base::Timestamp to{};
    base::Duration scrapeInterval{0}; ///< the shortest of its targets
    std::uint64_t servers = 0;
    std::uint64_t samples = 0;
    std::uint64_t bytes = 0;
    std::uint64_t rules = 0;
    std::vector<std::string> damage; ///< one line each, as far as it is known
    bool checked = false;            ///< all of it was looked at: where no damage is known there is none
    bool logs = false;               ///< somebody listened to HAProxy's log, whether a line came or not
    bool growing = false;            ///< it is being written at this moment

    [[nodiscard]] base::Duration length() const { return to - from; }
};

/// What happened in a recording around a time.
struct RecordedEvents
{
    std::uint64_t request = 0;
    std::vector<fleet::Event> events; ///< oldest first, numbered so
    bool earlier = false;             ///< there are more before the first
    bool later = false;               ///< there are more after the last
};
using RecordedEventsPtr = std::shared_ptr<const RecordedEvents>;

/// A session on a recording: the same screens at any time in it. Everything Session answers is of the time now(); nothing in it
/// reaches a network. Lives on the GUI thread as every Session; work goes on behind it.
class Replay : public Session
{
    Q_OBJECT

public:
    using Session::Session;

    enum class Stop : std::uint8_t { Event, Evaluation, Scrape };
    enum class Rules : std::uint8_t { AsThen, AsNow };

    [[nodiscard]] bool isReplay() const final { return true; }
    [[nodiscard]] virtual RecordingFacts facts() const = 0;
    /// Null until the rules were evaluated over the recording.
    [[nodiscard]] virtual fleet::TimelinePtr timeline() const = 0;

    /// When the first health alert fired (the first of all, where none did), as far as that is known: recorded, or found by
    /// the evaluation; nullopt: not yet, or never.
    [[nodiscard]] virtual std::optional<base::Timestamp> firstAlert() const { return std::nullopt; }

    /// Asks for events, wherever the position is: the newest `each` up to `around`, and the oldest `each` after it. Answered
    /// by eventsReady with the same number; a newer request drops an older one.
    virtual void requestEvents(std::uint64_t request, base::Timestamp around, std::size_t each) = 0;

    /// Whether alerts at now() come from evaluating the rules since the beginning. Until the evaluation in the background
    /// has come that far, they come from the minutes before now() and what the rules had written down.
    [[nodiscard]] virtual bool settled() const { return true; }

    /// Goes to a time, held within the recording; snapshotReady and moved follow. A newer one drops an older one.
    virtual void seek(base::Timestamp time) = 0;
    /// To the next (or previous) stop; at the end nothing happens.
    virtual void step(Stop stop, bool forward) = 0;
    /// Time passes `speed` times as fast as here (1 to 3600), until pause() or the end.
    virtual void play(double speed) = 0;
    virtual void pause() = 0;
    [[nodiscard]] virtual bool playing() const = 0;
    [[nodiscard]] virtual double speed() const = 0;

    /// The rules as they were at the time, or those that are configured now; alerts and timeline are made anew.
    /// The same ones go on being evaluated where cancel() ended that.
    virtual void useRules(Rules rules) = 0;
    [[nodiscard]] virtual Rules rules() const = 0;
    /// Writes down something about the present position; an empty text is a bookmark. Kept beside a sealed
    /// recording, in one that is being written.
    virtual base::Result<void> addNote(const std::string& text) = 0;
    /// Ends the evaluation in the background; what is evaluated stays. One that is being written is followed all the same:
    /// what is new can be gone to, but is not settled.
    virtual void cancel() = 0;

Q_SIGNALS:
    void moved(checkwatch::base::Timestamp time);
    void playingChanged(bool playing);
    void eventsReady(checkwatch::session::RecordedEventsPtr events);
    void timelineReady(checkwatch::fleet::TimelinePtr timeline);
    /// Of the evaluation in the background, 0 to 1; at least every 100 ms while it goes on.
    void progress(double share);
    /// The evaluation has come to the first alert, and nobody has gone anywhere yet.
    void firstAlertFound(checkwatch::base::Timestamp time);
    /// What is being written has become longer; facts() say how long.
    void grew();
    /// More is known of what cannot be read, or that all can be; facts() say what.
    void damageKnown();
    /// Something could not be read; plain text.
    void failed(QString text);
};

} // namespace checkwatch::session
