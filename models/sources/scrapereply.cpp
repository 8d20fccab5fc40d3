#include "models/sources/scrapereply.h"

#include "models/sources/httpshared.h"
#include "models/sources/networkerror.h"

#include <algorithm>
#include <cstring>

namespace checkwatch::sources {

using base::Error;
using base::ErrorCode;
using base::Result;

ScrapeReply::ScrapeReply(HttpShared& shared, QNetworkAccessManager::Operation operation, const QNetworkRequest& request,
                         QObject* parent)
    : QNetworkReply(parent), m_shared(shared), m_slot(request.attribute(scrapeSlotAttribute).value<ScrapeSlot>()),
      m_bodies(shared.bodies), m_body(m_bodies->take())
{
    setRequest(request);
    setUrl(request.url());
    setOperation(operation);
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    m_progress.url = request.url();
    m_parser.begin(*m_body, m_slot.bodyLimit);
    m_silence.setSingleShot(true);
    connect(&m_silence, &QTimer::timeout, this,
            [this] { fail(TimeoutError, timeoutError(base::Duration(m_silence.interval()), progress())); });
    // Nobody can be connected yet: everything happens from the event loop.
    QMetaObject::invokeMethod(this, &ScrapeReply::start, Qt::QueuedConnection);
}

ScrapeReply::~ScrapeReply()
{
    m_shared.resolver.cancel(this);
    if (m_holds) {
        m_slot.connection->release(false);
    }
    if (m_body != nullptr) {
        m_bodies->giveBack(std::move(m_body));
    }
}

void ScrapeReply::abort()
{
    if (isFinished()) {
        return;
    }
    if (m_progress.stage == HttpStage::Connecting && m_addresses.size() > 1) {
        m_slot.connection->prefer(m_addresses[(m_address + 1) % m_addresses.size()]); // this one does not answer
    }
    fail(OperationCanceledError, {ErrorCode::Canceled, "the request was ended", {}});
}

HttpProgress ScrapeReply::progress() const
{
    HttpProgress progress = m_progress;
    progress.bodyBytes = m_parser.hasHead() && m_body != nullptr ? m_body->wireBytes() : 0;
    if (m_holds) {
        progress.tlsErrors = m_slot.connection->tlsErrors();
    }
    return progress;
}

qint64 ScrapeReply::bytesAvailable() const
{
    const bool whole = isFinished() && !m_failure && m_body != nullptr && m_parser.status() == 200;
    return QNetworkReply::bytesAvailable() + (whole ? static_cast<qint64>(m_body->text().size() - m_read) : 0);
}

qint64 ScrapeReply::readData(char* data, qint64 size)
{
    const qint64 count = std::min(size, bytesAvailable());
    if (count == 0) {
        return isFinished() ? -1 : 0;
    }
    std::memcpy(data, m_body->text().data() + m_read, static_cast<std::size_t>(count));
    m_read += static_cast<std::size_t>(count);
    return count;
}

void ScrapeReply::start()
{
    if (isFinished()) {
        return; // ended before it began
    }
    const auto known
        = m_slot.json.isEmpty() ? QNetworkAccessManager::GetOperation : QNetworkAccessManager::PostOperation;
    if (operation() != known) {
        fail(OperationNotImplementedError, {ErrorCode::Refused, "only GET requests are made", {}});
        return;
    }
    if (const Result<void> good = checkUrl(url()); !good) {
        fail(ProtocolUnknownError, good.error());
        return;
    }
    if (m_slot.connection == nullptr) {
        m_slot.connection = std::make_shared<ScrapeConnection>(m_shared.clock);
    }
    if (m_slot.connection->taken()) {
        fail(ProtocolInvalidOperationError, {ErrorCode::Refused, "the target's last request is not over", {}});
        return;
    }
    m_slot.connection->take();
    m_holds = true;
    if (const int timeout = request().transferTimeout(); timeout > 0) {
        m_silence.start(timeout);
    }
    m_shared.resolver.resolve(url().host(QUrl::FullyEncoded).toStdString(), this,
                              [this](const Resolver::Answer& answer) {
                                  if (answer) {
                                      connectTo(*answer);
                                  } else {
                                      fail(HostNotFoundError, answer.error());
                                  }
                              });
}

void ScrapeReply::connectTo(const Resolver::Addresses& addresses)
{
    ScrapeConnection& connection = *m_slot.connection;
    m_addresses = addresses;
    const auto good = std::find(m_addresses.begin(), m_addresses.end(), connection.preferred());
    if (good != m_addresses.end()) {
        std::rotate(m_addresses.begin(), good, good + 1);
    }
    connect(&connection, &ScrapeConnection::opened, this, &ScrapeReply::writeRequest);
    connect(&connection, &ScrapeConnection::readable, this, &ScrapeReply::onReadable);
    connect(&connection, &ScrapeConnection::closed, this, &ScrapeReply::onClosed);
    m_reused = connection.serves(peer(), m_addresses);
    if (m_reused) {
        writeRequest();
    } else {
        openConnection();
    }
}

Peer ScrapeReply::peer() const
{
    Peer peer{url().scheme(), url().host(), portOf(url()), {}, {}};
    if (peer.encrypted()) {
        const QNetworkRequest asked = request();
        peer.tls = asked.sslConfiguration();
        peer.verify = asked.peerVerifyName().isEmpty() ? peer.host : asked.peerVerifyName();
    }
    return peer;
}

void ScrapeReply::openConnection()
{
    m_reused = false;
    m_progress.stage = HttpStage::Connecting;
    m_slot.connection->open(peer(), m_addresses[m_address], m_shared.sockets);
}

void ScrapeReply::writeRequest()
{
    m_progress.stage = HttpStage::Waiting;
    if (url().scheme() == QLatin1String("https")) {
        setAttribute(QNetworkRequest::ConnectionEncryptedAttribute, true);
        Q_EMIT encrypted();
    }
    m_parser.begin(*m_body, m_slot.bodyLimit);
    m_slot.connection->write(requestText(request()));
}

void ScrapeReply::onReadable()
{
    if (m_silence.isActive()) {
        m_silence.start();
    }
    while (!isFinished()) {
        const std::size_t got = m_slot.connection->read(m_shared.piece);
        if (got == 0) {
            return;
        }
        m_progress.stage = HttpStage::Reading;
        if (const Result<void> read = m_parser.feed({m_shared.piece.data(), got}); !read) {
            fail(errorOfResponse(read.error().code), read.error());
        } else if (m_parser.done()) {
            arrived();
        }
    }
}

void ScrapeReply::onClosed(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::RemoteHostClosedError) {
        onReadable(); // what came before the end
        if (isFinished()) {
            return;
        }
    }
    if (retry()) {
        return;
    }
    if (!m_parser.started()) {
        fail(errorOfSocket(error), socketError(error, m_slot.connection->errorText(), progress()));
    } else if (const Result<void> closed = m_parser.closed(); !closed) {
        fail(errorOfResponse(closed.error().code), closed.error());
    } else {
        arrived();
    }
}

bool ScrapeReply::retry()
{
    if (m_reused && !m_parser.started()) {
        openConnection(); // the server dropped the kept connection
        return true;
    }
    if (m_progress.stage != HttpStage::Connecting) {
        return false;
    }
    if (m_address + 1 < m_addresses.size()) {
        ++m_address;
        openConnection();
        return true;
    }
    m_shared.resolver.distrust(url().host(QUrl::FullyEncoded).toStdString());
    return false;
}

void ScrapeReply::arrived()
{
    const int status = m_parser.status();
    m_slot.connection->prefer(m_slot.connection->address());
    setAttribute(QNetworkRequest::HttpStatusCodeAttribute, status);
    if (!m_parser.contentType().empty()) {
        setRawHeader("Content-Type", QByteArray::fromStdString(m_parser.contentType()));
    }
    if (!m_parser.location().empty()) {
        const QByteArray location = QByteArray::fromStdString(m_parser.location());
        setRawHeader("Location", location);
        setAttribute(QNetworkRequest::RedirectionTargetAttribute, QUrl::fromEncoded(location, QUrl::StrictMode));
    }
    Q_EMIT metaDataChanged();
    if (const NetworkError error = errorOfStatus(status); error != NoError) {
        setError(error, QStringLiteral("HTTP %1").arg(status));
    }
    finish(m_parser.reusable());
}

void ScrapeReply::fail(NetworkError code, const Error& error)
{
    m_failure = error;
    setError(code, QString::fromStdString(error.message));
    finish(false);
}

void ScrapeReply::finish(bool keep)
{
    m_silence.stop();
    m_shared.resolver.cancel(this);
    if (m_holds) {
        m_holds = false;
        m_slot.connection->disconnect(this);
        m_slot.connection->release(keep);
    }
    setFinished(true);
    tellOutcome();
    Q_EMIT finished();
}

void ScrapeReply::tellOutcome()
{
    if (error() != NoError) {
        Q_EMIT errorOccurred(error());
    } else if (bytesAvailable() > 0) {
        Q_EMIT downloadProgress(bytesAvailable(), bytesAvailable());
        Q_EMIT readyRead();
    }
}

} // namespace checkwatch::sources
