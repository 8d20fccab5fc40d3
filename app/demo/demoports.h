#pragma once

#include "models/base/result.h"

#include <cstdint>

namespace checkwatch::demo {

/// A TCP port that no program has on any local address, kept from being given out again as long as this lives. Does not
/// listen: a server that sets SO_REUSEADDR (HAProxy, QTcpServer) can take it.
class ReservedPort
{
public:
    static base::Result<ReservedPort> reserve();
    ~ReservedPort();
    ReservedPort(ReservedPort&& other) noexcept;
    ReservedPort& operator=(ReservedPort&& other) noexcept;

    [[nodiscard]] std::uint16_t number() const noexcept { return m_number; }

private:
    ReservedPort(int socket, std::uint16_t number) : m_socket(socket), m_number(number) {}

    int m_socket = -1;
    std::uint16_t m_number = 0;
};

/// A listening socket on loopback whose accept queue is full: who connects waits until its own timeout. The only way to
/// a true connect timeout without a packet filter.
class FullAcceptQueue
{
public:
    static base::Result<FullAcceptQueue> listenOn(const char* address, std::uint16_t port);
    ~FullAcceptQueue();
    FullAcceptQueue(FullAcceptQueue&& other) noexcept;
    FullAcceptQueue& operator=(FullAcceptQueue&& other) noexcept;

private:
    FullAcceptQueue() = default;
    int m_sockets[4] = {-1, -1, -1, -1}; ///< the listening one, and three that fill its queue
};

} // namespace checkwatch::demo
