#pragma once

#include <map>
#include <mutex>
#include <utility>

namespace checkwatch::session {

/// The newest request of each channel, from any thread to any other: one that was not taken yet is dropped for its
/// successor.
template <typename Request>
class Newest
{
public:
    void put(int channel, Request request)
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.insert_or_assign(channel, std::move(request));
    }
    std::map<int, Request> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_waiting, {});
    }

    [[nodiscard]] bool empty()
    {
        const std::lock_guard lock(m_mutex);
        return m_waiting.empty();
    }

private:
    std::mutex m_mutex;
    std::map<int, Request> m_waiting; ///< protected by m_mutex
};

} // namespace checkwatch::session
