#include "tests/sources/fetching.h"
#include "tests/support/faultserver.h"
#include "tests/support/gzip.h"

#include <QTest>

#include <array>
#include <atomic>

namespace tst_httpbodies {

using namespace checkwatch;
using namespace checkwatch::fetching;
using namespace checkwatch::sources;
using namespace checkwatch::support;
using namespace std::chrono_literals;

/// What of an answer is taken: whole bodies within the limit, inflated, and nothing that was cut.
class TestHttpBodies : public FetchingTest
{
    Q_OBJECT

private Q_SLOTS:
    void largeBodiesStopAtTheLimit_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("endless chunked") << 0;
        QTest::newRow("endless without length") << 1;
        QTest::newRow("500 MB announced") << 2;
        QTest::newRow("gzip bomb") << 3;
    }
    void largeBodiesStopAtTheLimit()
    {
        QFETCH(int, kind);
        const std::string chunk = "4000\r\n" + std::string(0x4000, '#') + "\r\n";
        const std::string bomb = gzip(std::string(64UL * 1024 * 1024, '\n'));
        const std::array<Script, 4> scripts{
            Script().send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").sendForever(chunk),
            Script().send("HTTP/1.1 200 OK\r\n\r\n").sendForever(std::string(10'000, '#')),
            Script().send("HTTP/1.1 200 OK\r\nContent-Length: 500000000\r\n\r\n").sendForever(std::string(10'000, '#')),
            Script().send(httpResponse(bomb, "Content-Encoding: gzip\r\n")),
        };
        FaultServer server([&](const Request&) { return scripts[static_cast<std::size_t>(kind)]; });
        Target target = targetFor(server.address());
        target.config.bodySizeLimit = 4UL * 1024 * 1024;
        const Outcome outcome = get(*m_client, target);
        QVERIFY(!outcome.ok);
        QCOMPARE(outcome.error.code, base::ErrorCode::Limit);
        QVERIFY(outcome.error.message.starts_with("body size limit exceeded"));
    }
    void endlessHeadsStopAtTheLimit()
    {
        const std::string ok = "HTTP/1.1 200 OK\r\n";
        for (const Script& script :
             {Script().send(ok + "X: ").sendForever(std::string(1000, 'x')), Script().send(ok).sendForever("X: y\r\n"),
              Script().sendForever("x"), Script().sendForever("HTTP/1.1 100 Continue\r\n\r\n")}) {
            const Outcome outcome = getFrom(script);
            QCOMPARE(outcome.error.code, base::ErrorCode::Limit);
            QCOMPARE(outcome.error.message, "the headers of the answer are larger than 64 KiB");
        }
    }
    void theLimitItselfIsTooMuch()
    {
        FaultServer server([](const Request&) { return Script().send(httpResponse("bytes_15_long 1")); });
        Target target = targetFor(server.address());
        target.config.bodySizeLimit = 15;
        QVERIFY(!get(*m_client, target).ok);
        target.config.bodySizeLimit = 16;
        QVERIFY(get(*m_client, target).ok);
    }

    void everyCutIsNoticed_data()
    {
        QTest::addColumn<std::string>("response");
        QTest::addColumn<bool>("reset");
        const std::string body = twoKilobytes();
        for (const bool reset : {false, true}) {
            const char* how = reset ? "reset" : "closed";
            QTest::addRow("plain, %s", how) << httpResponse(body) << reset;
            QTest::addRow("chunked, %s", how) << chunkedResponse(body, 300) << reset;
            QTest::addRow("gzip, %s", how) << httpResponse(gzip(body), "Content-Encoding: gzip\r\n") << reset;
            QTest::addRow("gzip without length, %s", how)
                << "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip(body) << reset;
        }
    }
    void everyCutIsNoticed()
    {
        QFETCH(std::string, response);
        QFETCH(bool, reset);
        const std::string whole = twoKilobytes();
        std::atomic<std::size_t> cut = 0;
        FaultServer server([&](const Request&) {
            Script script;
            script.send(response.substr(0, cut));
            return reset ? script.reset() : script.close();
        });
        const Target target = targetFor(server.address());
        std::size_t whole200 = 0;
        for (cut = 0; cut < response.size(); ++cut) {
            const Outcome outcome = get(*m_client, target);
            whole200 += outcome.ok ? 1U : 0U;
            QVERIFY2(!outcome.ok || outcome.body == whole, std::to_string(cut).c_str());
            QVERIFY2(outcome.ok || outcome.error.code != base::ErrorCode::Timeout, outcome.error.text().c_str());
        }
        QCOMPARE(whole200, std::size_t{0});
    }
    void aBodyWithoutLengthEndsWithANewline()
    {
        const std::string head = "HTTP/1.1 200 OK\r\n\r\n";
        QVERIFY(getFrom(Script().send(head + "a 1\nb 2\n").close()).ok);
        const Outcome cut = getFrom(Script().send(head + "a 1\nb 2").close());
        QVERIFY(!cut.ok);
        QVERIFY(cut.error.message.starts_with("the answer may be cut off: "));
        QVERIFY(!getFrom(Script().send(head).close()).ok);
    }

    void inflates()
    {
        const std::string body = twoKilobytes();
        const Outcome outcome = getFrom(Script().send(httpResponse(gzip(body), "Content-Encoding: gzip\r\n")));
        QVERIFY2(outcome.ok, outcome.error.text().c_str());
        QCOMPARE(outcome.body, body);
    }
};

QTEST_GUILESS_MAIN(TestHttpBodies)

} // namespace tst_httpbodies

#include "tst_httpbodies.moc"
