#include "models/sources/scrapeconnection.h"

#include "models/sources/tcpwire.h"
#include "models/sources/tlswire.h"

#include <algorithm>

namespace checkwatch::sources {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds longestTls = 1h;

} // namespace

int portOf(const QUrl& url)
{
    return url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
}

void ScrapeConnection::release(bool keep)
{
    m_taken = false;
    m_asked = false;
    if (!keep) {
        drop();
    }
}

bool ScrapeConnection::serves(const Peer& peer, const Resolver::Addresses& addresses) const
{
    if (m_wire == nullptr || !m_wire->isOpen() || peer != m_peer) {
        return false;
    }
    const bool old = peer.encrypted() && m_clock.monotonic() - m_opened > longestTls;
    return !old && std::find(addresses.begin(), addresses.end(), m_address) != addresses.end();
}

void ScrapeConnection::open(const Peer& peer, const std::string& address, const std::shared_ptr<SocketPoll>& poll)
{
    WireUser& user = *this;
    if (peer.encrypted()) {
        m_wire = std::make_unique<TlsWire>(peer.tls, peer.verify, user);
    } else {
        m_wire = std::make_unique<TcpWire>(poll, user);
    }
    m_asked = true;
    m_peer = peer;
    m_address = address;
    m_opened = m_clock.monotonic();
    m_wire->connectTo(address, static_cast<std::uint16_t>(peer.port)); // last: it may have ended before it returns
}

void ScrapeConnection::write(const QByteArray& text)
{
    m_asked = true;
    m_wire->write({text.constData(), static_cast<std::size_t>(text.size())});
}

std::size_t ScrapeConnection::read(std::span<char> piece)
{
    return m_wire != nullptr ? m_wire->read(piece) : 0;
}

QList<QSslError> ScrapeConnection::tlsErrors() const
{
    return m_wire != nullptr ? m_wire->certificateErrors() : QList<QSslError>();
}

QString ScrapeConnection::errorText() const
{
    return m_wire != nullptr ? m_wire->errorText() : QString();
}

void ScrapeConnection::wireReadable()
{
    if (m_asked) {
        Q_EMIT readable();
    } else {
        drop(); // it speaks without being asked
    }
}

void ScrapeConnection::wireEnded(QAbstractSocket::SocketError error)
{
    if (m_asked) {
        Q_EMIT closed(error);
    } else {
        drop();
    }
}

} // namespace checkwatch::sources
