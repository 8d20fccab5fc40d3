#pragma once

#include "models/base/result.h"
#include "models/sources/body.h"
#include "models/sources/httperror.h"
#include "models/sources/resolver.h"
#include "models/sources/responseparser.h"
#include "models/sources/scrapeconnection.h"
#include "models/sources/scraperequest.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

#include <memory>
#include <optional>

namespace checkwatch::sources {

struct HttpShared;

/// One GET, or POST of what its slot has, over http or https: looks the name up, connects (or takes the target's kept connection), writes the request,
/// and reads the response with ResponseParser. A kept connection that the server has dropped is replaced once without an
/// error (HAProxy drops them at a reload). The socket connects to the address, and TLS verifies the request's
/// peerVerifyName, else the host.
/// Works from the event loop on; finished() comes once, after readyRead() where there is a body. The body counts only as
/// a whole: before the end there is nothing to read, and only a 200 has one. Attributes: HttpStatusCode,
/// RedirectionTarget, ConnectionEncrypted; headers: Content-Type and Location. Statuses from 400 on are errors as in
/// QNetworkReply. A transfer timeout ends the reply with TimeoutError. One thread (I/O).
class ScrapeReply final : public QNetworkReply
{
    Q_OBJECT

public:
    ScrapeReply(HttpShared& shared, QNetworkAccessManager::Operation operation, const QNetworkRequest& request,
                QObject* parent);
    ~ScrapeReply() override;

    /// Ends it with OperationCanceledError; nothing once it has finished.
    void abort() override;
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override;

    /// Why no response came whole, for people; statuses are no failure.
    [[nodiscard]] const std::optional<base::Error>& failure() const noexcept { return m_failure; }
    [[nodiscard]] HttpProgress progress() const;
    /// Hands the inflated body over without a copy; nothing is left to read. REQUIRES: finished, not called before.
    std::unique_ptr<Body> takeBody() { return std::move(m_body); }

protected:
    qint64 readData(char* data, qint64 size) override;

private:
    void start();
    void connectTo(const Resolver::Addresses& addresses);
    [[nodiscard]] Peer peer() const;
    void openConnection();
    void writeRequest();
    void onReadable();
    void onClosed(QAbstractSocket::SocketError error);
    [[nodiscard]] bool retry();
    void arrived();
    void fail(NetworkError code, const base::Error& error);
    void finish(bool keep);
    void tellOutcome();

    HttpShared& m_shared;
    ScrapeSlot m_slot;
    std::shared_ptr<BodyPool> m_bodies;
    std::unique_ptr<Body> m_body; ///< null once it has been taken
    ResponseParser m_parser;
    HttpProgress m_progress;
    std::optional<base::Error> m_failure;
    QTimer m_silence;
    Resolver::Addresses m_addresses;
    std::size_t m_address = 0;
    std::size_t m_read = 0; ///< of the body
    bool m_holds = false;   ///< the slot's connection
    bool m_reused = false;
};

} // namespace checkwatch::sources
