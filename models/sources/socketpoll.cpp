#include "models/sources/socketpoll.h"

#include <array>

#include <sys/epoll.h>
#include <unistd.h>

namespace checkwatch::sources {

SocketPoll::~SocketPoll()
{
    m_notifier.reset(); // before its descriptor
    if (m_epoll >= 0) {
        ::close(m_epoll);
    }
}

bool SocketPoll::start()
{
    if (m_epoll >= 0) {
        return true;
    }
    m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    if (m_epoll < 0) {
        return false;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_epoll, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { onActivated(); });
    return true;
}

std::uint64_t SocketPoll::add(int socket, std::uint32_t events, Watcher& watcher)
{
    epoll_event event{};
    event.events = events;
    event.data.u64 = m_lastId + 1;
    if (!start() || ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, socket, &event) != 0) {
        return 0;
    }
    m_watched.emplace(++m_lastId, Watched{socket, &watcher});
    return m_lastId;
}

void SocketPoll::change(std::uint64_t id, std::uint32_t events)
{
    if (const auto found = m_watched.find(id); found != m_watched.end()) {
        epoll_event event{};
        event.events = events;
        event.data.u64 = id;
        ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, found->second.socket, &event);
    }
}

void SocketPoll::remove(std::uint64_t id)
{
    if (const auto found = m_watched.find(id); found != m_watched.end()) {
        ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, found->second.socket, nullptr);
        m_watched.erase(found);
    }
}

SocketPoll::Watcher* SocketPoll::find(std::uint64_t id) const
{
    const auto found = m_watched.find(id);
    return found != m_watched.end() ? found->second.watcher : nullptr;
}

void SocketPoll::onActivated()
{
    std::array<epoll_event, 64> events{}; // what does not fit comes the next time
    const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        const std::uint64_t id = event.data.u64; // an earlier one of these may have ended it
        if (Watcher* const watcher = find(id)) {
            watcher->socketReady(event.events);
        }
        if (Watcher* const watcher = find(id)) {
            watcher->socketSettled();
        }
    }
}

} // namespace checkwatch::sources
