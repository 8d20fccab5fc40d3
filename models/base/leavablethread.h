#pragma once

#include "models/base/door.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace checkwatch::base {

/// A thread for calls that may never return: into a folder of a network, or a library that waits for a server. Work runs in
/// order, owns what it touches, and tells its owner through door(). At the end it is waited for; where it hangs longer than
/// that it is left behind with what it owns, and ends by itself if it ever comes back. Owner's thread.
class LeavableThread
{
public:
    using Work = std::function<void()>;

    /// `patience`: how long the end may take.
    explicit LeavableThread(std::chrono::milliseconds patience);
    /// Shuts the door, then does what is left to do, as far as patience goes.
    ~LeavableThread();
    LeavableThread(const LeavableThread&) = delete;
    LeavableThread& operator=(const LeavableThread&) = delete;

    void post(Work work);
    /// Shut when this goes.
    [[nodiscard]] const std::shared_ptr<Door>& door() const noexcept { return m_door; }
    /// How long the thread has been at one piece of work; 0 where it is at none.
    [[nodiscard]] std::chrono::milliseconds busyFor() const;
    /// Nothing is under way, and nothing waits.
    [[nodiscard]] bool isIdle() const;

private:
    /// Of the thread as much as of its owner.
    struct Shared
    {
        mutable std::mutex mutex; ///< protects what follows
        std::condition_variable wake;
        std::condition_variable gone;
        std::deque<Work> waiting;
        std::chrono::steady_clock::time_point begun;
        bool busy = false;
        bool last = false; ///< ends when nothing waits any more
        bool left = false; ///< nobody is interested any more
        bool ended = false;
    };
    static void run(const std::shared_ptr<Shared>& shared);

    const std::chrono::milliseconds m_patience;
    std::shared_ptr<Door> m_door = std::make_shared<Door>();
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    std::thread m_thread;
};

} // namespace checkwatch::base
