#include "models/sources/httpshared.h"
#include "models/sources/scrapereply.h"
#include "models/sources/scraperequest.h"
#include "tests/support/faultserver.h"

#include <QNetworkProxy>
#include <QSignalSpy>
#include <QTest>

namespace tst_scrapereply {

using namespace checkwatch;
using namespace checkwatch::sources;
using namespace checkwatch::support;
using namespace std::chrono_literals;

namespace {

using ReplyPtr = std::unique_ptr<QNetworkReply>;

QUrl urlOf(const FaultServer& server)
{
    return QUrl(QStringLiteral("http://%1/metrics").arg(QString::fromStdString(server.address())));
}

} // namespace

/// ScrapeManager and ScrapeReply as users of QNetworkAccessManager see them.
class TestScrapeReply : public QObject
{
    Q_OBJECT

    base::SystemClock m_clock;
    std::unique_ptr<HttpShared> m_shared;

    QNetworkAccessManager& manager() { return m_shared->manager; }
    [[nodiscard]] QNetworkRequest requestFor(const FaultServer& server,
                                             std::shared_ptr<ScrapeConnection> connection) const
    {
        Target target;
        target.config.timeout = 5s;
        return scrapeRequest(target, urlOf(server), {}, std::move(connection));
    }

private Q_SLOTS:
    void init() { m_shared = std::make_unique<HttpShared>(m_clock); }
    void cleanup() { m_shared.reset(); }

    void theManagerKeepsToItself()
    {
        QCOMPARE(manager().proxy().type(), QNetworkProxy::NoProxy);
        QCOMPARE(manager().redirectPolicy(), QNetworkRequest::ManualRedirectPolicy);
        QVERIFY(manager().transferTimeout() > 0);
        QVERIFY(manager().cache() == nullptr);
    }

    void readsLikeAnyReply()
    {
        FaultServer server(
            [](const Request&) { return Script().send(httpResponse("a 1\nb 2\n", "Content-Type: text/plain\r\n")); });
        const ReplyPtr reply(manager().get(QNetworkRequest(urlOf(server))));
        QVERIFY(reply->isSequential() && reply->isOpen() && reply->isRunning());
        QCOMPARE(reply->manager(), &manager());
        QCOMPARE(reply->operation(), QNetworkAccessManager::GetOperation);
        QCOMPARE(reply->bytesAvailable(), 0);
        QVERIFY(reply->readAll().isEmpty());
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        QSignalSpy metaData(reply.get(), &QNetworkReply::metaDataChanged);
        QSignalSpy readable(reply.get(), &QIODevice::readyRead);
        QSignalSpy errors(reply.get(), &QNetworkReply::errorOccurred);
        QSignalSpy managed(&manager(), &QNetworkAccessManager::finished);
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(reply->isFinished());
        QCOMPARE(reply->error(), QNetworkReply::NoError);
        QCOMPARE(metaData.size() + readable.size() + managed.size(), 3);
        QCOMPARE(errors.size(), 0);
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 200);
        QCOMPARE(reply->header(QNetworkRequest::ContentTypeHeader).toString(), QStringLiteral("text/plain"));
        QCOMPARE(reply->bytesAvailable(), 8);
        QCOMPARE(reply->read(3), QByteArray("a 1"));
        QCOMPARE(reply->bytesAvailable(), 5);
        QCOMPARE(reply->readAll(), QByteArray("\nb 2\n"));
        QCOMPARE(reply->bytesAvailable(), 0);
        QVERIFY(reply->readAll().isEmpty());
        reply->abort(); // nothing left to abort
        QCOMPARE(finished.size(), 1);
        QCOMPARE(reply->error(), QNetworkReply::NoError);
    }
    void handsItsBodyOver()
    {
        FaultServer server([](const Request&) { return Script().send(httpResponse("a 1\n")); });
        const std::unique_ptr<ScrapeReply> reply(m_shared->manager.fetch(QNetworkRequest(urlOf(server))));
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(std::string(reply->takeBody()->text()), "a 1\n");
        QCOMPARE(reply->bytesAvailable(), 0);
        QVERIFY(reply->readAll().isEmpty());
    }

    void statusesAreErrors_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QNetworkReply::NetworkError>("error");
        QTest::newRow("204") << QByteArray("204 No Content") << QNetworkReply::NoError;
        QTest::newRow("302") << QByteArray("302 Found") << QNetworkReply::NoError;
        QTest::newRow("401") << QByteArray("401 Unauthorized") << QNetworkReply::AuthenticationRequiredError;
        QTest::newRow("403") << QByteArray("403 Forbidden") << QNetworkReply::ContentAccessDenied;
        QTest::newRow("404") << QByteArray("404 Not Found") << QNetworkReply::ContentNotFoundError;
        QTest::newRow("418") << QByteArray("418 Teapot") << QNetworkReply::UnknownContentError;
        QTest::newRow("500") << QByteArray("500 Internal Server Error") << QNetworkReply::InternalServerError;
        QTest::newRow("502") << QByteArray("502 Bad Gateway") << QNetworkReply::UnknownServerError;
    }
    void statusesAreErrors()
    {
        QFETCH(QByteArray, status);
        QFETCH(QNetworkReply::NetworkError, error);
        FaultServer server([&](const Request&) {
            return Script().send(httpResponse("", "Location: /else\r\n", status.toStdString()));
        });
        const std::unique_ptr<ScrapeReply> reply(m_shared->manager.fetch(QNetworkRequest(urlOf(server))));
        QSignalSpy errors(reply.get(), &QNetworkReply::errorOccurred);
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->error(), error);
        QCOMPARE(errors.size(), error == QNetworkReply::NoError ? 0 : 1);
        QVERIFY(!reply->failure().has_value());
        QCOMPARE(reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl(), QUrl(QStringLiteral("/else")));
        QCOMPARE(server.requests().size(), std::size_t{1});
    }

    void onlyGetIsDone_data()
    {
        QTest::addColumn<int>("operation");
        int operation = 0;
        for (const char* name : {"head", "post", "put", "delete", "custom"}) {
            QTest::newRow(name) << operation++;
        }
    }
    void onlyGetIsDone()
    {
        QFETCH(int, operation);
        FaultServer server([](const Request&) { return Script().send(httpResponse("a 1\n")); });
        const QNetworkRequest request(urlOf(server));
        const auto ask = [&]() -> QNetworkReply* {
            switch (operation) {
            case 0: return manager().head(request);
            case 1: return manager().post(request, QByteArray("x"));
            case 2: return manager().put(request, QByteArray("x"));
            case 3: return manager().deleteResource(request);
            default: return manager().sendCustomRequest(request, "PURGE");
            }
        };
        const ReplyPtr reply(ask());
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->error(), QNetworkReply::OperationNotImplementedError);
        QCOMPARE(server.connections(), 0);
    }
    void otherSchemesFail_data()
    {
        QTest::addColumn<QString>("url");
        for (const char* url :
             {"file:///etc/hostname", "data:text/plain,a", "qrc:/a", "ftp://127.0.0.1/", "nonsense"}) {
            QTest::newRow(url) << QString::fromLatin1(url);
        }
    }
    void otherSchemesFail()
    {
        QFETCH(QString, url);
        const ReplyPtr reply(manager().get(QNetworkRequest(QUrl(url))));
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->error(), QNetworkReply::ProtocolUnknownError);
        QVERIFY(reply->readAll().isEmpty());
    }

    void abortEndsItAtOnce()
    {
        FaultServer server([](const Request&) { return Script().hang(); });
        const ReplyPtr reply(manager().get(QNetworkRequest(urlOf(server))));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        QSignalSpy errors(reply.get(), &QNetworkReply::errorOccurred);
        QTRY_COMPARE(server.requests().size(), std::size_t{1});
        reply->abort();
        reply->abort();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(errors.size(), 1);
        QCOMPARE(reply->error(), QNetworkReply::OperationCanceledError);
        const ReplyPtr unborn(manager().get(QNetworkRequest(urlOf(server))));
        unborn->abort(); // before it has begun
        QCOMPARE(unborn->error(), QNetworkReply::OperationCanceledError);
        QCoreApplication::processEvents();
        QCOMPARE(server.connections(), 1);
    }
    void silenceEndsIt()
    {
        FaultServer server([](const Request&) { return Script().hang(); });
        QNetworkRequest request(urlOf(server));
        request.setTransferTimeout(100);
        const ReplyPtr reply(manager().get(request));
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->error(), QNetworkReply::TimeoutError);
    }
    void theManagersEndEndsReplies()
    {
        FaultServer server([](const Request&) { return Script().hang(); });
        const auto connection = std::make_shared<ScrapeConnection>(m_clock);
        manager().get(requestFor(server, connection));
        QTRY_VERIFY(connection->taken());
        m_shared.reset();
        QVERIFY(!connection->taken());
    }

    void connectionsBelongToTheirSlot()
    {
        FaultServer server([](const Request&) { return Script().send(httpResponse("a 1\n")); });
        const auto first = std::make_shared<ScrapeConnection>(m_clock);
        const auto second = std::make_shared<ScrapeConnection>(m_clock);
        const auto ask = [&](const QNetworkRequest& request) {
            const ReplyPtr reply(manager().get(request));
            QTRY_VERIFY(reply->isFinished());
            QCOMPARE(reply->error(), QNetworkReply::NoError);
        };
        for (int round = 0; round < 2; ++round) {
            ask(requestFor(server, first));
            ask(requestFor(server, second));
            ask(QNetworkRequest(urlOf(server))); // without a slot: kept by nobody
        }
        const std::vector<Request> requests = server.requests();
        const std::vector<int> expected{0, 1, 2, 0, 1, 3};
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(requests[i].connection, expected[i]);
        }
    }
    void aSlotServesOneRequestAtATime()
    {
        FaultServer server([](const Request&) { return Script().hang(); });
        const auto connection = std::make_shared<ScrapeConnection>(m_clock);
        const ReplyPtr first(manager().get(requestFor(server, connection)));
        const ReplyPtr second(manager().get(requestFor(server, connection)));
        QTRY_VERIFY(second->isFinished());
        QCOMPARE(second->error(), QNetworkReply::ProtocolInvalidOperationError);
        QVERIFY(first->isRunning() && connection->taken());
    }
};

QTEST_GUILESS_MAIN(TestScrapeReply)

} // namespace tst_scrapereply

#include "tst_scrapereply.moc"
