#pragma once

#include "models/base/clock.h"
#include "models/base/leavablethread.h"
#include "models/fleet/recordingstate.h"
#include "models/recording/feed.h"
#include "models/recording/incidents.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace checkwatch::recording {

class RecordingDesk;

struct RecorderOptions
{
    std::string folder; ///< made where it is not there; the recording in it is "recording.cwrec"
    WriterOptions writer;
    IncidentOptions incidents;
    base::Duration commitEvery{5000};         ///< what is lost at most when the power goes
    std::size_t memory = 128UL * 1024 * 1024; ///< of what waits to be written
    base::Duration patience{5000};            ///< so long a folder may take at the end
};

/// The file that is written in a folder.
[[nodiscard]] std::string recordingIn(const std::string& folder);
/// The folder in it with what was around alerts.
[[nodiscard]] std::string incidentsIn(const std::string& folder);

/// Records a session on a thread of its own: post() leaves a value in a queue and returns. What goes wrong with the disk
/// stays here: the recording pauses, says why, and goes on by itself.
class Recorder
{
public:
    /// Called on the recorder's thread whenever the state changes, and after each commit; not after the end.
    using Listener = std::function<void(const fleet::RecordingState&)>;

    /// Nothing happens before start(); what is posted until then waits. `clock` must outlive it.
    Recorder(RecorderOptions options, const base::Clock& clock, Listener listener);
    /// Writes what was posted and ends. Where the folder does not answer it is left, which is told on stderr: what was
    /// committed is there, what was not is lost.
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    void start();
    /// From any thread; never waits for the disk. Values beyond the limit are left out of the recording, and counted.
    void post(Item item);

private:
    const std::string m_folder;
    const std::chrono::milliseconds m_patience;
    std::shared_ptr<RecordingDesk> m_desk; ///< of the thread as well
    base::LeavableThread m_thread;
    bool m_started = false;
};

} // namespace checkwatch::recording
