#pragma once

#include "models/base/clock.h"
#include "models/fleet/recordingstate.h"
#include "models/recording/feed.h"
#include "models/recording/incidents.h"
#include "models/recording/writerlock.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace checkwatch::recording {

struct RecorderOptions
{
    std::string folder; ///< made where it is not there; the recording in it is "recording.cwrec"
    WriterOptions writer;
    IncidentOptions incidents;
    base::Duration commitEvery{5000};         ///< what is lost at most when the power goes
    std::size_t memory = 128UL * 1024 * 1024; ///< of what waits to be written
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
    /// Called on the recorder's thread whenever the state changes, and after each commit.
    using Listener = std::function<void(const fleet::RecordingState&)>;

    /// Nothing happens before start(); what is posted until then waits. `clock` must outlive it.
    Recorder(RecorderOptions options, const base::Clock& clock, Listener listener);
    /// Writes what was posted and ends.
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    void start();
    /// From any thread; never waits for the disk. Values beyond the limit are left out of the recording, and counted.
    void post(Item item);

private:
    struct Apply;

    void run();
    bool takeQueue(std::vector<Item>& items);
    void work(std::vector<Item>& items, bool last);
    bool attach();
    base::Result<void> open();
    void setAside();
    void save(bool last);
    void failed(const base::Error& error);
    void tell(fleet::RecordingMode mode, std::string reason);

    const RecorderOptions m_options;
    const base::Clock& m_clock;
    const Listener m_listener;

    // The recorder's thread only.
    Writer m_writer;
    Incidents m_incidents;
    std::optional<WriterLock> m_lock;
    fleet::RecordingState m_state;

    std::mutex m_mutex; ///< protects what follows
    std::condition_variable m_wake;
    std::vector<Item> m_queue;
    std::size_t m_queuedBytes = 0;
    std::uint64_t m_dropped = 0;
    bool m_stop = false;

    std::thread m_thread;
};

} // namespace checkwatch::recording
