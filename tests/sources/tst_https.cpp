#include "tests/sources/fetching.h"
#include "tests/support/faultserver.h"
#include "tests/support/processes.h"
#include "tests/support/tlsserver.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <array>

namespace tst_https {

using namespace checkwatch;
using namespace checkwatch::fetching;
using namespace checkwatch::sources;
using namespace checkwatch::support;

namespace {

const std::string page = httpResponse("a 1\n");

Target secureTarget(const std::string& address, const QString& caFile = {})
{
    Target target = targetFor(address);
    target.url.replace(0, 4, "https");
    target.config.tls.caFile = caFile.toStdString();
    return target;
}

void useCertificate(Target& target, const QString& certificate, const QString& key)
{
    target.config.tls.certFile = certificate.toStdString();
    target.config.tls.keyFile = key.toStdString();
}

bool says(const Outcome& outcome, std::string_view words)
{
    return !outcome.ok && outcome.error.message.find(words) != std::string::npos;
}

} // namespace

/// Whom a scrape over https trusts, and as whom it comes. Certificates are made for each run.
class TestHttps : public QObject
{
    Q_OBJECT

    base::SystemClock m_clock;
    std::unique_ptr<Certificates> m_made;
    Certificates::Pair m_good;
    Certificates::Pair m_elsewhere;
    Certificates::Pair m_expired;
    Certificates::Pair m_alone;
    Certificates::Pair m_client;
    std::unique_ptr<HttpShared> m_shared;
    std::unique_ptr<HttpClient> m_fetcher;

    Outcome get(const Target& target) { return fetching::get(*m_fetcher, target); }

private Q_SLOTS:
    void initTestCase()
    {
        CHECKWATCH_NEEDS(!findProgram(QStringLiteral("openssl")).isEmpty(), "openssl");
        m_made = std::make_unique<Certificates>();
        QVERIFY(m_made->good());
        m_good = m_made->issue(QStringLiteral("good"), QLatin1String(Certificates::loopback));
        m_elsewhere = m_made->issue(QStringLiteral("elsewhere"), QStringLiteral("DNS:lb.example.org"));
        m_expired = m_made->issue(QStringLiteral("expired"), QLatin1String(Certificates::loopback), -1);
        m_alone = m_made->selfSigned(QStringLiteral("alone"), QLatin1String(Certificates::loopback));
        m_client = m_made->issue(QStringLiteral("client"), QStringLiteral("DNS:client"));
        for (const auto& pair : {m_good, m_elsewhere, m_expired, m_alone, m_client}) {
            QVERIFY(!pair.certificate.isEmpty());
        }
    }
    void init()
    {
        m_shared = std::make_unique<HttpShared>(m_clock);
        m_fetcher = std::make_unique<HttpClient>(*m_shared);
    }
    void cleanup()
    {
        m_fetcher.reset();
        m_shared.reset();
    }

    void anAuthorityThatIsNamedIsTrusted_data()
    {
        QTest::addColumn<std::string>("host");
        QTest::newRow("by name") << std::string("localhost");
        QTest::newRow("by address") << std::string("127.0.0.1");
    }
    void anAuthorityThatIsNamedIsTrusted()
    {
        QFETCH(std::string, host);
        TlsServer server(m_good, page);
        for (int i = 0; i < 3; ++i) {
            const Outcome outcome = get(secureTarget(server.address(host), m_made->caFile()));
            QVERIFY2(outcome.ok, outcome.error.text().c_str());
            QCOMPARE(outcome.body, "a 1\n");
        }
        QCOMPARE(server.connections(), 1); // kept alive
    }
    void otherCertificatesAreRefused_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<bool>("withAuthority");
        QTest::addColumn<std::string>("reason");
        QTest::addColumn<std::string>("advice");
        const auto row = [](const char* name, int which, bool withAuthority, const char* reason, const char* advice) {
            QTest::newRow(name) << which << withAuthority << std::string(reason) << std::string(advice);
        };
        row("unknown authority", 0, false, "certificate refused: ", "as tls_config: ca_file");
        row("wrong name", 1, true, "did not match", "as tls_config: server_name");
        row("expired", 2, true, "expired", "renew the exporter's certificate");
        row("self-signed", 3, true, "self-signed", "its own file if it signed itself) as tls_config: ca_file");
    }
    void otherCertificatesAreRefused()
    {
        QFETCH(int, which);
        QFETCH(bool, withAuthority);
        QFETCH(std::string, reason);
        QFETCH(std::string, advice);
        const std::array pairs{m_good, m_elsewhere, m_expired, m_alone};
        TlsServer server(pairs[static_cast<std::size_t>(which)], page);
        Target target = secureTarget(server.address(), withAuthority ? m_made->caFile() : QString());
        target.config.basicAuth = config::BasicAuth{"user", config::Secret("SECRET"), {}};
        const Outcome outcome = get(target);
        QVERIFY2(says(outcome, reason), outcome.error.text().c_str());
        QVERIFY2(says(outcome, advice), outcome.error.text().c_str());
        QCOMPARE(outcome.error.code, base::ErrorCode::Refused);
        QVERIFY2(server.requests().isEmpty(), "the request went to somebody who is not trusted");

        target.config.tls.insecureSkipVerify = true;
        const Outcome careless = get(target);
        QVERIFY2(careless.ok, careless.error.text().c_str());
        target.config.tls.insecureSkipVerify = false;
        QVERIFY(!get(target).ok); // the careless connection is not used again
    }
    void aSelfSignedCertificateIsItsOwnAuthority()
    {
        TlsServer server(m_alone, page);
        const Outcome outcome = get(secureTarget(server.address(), m_alone.certificate));
        QVERIFY2(outcome.ok, outcome.error.text().c_str());
    }
    void anotherNameCanBeAskedFor()
    {
        TlsServer server(m_elsewhere, page);
        Target target = secureTarget(server.address(), m_made->caFile());
        target.config.tls.serverName = "lb.example.org";
        const Outcome outcome = get(target);
        QVERIFY2(outcome.ok, outcome.error.text().c_str());
        QVERIFY(server.requests().first().contains("\r\nHost: localhost:"));
    }
    void aRenewedAuthorityCountsAtOnce()
    {
        TlsServer server(m_good, page);
        const QString file = QFileInfo(m_made->caFile()).dir().filePath(QStringLiteral("changing.pem"));
        QVERIFY(QFile::copy(m_alone.certificate, file));
        const Target target = secureTarget(server.address(), file);
        QVERIFY(!get(target).ok);
        QVERIFY(QFile::remove(file) && QFile::copy(m_made->caFile(), file));
        const Outcome outcome = get(target);
        QVERIFY2(outcome.ok, outcome.error.text().c_str());
    }

    void theServerMayDemandACertificate()
    {
        TlsServer server(m_good, page);
        server.demandClientCertificate(m_made->caFile());
        Target target = secureTarget(server.address(), m_made->caFile());
        const Outcome nobody = get(target);
        QVERIFY2(says(nobody, "client certificate"), nobody.error.text().c_str());
        QVERIFY(server.requests().isEmpty());
        useCertificate(target, m_client.certificate, m_client.key);
        const Outcome known = get(target);
        QVERIFY2(known.ok, known.error.text().c_str());
        useCertificate(target, m_alone.certificate, m_alone.key);
        QVERIFY(!get(target).ok);
    }
    /// The same from OpenSSL, which refuses with an alert after the handshake.
    void alertsAreUnderstood()
    {
        const quint16 port = freePort();
        ChildProcess server(findProgram(QStringLiteral("openssl")),
                            {"s_server", "-accept", "127.0.0.1:" + QString::number(port), "-cert", m_good.certificate,
                             "-key", m_good.key, "-CAfile", m_made->caFile(), "-Verify", "1", "-www"});
        Target target = secureTarget("localhost:" + std::to_string(port), m_made->caFile());
        useCertificate(target, m_client.certificate, m_client.key);
        QTRY_VERIFY(says(get(target), "HTML")); // its status page
        target.config.tls.certFile.clear();
        const Outcome nobody = get(target);
        QVERIFY2(says(nobody, "client certificate"), nobody.error.text().c_str());
    }
    void unusableClientCertificatesAreNamed()
    {
        TlsServer server(m_good, page);
        Target target = secureTarget(server.address(), m_made->caFile());
        useCertificate(target, m_client.certificate, m_client.certificate);
        QVERIFY(says(get(target), "no usable private key"));
        useCertificate(target, m_client.key, m_client.key);
        QVERIFY(says(get(target), "no PEM certificate"));
        useCertificate(target, m_client.certificate, m_good.key);
        const Outcome foreign = get(target);
        QVERIFY2(says(foreign, "does not belong to"), foreign.error.text().c_str());
        target = secureTarget(server.address(), m_client.key);
        QVERIFY(says(get(target), "no PEM certificate"));
        target = secureTarget(server.address(), QStringLiteral("/nowhere.pem"));
        QVERIFY(says(get(target), "cannot read"));
        QCOMPARE(server.requests().size(), 0);
    }

    void redirectsToOtherHostsGoWithoutCredentials_data()
    {
        QTest::addColumn<bool>("basic");
        QTest::addColumn<bool>("fromFile");
        for (const bool basic : {true, false}) {
            for (const bool fromFile : {true, false}) {
                QTest::addRow("%s %s", basic ? "basic" : "bearer", fromFile ? "from a file" : "inline")
                    << basic << fromFile;
            }
        }
    }
    void redirectsToOtherHostsGoWithoutCredentials()
    {
        QFETCH(bool, basic);
        QFETCH(bool, fromFile);
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("secret")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("SECRET\n") > 0);
        file.close();
        const config::Secret given = fromFile ? config::Secret() : config::Secret("SECRET");
        const std::string path = fromFile ? file.fileName().toStdString() : std::string();

        FaultServer plain([](const Request&) { return Script().send(page); });
        TlsServer other(m_good, httpResponse("", "Location: http://" + plain.address() + "/metrics\r\n", "302 Found"));
        TlsServer home(m_good, httpResponse("", "Location: https://" + other.address() + "/metrics\r\n", "302 Found"));
        Target target = secureTarget(home.address(), m_made->caFile());
        if (basic) {
            target.config.basicAuth = config::BasicAuth{"user", given, path};
        } else {
            target.config.authorization = config::Authorization{"Bearer", given, path};
        }
        const Outcome outcome = get(target);
        QVERIFY2(outcome.ok, outcome.error.text().c_str());
        QVERIFY(home.requests().first().contains("\r\nAuthorization: "));
        QVERIFY(!other.requests().first().contains("Authorization"));
        QCOMPARE(plain.requests().front().header("Authorization"), "");
    }
    /// From https down to http on the same host and port number is another place, too.
    void httpIsAnotherPlaceThanHttps()
    {
        FaultServer plain([](const Request&) { return Script().send(page); });
        TlsServer home(m_good,
                       httpResponse("", "Location: http://localhost:" + std::to_string(plain.port()) + "/\r\n",
                                    "307 Temporary Redirect"));
        Target target = secureTarget(home.address(), m_made->caFile());
        target.config.authorization = config::Authorization{"Bearer", config::Secret("SECRET"), {}};
        QVERIFY(get(target).ok);
        QCOMPARE(plain.requests().front().header("Authorization"), "");
    }
    void plainHttpBehindAnHttpsAddressIsSaid()
    {
        FaultServer plain([](const Request&) { return Script().send(page); });
        Target target = secureTarget(plain.address());
        target.config.timeout = std::chrono::milliseconds{500};
        const Outcome outcome = get(target);
        QVERIFY(!outcome.ok);
        QVERIFY(outcome.took < std::chrono::seconds{2});
    }
};

QTEST_GUILESS_MAIN(TestHttps)

} // namespace tst_https

#include "tst_https.moc"
