#include "app/demo/demoports.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace checkwatch::demo {

namespace {

base::Error failure(const char* what)
{
    return {base::ErrorCode::Network, std::string("the demo ") + what + ": " + std::strerror(errno)};
}

void closeSocket(int& socket)
{
    if (socket >= 0) {
        ::close(std::exchange(socket, -1));
    }
}

sockaddr* generic(sockaddr_in& address)
{
    return reinterpret_cast<sockaddr*>(&address);
}

bool letReuse(int socket)
{
    const int yes = 1;
    return ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0;
}

} // namespace

base::Result<ReservedPort> ReservedPort::reserve()
{
    ReservedPort port(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), 0);
    // Bound to every address, because one number must be free on all of 127.10.0.x; it never listens.
    sockaddr_in address{};
    address.sin_family = AF_INET;
    socklen_t length = sizeof address;
    if (port.m_socket < 0 || ::bind(port.m_socket, generic(address), length) != 0 || !letReuse(port.m_socket)
        || ::getsockname(port.m_socket, generic(address), &length) != 0) {
        return failure("finds no free port");
    }
    port.m_number = ntohs(address.sin_port);
    return port;
}

ReservedPort::~ReservedPort()
{
    closeSocket(m_socket);
}

ReservedPort::ReservedPort(ReservedPort&& other) noexcept
    : m_socket(std::exchange(other.m_socket, -1)), m_number(other.m_number)
{
}

ReservedPort& ReservedPort::operator=(ReservedPort&& other) noexcept
{
    std::swap(m_socket, other.m_socket);
    std::swap(m_number, other.m_number);
    return *this;
}

base::Result<FullAcceptQueue> FullAcceptQueue::listenOn(const char* address, std::uint16_t port)
{
    FullAcceptQueue queue;
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &to.sin_addr);
    for (int& socket : queue.m_sockets) {
        socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (socket < 0) {
            return failure("cannot open a socket");
        }
    }
    if (!letReuse(queue.m_sockets[0]) || ::bind(queue.m_sockets[0], generic(to), sizeof to) != 0
        || ::listen(queue.m_sockets[0], 0) != 0) {
        return failure("cannot listen on loopback");
    }
    for (int i = 1; i < 4; ++i) {
        if (::connect(queue.m_sockets[i], generic(to), sizeof to) != 0 && errno != EINPROGRESS) {
            return failure("cannot connect on loopback");
        }
    }
    return queue;
}

FullAcceptQueue::~FullAcceptQueue()
{
    for (int& socket : m_sockets) {
        closeSocket(socket);
    }
}

FullAcceptQueue::FullAcceptQueue(FullAcceptQueue&& other) noexcept
{
    *this = std::move(other);
}

FullAcceptQueue& FullAcceptQueue::operator=(FullAcceptQueue&& other) noexcept
{
    std::swap(m_sockets, other.m_sockets);
    return *this;
}

} // namespace checkwatch::demo
