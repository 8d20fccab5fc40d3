#pragma once

#include "models/base/door.h"
#include "models/recording/recorder.h"
#include "models/recording/writerlock.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

namespace checkwatch::recording {

/// Where a Recorder's thread sits: the queue, and all that touches the disk. Lives on with the thread where that hangs in a
/// folder that does not answer; so it gets at what its owner has only through the door.
class RecordingDesk
{
public:
    using Listener = Recorder::Listener;

    /// `clock` is not used once the door is shut.
    RecordingDesk(RecorderOptions options, const base::Clock& clock, Listener listener);

    /// On the recorder's thread: writes until finish(), and what is left then.
    void run(std::shared_ptr<base::Door> door);
    /// From any thread.
    void post(Item item);
    /// The owner's: ends run(). False where it takes longer.
    [[nodiscard]] bool finish(std::chrono::milliseconds patience);

private:
    struct Apply;

    bool takeQueue(std::vector<Item>& items);
    void work(std::vector<Item>& items, bool last);
    bool attach();
    base::Result<void> open();
    void setAside();
    void save(bool last);
    void failed(const base::Error& error);
    void tell(fleet::RecordingMode mode, std::string reason);
    base::Timestamp time();

    const RecorderOptions m_options;
    const base::Clock& m_clock;
    const Listener m_listener;

    // The recorder's thread only.
    std::shared_ptr<base::Door> m_door;
    base::Timestamp m_time{}; ///< when it was asked for last
    Writer m_writer;
    Incidents m_incidents;
    std::optional<WriterLock> m_lock;
    fleet::RecordingState m_state;

    std::mutex m_mutex; ///< protects what follows
    std::condition_variable m_wake;
    std::condition_variable m_ended;
    std::vector<Item> m_queue;
    std::size_t m_queuedBytes = 0;
    std::uint64_t m_dropped = 0;
    bool m_stop = false;
    bool m_done = false;
};

} // namespace checkwatch::recording
