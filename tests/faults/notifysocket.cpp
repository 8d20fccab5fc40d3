#include "tests/faults/notifysocket.h"

#include <QFile>

#include <array>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace checkwatch::faults {

NotifySocket::NotifySocket(const QString& path) : m_path(QFile::encodeName(path))
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (static_cast<std::size_t>(m_path.size()) >= sizeof(address.sun_path)) {
        return;
    }
    std::memcpy(address.sun_path, m_path.constData(), static_cast<std::size_t>(m_path.size()));
    m_socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (m_socket >= 0 && ::bind(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        ::close(m_socket);
        m_socket = -1;
    }
}

NotifySocket::~NotifySocket()
{
    if (m_socket >= 0) {
        ::close(m_socket);
        ::unlink(m_path.constData());
    }
}

std::vector<QByteArray> NotifySocket::take() const
{
    std::vector<QByteArray> messages;
    std::array<char, 4096> buffer{};
    for (ssize_t size = 0; (size = ::recv(m_socket, buffer.data(), buffer.size(), 0)) >= 0;) {
        messages.emplace_back(buffer.data(), static_cast<qsizetype>(size));
    }
    return messages;
}

} // namespace checkwatch::faults
