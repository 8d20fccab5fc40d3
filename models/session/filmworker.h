#pragma once

#include "models/base/cancel.h"
#include "models/session/filmmaker.h"
#include "models/sources/postbox.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace checkwatch::session {

/// Takes the film of a recording, in the background: the event loop of its thread. Of one that is being written it goes
/// on as long as it lives.
class FilmWorker final : public QObject
{
    Q_OBJECT

public:
    /// Where the film goes; all are called on the film's thread.
    struct Listener
    {
        std::function<void(const FilmRules&)> began; ///< another film
        /// `to`: how far it is filmed, all parts before included; `recorded`: how far the recording goes.
        std::function<void(std::vector<FilmPart> parts, base::Timestamp to, base::Timestamp recorded)> parts;
        std::function<void(double share)> progress;
        std::function<void(fleet::TimelinePtr)> done; ///< with everything there is so far
        /// Nothing is filmed until it is resumed; the recording goes until `to`.
        std::function<void(base::Timestamp to)> stopped;
        std::function<void(std::string)> failed;
        /// What cannot be read, as far as that is known, one line each; `whole`: every frame was looked at.
        std::function<void(std::vector<std::string> lines, bool whole)> damage;
    };
    struct Stretch
    {
        base::Timestamp from{};
        base::Timestamp to{};
        bool growing = false;   ///< it goes on after `to`
        bool beginning = false; ///< nothing is recorded before `from`
    };
    FilmWorker(std::string path, Stretch stretch, Listener listener);
    ~FilmWorker() override;

    /// From any thread: begins another film. `cancel` ends it; what was taken stays.
    void postStart(FilmRules rules, const base::CancelToken& cancel);
    /// Goes on with the one that was ended, until `cancel`.
    void postResume(const base::CancelToken& cancel);

private:
    void start(FilmRules rules);
    void work();
    void hand(bool open);
    void finish();
    void tellDamage(bool whole);
    void goOn();
    void waitForMore();

    const std::string m_path;
    const Stretch m_stretch;
    const Listener m_listener;
    sources::Postbox m_postbox;
    QTimer m_again; ///< the next look at what has been recorded
    base::CancelToken m_cancel;
    std::unique_ptr<FilmMaker> m_maker;
    std::size_t m_damageTold = 0; ///< lines
};

} // namespace checkwatch::session
