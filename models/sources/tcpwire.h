#pragma once

#include "models/sources/socketpoll.h"
#include "models/sources/wire.h"

#include <memory>
#include <optional>
#include <string>

namespace checkwatch::sources {

/// TCP on a non-blocking socket of its own, not Qt's: what is read goes straight to where the reader wants it, and all
/// wires of a thread wait together (SocketPoll).
class TcpWire final : public Wire, private SocketPoll::Watcher
{
public:
    TcpWire(std::shared_ptr<SocketPoll> poll, WireUser& user) : m_poll(std::move(poll)), m_user(user) {}
    ~TcpWire() override;

    void connectTo(const std::string& address, std::uint16_t port) override;
    [[nodiscard]] bool isOpen() const override { return m_open && !m_ended; }
    void write(std::string_view bytes) override;
    std::size_t read(std::span<char> piece) override;
    [[nodiscard]] QString errorText() const override;

private:
    void socketReady(std::uint32_t events) override;
    void socketSettled() override;
    [[nodiscard]] int begin(const std::string& address, std::uint16_t port);
    void connected();
    void flush();
    void end(int error);

    std::shared_ptr<SocketPoll> m_poll;
    WireUser& m_user;
    int m_socket = -1;
    std::uint64_t m_id = 0; ///< SocketPoll's
    std::string m_unsent;
    bool m_blocked = false;                              ///< the peer takes no more just now
    std::optional<QAbstractSocket::SocketError> m_ended; ///< not told yet
    int m_errno = 0;
    bool m_open = false;
    std::size_t m_share = 0; ///< bytes that may be read before the others have their turn; 0 where none are there
};

} // namespace checkwatch::sources
