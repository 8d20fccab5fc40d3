#pragma once

#include <QSocketNotifier>

#include <cstdint>
#include <memory>
#include <unordered_map>

namespace checkwatch::sources {

/// Waits for all sockets of a thread at once, through one epoll descriptor that Qt's event loop watches. Qt itself
/// polls every socket at every wake-up, which costs a wake-up more with every target (guides: performance 5). One
/// thread, the one it was made on.
class SocketPoll
{
public:
    /// A socket's owner.
    class Watcher
    {
    public:
        /// Something of what was asked for has come, or an error or the end. May destroy anything.
        virtual void socketReady(std::uint32_t events) = 0;
        /// Comes after it where the watcher still watches. May destroy anything.
        virtual void socketSettled() = 0;

    protected:
        Watcher() = default;
        ~Watcher() = default;
        Watcher(const Watcher&) = default;
        Watcher& operator=(const Watcher&) = default;
    };

    SocketPoll() = default;
    ~SocketPoll();
    SocketPoll(const SocketPoll&) = delete;
    SocketPoll& operator=(const SocketPoll&) = delete;

    /// `events`: EPOLLIN, EPOLLOUT; they come again as long as they are true. Returns what change() and remove() know it
    /// by, never 0; 0 where the system has no room: see errno.
    std::uint64_t add(int socket, std::uint32_t events, Watcher& watcher);
    void change(std::uint64_t id, std::uint32_t events);
    /// Before the socket is closed. Nothing more is told of it.
    void remove(std::uint64_t id);

private:
    struct Watched
    {
        int socket = -1;
        Watcher* watcher = nullptr;
    };

    bool start();
    void onActivated();
    [[nodiscard]] Watcher* find(std::uint64_t id) const;

    int m_epoll = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::unordered_map<std::uint64_t, Watched> m_watched; ///< by id, which no later one has again
    std::uint64_t m_lastId = 0;
};

} // namespace checkwatch::sources
