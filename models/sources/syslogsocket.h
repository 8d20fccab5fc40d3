#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::sources {

/// A UDP socket for log lines. Reads in batches, cuts what is too long, and knows how many datagrams the system had to
/// throw away because they came faster than they were read. One thread at a time.
class SyslogSocket
{
public:
    using Line = std::function<void(std::string_view line)>;

    /// `host`: an address of this machine, IPv4 or IPv6; nothing is resolved.
    static base::Result<SyslogSocket> listenOn(const std::string& host, std::uint16_t port);
    ~SyslogSocket();
    SyslogSocket(SyslogSocket&& other) noexcept;
    SyslogSocket& operator=(SyslogSocket&& other) noexcept;
    SyslogSocket(const SyslogSocket&) = delete;
    SyslogSocket& operator=(const SyslogSocket&) = delete;

    [[nodiscard]] int descriptor() const noexcept { return m_socket; }
    /// Up to a few hundred datagrams that have come, so that others on this thread get their turn too.
    void read(const Line& line);
    /// Datagrams that the system threw away since the last call.
    std::uint64_t takeLost();

private:
    explicit SyslogSocket(int socket) : m_socket(socket) {}

    int m_socket = -1;
    std::uint32_t m_lost = 0; ///< the system's counter, as it was seen last
    std::uint32_t m_told = 0;
    std::vector<char> m_buffer;
};

} // namespace checkwatch::sources
