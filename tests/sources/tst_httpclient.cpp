#include "tests/sources/fetching.h"
#include "tests/support/faultserver.h"
#include "tests/support/gzip.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <optional>

namespace tst_httpclient {

using namespace checkwatch;
using namespace checkwatch::fetching;
using namespace checkwatch::sources;
using namespace checkwatch::support;
using namespace std::chrono_literals;

namespace {

constexpr base::Duration shortTimeout = 300ms;
constexpr auto slack = 150ms;

} // namespace

/// Requests, and answers that do not come: headers, errors, deadlines, connections.
class TestHttpClient : public FetchingTest
{
    Q_OBJECT

private Q_SLOTS:
    void sendsPrometheusHeaders()
    {
        FaultServer server([](const Request&) { return Script().send(httpResponse("a 1\n")); });
        const Outcome outcome = get(*m_client, targetFor(server.address(), 500ms));
        QVERIFY2(outcome.ok, outcome.error.text().c_str());
        QCOMPARE(outcome.body, "a 1\n");
        const Request request = server.requests().front();
        QCOMPARE(request.path, "/metrics");
        QVERIFY(request.head.starts_with("GET /metrics HTTP/1.1\r\n"));
        QVERIFY(request.header("User-Agent").starts_with("Checkwatch/"));
        QCOMPARE(request.header("Accept"),
                 "application/openmetrics-text;version=1.0.0,application/openmetrics-text;"
                 "version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
        QCOMPARE(request.header("Accept-Encoding"), "gzip");
        QCOMPARE(request.header("X-Prometheus-Scrape-Timeout-Seconds"), "0.5");
        QCOMPARE(request.header("Host"), server.address());
        QCOMPARE(request.header("Authorization"), "");
        QCOMPARE(request.header("Cookie"), "");
    }

    void tellsWhatIsWrong_data()
    {
        QTest::addColumn<std::string>("response");
        QTest::addColumn<std::string>("message");
        const std::string login = "<!DOCTYPE html><html><body>Log in</body></html>\n";
        const std::string zipped = gzip(twoKilobytes());
        const std::string gzipHeader = "Content-Encoding: gzip\r\n";
        const auto row = [](const char* name, const std::string& response, const char* message) {
            QTest::newRow(name) << response << std::string(message);
        };
        row("401", httpResponse("no\n", {}, "401 Unauthorized"), "HTTP 401: check the credentials");
        row("401 with a challenge", httpResponse("", "WWW-Authenticate: Basic realm=\"x\"\r\n", "401 Unauthorized"),
            "HTTP 401: check the credentials");
        row("404", httpResponse("a 1\n", {}, "404 Not Found"), "HTTP 404: check metrics_path");
        row("500 with metrics", httpResponse("a 1\n", {}, "500 Internal Server Error"), "HTTP 500: ");
        row("503", httpResponse("a 1\n", {}, "503 Service Unavailable"), "HTTP 503: ");
        row("204", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP 204: only 200 brings metrics");
        row("206", httpResponse("a 1\n", {}, "206 Partial Content"), "HTTP 206: ");
        row("304", "HTTP/1.1 304 Not Modified\r\n\r\n", "HTTP 304: ");
        row("login page", httpResponse(login, "Content-Type: text/html\r\n"), "the answer is HTML, not metrics: ");
        row("login page as text", httpResponse("\n  " + login), "the answer is HTML, not metrics: ");
        row("brotli", httpResponse("x", "Content-Encoding: br\r\n"), "the answer has a Content-Encoding ");
        row("not gzip", httpResponse("a 1\n", gzipHeader), "the gzip body is damaged: ");
        row("bytes after gzip", httpResponse(zipped + "x", gzipHeader),
            "the gzip body is damaged: bytes follow its end");
        row("half a gzip body", httpResponse(std::string_view(zipped).substr(0, zipped.size() / 2), gzipHeader),
            "the gzip body is cut off: ");
        row("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "");
        row("ftp", httpResponse("", "Location: ftp://127.0.0.1/x\r\n", "302 Found"),
            "only http and https URLs with a host are fetched");
        row("file", httpResponse("", "Location: file:///etc/hostname\r\n", "302 Found"),
            "only http and https URLs with a host are fetched");
        row("userinfo", httpResponse("", "Location: http://a@127.0.0.1/x\r\n", "302 Found"),
            "credentials in a URL are not used");
    }
    void tellsWhatIsWrong()
    {
        QFETCH(std::string, response);
        QFETCH(std::string, message);
        const Outcome outcome = getFrom(Script().send(response).close());
        QVERIFY(!outcome.ok);
        QVERIFY2(outcome.error.message.starts_with(message), outcome.error.text().c_str());
        QVERIFY(!outcome.error.message.empty());
        QVERIFY(outcome.took < 2s);
    }

    void stallsEndAtTheDeadline_data()
    {
        QTest::addColumn<int>("kind");
        int kind = 0;
        for (const char* name : {"hang", "header drip", "body drip", "endless continue", "half a body"}) {
            QTest::newRow(name) << kind++;
        }
    }
    void stallsEndAtTheDeadline()
    {
        QFETCH(int, kind);
        const std::string response = httpResponse(twoKilobytes());
        const std::array<Script, 5> scripts{
            Script().hang(),
            Script().drip(response, 20ms),
            Script().send(response.substr(0, 200)).drip(response.substr(200), 20ms),
            Script().drip(
                [] {
                    std::string all;
                    for (int i = 0; i < 1000; ++i) {
                        all += "HTTP/1.1 100 Continue\r\n\r\n";
                    }
                    return all;
                }(),
                1ms),
            Script().send(response.substr(0, 1000)).hang(),
        };
        const Outcome outcome = getFrom(scripts[static_cast<std::size_t>(kind)], shortTimeout);
        QVERIFY(!outcome.ok);
        QCOMPARE(outcome.error.code, base::ErrorCode::Timeout);
        QVERIFY(outcome.error.message.starts_with("timeout: "));
        QVERIFY2(outcome.took >= shortTimeout - 5ms && outcome.took < shortTimeout + slack,
                 std::to_string(outcome.took.count()).c_str());
    }

    void replacesADroppedConnection_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::addColumn<bool>("afterRequest");
        QTest::newRow("closed while idle") << false << false;
        QTest::newRow("reset while idle") << true << false;
        QTest::newRow("closed on the second request") << false << true;
        QTest::newRow("reset on the second request") << true << true;
    }
    void replacesADroppedConnection()
    {
        QFETCH(bool, reset);
        QFETCH(bool, afterRequest);
        FaultServer server([&](const Request& request) {
            const bool second = request.connection == 0 && request.number > 0;
            Script script;
            if (!second) {
                script.send(httpResponse("a 1\n"));
            }
            if (second || (!afterRequest && request.connection == 0)) {
                reset ? script.reset() : script.close();
            }
            return script;
        });
        for (int i = 0; i < 3; ++i) {
            const Outcome outcome = get(*m_client, targetFor(server.address()));
            QVERIFY2(outcome.ok, outcome.error.text().c_str());
        }
        QCOMPARE(server.connections(), 2);
    }
    void aPortThatAlwaysClosesIsAnError()
    {
        FaultServer server([](const Request&) { return Script().close(); });
        const Outcome outcome = get(*m_client, targetFor(server.address()));
        QVERIFY(!outcome.ok);
        QVERIFY(outcome.error.message.starts_with("the connection was closed without an answer"));
        QVERIFY2(server.requests().size() <= 4, std::to_string(server.requests().size()).c_str());
    }
    void refusedIsSaid()
    {
        std::uint16_t port = 0;
        {
            FaultServer gone([](const Request&) { return Script(); });
            port = gone.port();
        }
        const Outcome outcome = get(*m_client, targetFor("127.0.0.1:" + std::to_string(port)));
        QVERIFY(!outcome.ok);
        QVERIFY2(outcome.error.message.starts_with("connection refused"), outcome.error.text().c_str());
        QCOMPARE(outcome.error.where, "http://127.0.0.1:" + std::to_string(port) + "/metrics");
    }

    void hungTargetsStarveNoOther()
    {
        FaultServer server([](const Request& request) {
            return request.header("X-Prometheus-Scrape-Timeout-Seconds") == "5" ? Script().send(httpResponse("a 1\n"))
                                                                                : Script().hang();
        });
        std::vector<std::unique_ptr<HttpClient>> hung;
        std::vector<std::optional<Outcome>> outcomes(20);
        const Target slow = targetFor(server.address(), 1s);
        for (std::optional<Outcome>& outcome : outcomes) {
            hung.push_back(std::make_unique<HttpClient>(*m_shared));
            start(*hung.back(), slow, outcome);
        }
        const Outcome good = get(*m_client, targetFor(server.address(), 5s));
        QVERIFY2(good.ok, good.error.text().c_str());
        QVERIFY(
            std::none_of(outcomes.begin(), outcomes.end(), [](const auto& outcome) { return outcome.has_value(); }));
    }

    void onlyHttpIsFetched_data()
    {
        QTest::addColumn<std::string>("url");
        for (const char* url : {"file:///etc/hostname", "data:text/plain,a", "qrc:/a", "ftp://127.0.0.1/",
                                "http:///metrics", "http://good@127.0.0.1/", "nonsense"}) {
            QTest::newRow(url) << std::string(url);
        }
    }
    void onlyHttpIsFetched()
    {
        QFETCH(std::string, url);
        Target target = targetFor("");
        target.url = url;
        const Outcome outcome = get(*m_client, target);
        QVERIFY(!outcome.ok);
        QVERIFY(outcome.took < 100ms);
    }
};

QTEST_GUILESS_MAIN(TestHttpClient)

} // namespace tst_httpclient

#include "tst_httpclient.moc"
