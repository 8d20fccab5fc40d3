#pragma once

#include <functional>
#include <mutex>

namespace checkwatch::base {

/// The way from another thread to somebody who may go first. Shared by both. Any thread.
class Door
{
public:
    /// Runs `through`, or nothing once it is shut. Must not shut it.
    void pass(const std::function<void()>& through) const
    {
        const std::lock_guard lock(m_mutex);
        if (m_open) {
            through();
        }
    }
    /// Waits for whoever is passing; nobody passes afterwards.
    void shut()
    {
        const std::lock_guard lock(m_mutex);
        m_open = false;
    }

private:
    mutable std::mutex m_mutex;
    bool m_open = true;
};

} // namespace checkwatch::base
