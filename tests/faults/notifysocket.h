#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace checkwatch::faults {

/// What systemd listens to where it started a service: a socket for datagrams (sd_notify(3)).
class NotifySocket
{
public:
    /// `path` must be free, and short enough for a socket's name.
    explicit NotifySocket(const QString& path);
    ~NotifySocket();
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    [[nodiscard]] bool listens() const noexcept { return m_socket >= 0; }
    /// What has come since the last call.
    [[nodiscard]] std::vector<QByteArray> take() const;

private:
    QByteArray m_path;
    int m_socket = -1;
};

} // namespace checkwatch::faults
