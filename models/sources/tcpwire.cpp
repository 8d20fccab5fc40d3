#include "models/sources/tcpwire.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace checkwatch::sources {
namespace {

constexpr std::size_t fairShare = 256UL * 1024;

/// In the words that QTcpSocket has for it; 0 = the peer has ended the connection.
QAbstractSocket::SocketError errorOf(int error)
{
    switch (error) {
    case 0:
    case EPIPE:
    case ECONNRESET: return QAbstractSocket::RemoteHostClosedError;
    case ECONNREFUSED: return QAbstractSocket::ConnectionRefusedError;
    case ETIMEDOUT: return QAbstractSocket::SocketTimeoutError;
    case EACCES:
    case EPERM: return QAbstractSocket::SocketAccessError;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM: return QAbstractSocket::SocketResourceError;
    default: return QAbstractSocket::NetworkError;
    }
}

bool wouldBlock(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS;
}

} // namespace

TcpWire::~TcpWire()
{
    if (m_id != 0) {
        m_poll->remove(m_id);
    }
    if (m_socket >= 0) {
        ::close(m_socket);
    }
}

void TcpWire::connectTo(const std::string& address, std::uint16_t port)
{
    if (const int error = begin(address, port); error != 0) {
        m_errno = error;
        m_user.wireEnded(errorOf(error));
    }
}

/// 0 where the connection is under way, else the system's error.
int TcpWire::begin(const std::string& address, std::uint16_t port)
{
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &list) != 0) {
        return EINVAL;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> to(list, &::freeaddrinfo);
    m_socket = ::socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_socket < 0) {
        return errno;
    }
    const int on = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (::connect(m_socket, to->ai_addr, to->ai_addrlen) != 0 && errno != EINPROGRESS && errno != EINTR) {
        return errno;
    }
    m_id = m_poll->add(m_socket, EPOLLOUT, *this); // writable is connected
    return m_id == 0 ? errno : 0;
}

void TcpWire::socketReady(std::uint32_t events)
{
    if (!m_open) {
        connected();
        return;
    }
    if ((events & EPOLLOUT) != 0) {
        flush();
    }
    if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) {
        m_share = fairShare;
        m_user.wireReadable();
    }
}

void TcpWire::socketSettled()
{
    if (m_ended) {
        m_poll->remove(std::exchange(m_id, 0));
        m_user.wireEnded(*m_ended);
    }
}

void TcpWire::connected()
{
    int error = 0;
    socklen_t size = sizeof(error);
    if (::getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
        error = errno;
    }
    if (error != 0) {
        end(error);
        return;
    }
    m_open = true;
    m_poll->change(m_id, EPOLLIN);
    m_user.wireOpened();
}

void TcpWire::write(std::string_view bytes)
{
    m_unsent += bytes;
    flush();
}

/// Errors show as the end of what can be read, with what the peer has sent before it: they are left to that.
void TcpWire::flush()
{
    ssize_t sent = 0;
    while (!m_unsent.empty()) {
        sent = ::send(m_socket, m_unsent.data(), m_unsent.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0) {
            break;
        }
        m_unsent.erase(0, static_cast<std::size_t>(sent));
    }
    if (sent < 0 && !wouldBlock(errno)) {
        m_unsent.clear();
    }
    if (m_blocked == m_unsent.empty()) {
        m_blocked = !m_blocked;
        m_poll->change(m_id, m_blocked ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }
}

std::size_t TcpWire::read(std::span<char> piece)
{
    while (m_share > 0 && !m_ended) {
        const std::size_t most = std::min(piece.size(), m_share);
        const ssize_t got = ::recv(m_socket, piece.data(), most, 0);
        if (got > 0) {
            m_share = static_cast<std::size_t>(got) < most ? 0 : m_share - most;
            return static_cast<std::size_t>(got);
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        m_share = 0;
        if (got == 0 || !wouldBlock(errno)) {
            end(got == 0 ? 0 : errno);
        }
    }
    return 0;
}

void TcpWire::end(int error)
{
    m_errno = error;
    m_ended = errorOf(error);
}

QString TcpWire::errorText() const
{
    return m_errno == 0 ? QStringLiteral("the peer closed the connection") : qt_error_string(m_errno);
}

} // namespace checkwatch::sources
