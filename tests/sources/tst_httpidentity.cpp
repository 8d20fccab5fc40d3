#include "tests/sources/fetching.h"
#include "tests/support/faultserver.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace tst_httpidentity {

using namespace checkwatch;
using namespace checkwatch::fetching;
using namespace checkwatch::sources;
using namespace checkwatch::support;

/// Who is asked, as whom: redirects, credentials, cookies, proxies.
class TestHttpIdentity : public FetchingTest
{
    Q_OBJECT

private Q_SLOTS:
    void followsRedirectsOnTheSameHost()
    {
        FaultServer server([](const Request& request) {
            return Script().send(request.path == "/metrics" ? httpResponse("", "Location: /real?x=1\r\n", "302 Found")
                                                            : httpResponse("a 1\n"));
        });
        Target target = targetFor(server.address());
        target.config.authorization = config::Authorization{"Bearer", config::Secret("SECRET"), {}};
        QVERIFY(get(*m_client, target).ok);
        QCOMPARE(server.requests().back().path, "/real?x=1");
        QCOMPARE(server.requests().back().header("Authorization"), "Bearer SECRET");

        target.config.followRedirects = false;
        const Outcome refused = get(*m_client, target);
        QVERIFY(refused.error.message.starts_with("HTTP 302 redirects to http://" + server.address() + "/real, which"));
    }
    void redirectsElsewhereLoseTheCredentials()
    {
        FaultServer other([](const Request&) { return Script().send(httpResponse("a 1\n")); });
        FaultServer server([&](const Request&) {
            return Script().send(
                httpResponse("", "Location: http://" + other.address() + "/metrics\r\n", "307 Temporary Redirect"));
        });
        Target target = targetFor(server.address());
        target.config.basicAuth = config::BasicAuth{"user", config::Secret("SECRET"), {}};
        QVERIFY(get(*m_client, target).ok);
        QVERIFY(!server.requests().front().header("Authorization").empty());
        QCOMPARE(other.requests().size(), std::size_t{1});
        QCOMPARE(other.requests().front().header("Authorization"), "");
    }
    void redirectLoopsEnd()
    {
        FaultServer server(
            [](const Request&) { return Script().send(httpResponse("", "Location: /metrics\r\n", "301 Moved")); });
        const Outcome outcome = get(*m_client, targetFor(server.address()));
        QVERIFY(outcome.error.message.starts_with("more than 10 redirects"));
        QCOMPARE(server.requests().size(), std::size_t{11});
    }

    void cookiesAreNotKept()
    {
        FaultServer server(
            [](const Request&) { return Script().send(httpResponse("a 1\n", "Set-Cookie: sid=SECRET\r\n")); });
        QVERIFY(get(*m_client, targetFor(server.address())).ok);
        QVERIFY(get(*m_client, targetFor(server.address())).ok);
        QCOMPARE(server.requests().back().header("Cookie"), "");
    }
    void theEnvironmentsProxyIsNotUsed()
    {
        FaultServer proxy([](const Request&) { return Script().send(httpResponse("proxied 1\n")); });
        qputenv("http_proxy", QByteArray::fromStdString("http://" + proxy.address()));
        FaultServer server([](const Request&) { return Script().send(httpResponse("a 1\n")); });
        const Outcome outcome = get(*m_client, targetFor(server.address()));
        qunsetenv("http_proxy");
        QVERIFY(outcome.ok);
        QCOMPARE(outcome.body, "a 1\n");
        QCOMPARE(proxy.connections(), 0);
    }
    void twoIdentitiesOnOnePortStayApart()
    {
        FaultServer server([](const Request&) { return Script().send(httpResponse("a 1\n")); });
        HttpClient other(*m_shared);
        HttpClient nobody(*m_shared);
        const Target none = targetFor(server.address());
        Target first = none;
        first.config.basicAuth = config::BasicAuth{"first", config::Secret("1"), {}};
        Target second = none;
        second.config.basicAuth = config::BasicAuth{"second", config::Secret("2"), {}};
        for (int round = 0; round < 2; ++round) {
            QVERIFY(get(*m_client, first).ok);
            QVERIFY(get(other, second).ok);
            QVERIFY(get(nobody, none).ok);
        }
        const std::vector<Request> requests = server.requests();
        for (std::size_t i = 0; i < requests.size(); i += 3) {
            QCOMPARE(requests[i].header("Authorization"), "Basic Zmlyc3Q6MQ==");
            QCOMPARE(requests[i + 1].header("Authorization"), "Basic c2Vjb25kOjI=");
            QCOMPARE(requests[i + 2].header("Authorization"), "");
            QCOMPARE(requests[i].connection, 0);
            QCOMPARE(requests[i + 1].connection, 1);
            QCOMPARE(requests[i + 2].connection, 2);
        }
    }
    void secretsComeFromFilesAtEachUse()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("token")));
        const auto write = [&file](const QByteArray& text) {
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(text);
            file.close();
        };
        FaultServer server([](const Request&) { return Script().send(httpResponse("a 1\n")); });
        Target target = targetFor(server.address());
        target.config.authorization = config::Authorization{"Bearer", {}, file.fileName().toStdString()};
        write("first\n");
        QVERIFY(get(*m_client, target).ok);
        QCOMPARE(server.requests().back().header("Authorization"), "Bearer first");
        write("second \r\n");
        QVERIFY(get(*m_client, target).ok);
        QCOMPARE(server.requests().back().header("Authorization"), "Bearer second");
        write("SECRET\r\nX-Evil: 1\n");
        const Outcome evil = get(*m_client, target);
        QVERIFY(!evil.ok);
        QVERIFY(evil.error.message.find("control character") != std::string::npos);
        QVERIFY(evil.error.text().find("SECRET") == std::string::npos);
        QCOMPARE(server.requests().size(), std::size_t{2});
        file.remove();
        QVERIFY(get(*m_client, target).error.message.starts_with("cannot read the secret: "));
    }

    void queriesStayOutOfErrors()
    {
        FaultServer server([](const Request&) { return Script().send(httpResponse("", {}, "404 Not Found")); });
        Target target = targetFor(server.address());
        target.url += "?token=SECRET";
        QVERIFY(get(*m_client, target).error.text().find("SECRET") == std::string::npos);
        QCOMPARE(server.requests().front().path, "/metrics?token=SECRET");
    }
};

QTEST_GUILESS_MAIN(TestHttpIdentity)

} // namespace tst_httpidentity

#include "tst_httpidentity.moc"
