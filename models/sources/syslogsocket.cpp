#include "models/sources/syslogsocket.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

namespace checkwatch::sources {
namespace {

constexpr std::size_t batch = 64;             ///< datagrams with one call of the system
constexpr std::size_t batches = 8;            ///< in one go
constexpr std::size_t longestDatagram = 4096; ///< of a line; what is longer is cut
constexpr int wantedBuffer = 1024 * 1024;
constexpr std::size_t controlSize = CMSG_SPACE(sizeof(std::uint32_t));

using Buffers = std::array<mmsghdr, batch>;

base::Error socketFailure(const std::string& host, std::uint16_t port, const char* why)
{
    return {base::ErrorCode::Network, std::string("cannot listen for log lines: ") + why,
            "udp://" + host + ":" + std::to_string(port)};
}

/// The system's counter of what it threw away comes with each datagram, once there was something.
void noteLost(msghdr& message, std::uint32_t& lost)
{
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SO_RXQ_OVFL) {
            std::memcpy(&lost, CMSG_DATA(part), sizeof lost);
        }
    }
}

} // namespace

base::Result<SyslogSocket> SyslogSocket::listenOn(const std::string& host, std::uint16_t port)
{
    addrinfo wanted{};
    wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    wanted.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found); error != 0) {
        return socketFailure(host, port, "that is not an address, for example 127.0.0.1");
    }
    SyslogSocket made(::socket(found->ai_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int yes = 1;
    const bool bound = made.m_socket >= 0 && ::bind(made.m_socket, found->ai_addr, found->ai_addrlen) == 0;
    const int error = errno;
    ::freeaddrinfo(found);
    if (!bound) {
        return socketFailure(host, port, std::strerror(error)); // NOLINT(concurrency-mt-unsafe): glibc's is safe
    }
    // Without these it works as well, with less room and without the count.
    (void)::setsockopt(made.m_socket, SOL_SOCKET, SO_RXQ_OVFL, &yes, sizeof yes);
    (void)::setsockopt(made.m_socket, SOL_SOCKET, SO_RCVBUF, &wantedBuffer, sizeof wantedBuffer);
    made.m_buffer.resize(batch * (longestDatagram + controlSize));
    return made;
}

SyslogSocket::~SyslogSocket()
{
    if (m_socket >= 0) {
        ::close(m_socket);
    }
}

SyslogSocket::SyslogSocket(SyslogSocket&& other) noexcept
    : m_socket(std::exchange(other.m_socket, -1)), m_lost(other.m_lost), m_told(other.m_told),
      m_buffer(std::move(other.m_buffer))
{
}

SyslogSocket& SyslogSocket::operator=(SyslogSocket&& other) noexcept
{
    std::swap(m_socket, other.m_socket);
    std::swap(m_lost, other.m_lost);
    std::swap(m_told, other.m_told);
    std::swap(m_buffer, other.m_buffer);
    return *this;
}

void SyslogSocket::read(const Line& line)
{
    Buffers messages{};
    std::array<iovec, batch> places{};
    for (std::size_t round = 0; round < batches; ++round) {
        for (std::size_t i = 0; i < batch; ++i) {
            char* const place = m_buffer.data() + i * (longestDatagram + controlSize);
            places[i] = {place, longestDatagram};
            messages[i].msg_hdr = {};
            messages[i].msg_hdr.msg_iov = &places[i];
            messages[i].msg_hdr.msg_iovlen = 1;
            messages[i].msg_hdr.msg_control = place + longestDatagram;
            messages[i].msg_hdr.msg_controllen = controlSize;
        }
        const int count = ::recvmmsg(m_socket, messages.data(), batch, MSG_DONTWAIT, nullptr);
        for (int i = 0; i < count; ++i) {
            auto& message = messages[static_cast<std::size_t>(i)];
            noteLost(message.msg_hdr, m_lost);
            line({static_cast<const char*>(message.msg_hdr.msg_iov->iov_base), message.msg_len});
        }
        if (count < static_cast<int>(batch)) {
            return;
        }
    }
}

std::uint64_t SyslogSocket::takeLost()
{
    return m_lost - std::exchange(m_told, m_lost); // goes round at 2^32, as the system's does
}

} // namespace checkwatch::sources
