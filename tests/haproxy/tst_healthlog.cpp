#include "models/haproxy/healthlog.h"
#include "tests/support/captures.h"

#include <QTest>

#include <map>
#include <random>
#include <string>

namespace tst_healthlog {

using namespace checkwatch;
using haproxy::HealthLine;
using haproxy::parseHealthLine;
using Outcome = HealthLine::Outcome;

namespace {

constexpr const char* message
    = "Health check for server be/s1 failed, reason: Layer7 wrong status, code: 503, info: \"Service Unavailable\", "
      "check duration: 2ms, status: 2/3 UP.";

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

} // namespace

/// Lines of HAProxy's log about health checks, as real HAProxies wrote them, and as nobody should.
class TestHealthLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatTransportsPutBeforeItIsLeftOut_data()
    {
        QTest::addColumn<QString>("before");
        QTest::newRow("nothing") << "";
        QTest::newRow("RFC 3164") << "<133>Nov 22 10:51:30 haproxy[7095]: ";
        QTest::newRow("RFC 3164 with a host") << "<133>Nov  2 10:51:30 lb-01 haproxy[7095]: ";
        QTest::newRow("a syslog file") << "Nov 22 10:51:30 lb-01 haproxy[7095]: ";
        QTest::newRow("a syslog file with ISO times") << "2026-11-22T10:43:39.29+00:00 lb-01 haproxy[7095]: ";
        QTest::newRow("RFC 5424") << "<133>1 2026-11-22T10:43:39.290799+00:00 - haproxy 18456 - - ";
        QTest::newRow("RFC 5424 with data") << "<133>1 2026-11-22T10:43:39.29Z h haproxy 1 - [a@1 b=\"c d\"] ";
        QTest::newRow("a ring") << "<5>2026-11-22T11:08:35.923499+00:00 ";
        QTest::newRow("standard error") << "[WARNING]  (18452) : ";
        QTest::newRow("a journal") << "Nov 22 10:51:30 lb-01 haproxy[18452]: [WARNING]  (18452) : ";
    }
    void whatTransportsPutBeforeItIsLeftOut()
    {
        QFETCH(QString, before);
        for (const char* const after : {"", "\n", "\r\n"}) {
            const std::string line = before.toStdString() + message + after;
            const auto parsed = parseHealthLine(line);
            QVERIFY(parsed);
            QCOMPARE(text(parsed->text), QString::fromUtf8(message));
            QCOMPARE(text(parsed->proxy) + QLatin1Char('/') + text(parsed->server), QStringLiteral("be/s1"));
        }
    }

    void causes_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("cause");
        using Cause = HealthLine::Cause;
        const auto row = [](const char* name, const char* line, Cause cause) {
            QTest::newRow(name) << QString::fromUtf8(line) << static_cast<int>(cause);
        };
        row("tracked, DOWN", "Server web/t is DOWN via web/web3. 2 active and 0 backup servers left.", Cause::Tracked);
        row("tracked, MAINT",
            "Server be/t is going DOWN for maintenance via be/up1. 1 active and 0 backup servers left.",
            Cause::Tracked);
        row("tracked, was DOWN", "Server be/t was DOWN and now enters maintenance via be/flap1.", Cause::Tracked);
        row("tracked, DRAIN", "Server be/t enters drain state via be/up1.", Cause::Tracked);
        row("timeout",
            "Server be/s is going DOWN for maintenance (DNS timeout status). 0 active and 0 backup servers left.",
            Cause::NoDns);
        row("no such name", "Server be/s was DOWN and now enters maintenance (DNS NX status).", Cause::NoDns);
        row("no address", "Server be/s is going DOWN for maintenance (No IP for server ). 0 active", Cause::NoDns);
        row("no entry", "Server be/s is going DOWN for maintenance (entry removed from SRV record).", Cause::NoDns);
        row("a person", "Server be/s is going DOWN for maintenance. 1 active and 0 backup servers left.",
            Cause::NotTold);
        row("an agent",
            "Server be/s is DOWN, reason: Layer7 wrong status, code: 0, info: \"via agent : down\". 1 active",
            Cause::NotTold);
        row("a check", "Server be/s is DOWN, reason: L4CON, info: \"a (DNS b via c\". 1 active", Cause::NotTold);
        row("UP", "Server be/t is UP via be/s1. 1 active and 0 backup servers online.", Cause::NotTold);
    }
    void causes()
    {
        QFETCH(QString, line);
        const std::string bytes = line.toStdString();
        const auto parsed = parseHealthLine(bytes);
        QVERIFY(parsed);
        QTEST(static_cast<int>(parsed->cause), "cause");
    }

    void outcomes_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("conditionally")
            << "Health check for backup server be/b1 conditionally succeeded, reason: Layer7 "
               "check conditionally passed, code: 404, check duration: 0ms, status: 3/3 UP."
            << "be/b1"
            << "check passed";
        QTest::newRow("agent") << "Agent check for server be/s1 failed, reason: Layer7 wrong status, code: 0, info: "
                                  "\"via agent : down (disk full)\", check duration: 3ms, status: 0/1 DOWN."
                               << "be/s1"
                               << "check failed";
        QTest::newRow("tracked")
            << "Server be/t is DOWN via be/s1. 0 active and 1 backup servers left. Running on backup."
            << "be/t"
            << "DOWN";
        QTest::newRow("backup") << "Backup Server be/b is DOWN. 0 active and 0 backup servers left."
                                << "be/b"
                                << "DOWN";
        QTest::newRow("up") << "Server be/s1 is UP. 1 active and 0 backup servers online."
                            << "be/s1"
                            << "UP";
        QTest::newRow("stopping") << "Server be/s1 is stopping. 1 active"
                                  << "be/s1"
                                  << "out of rotation";
        QTest::newRow("maintenance") << "Server be/s1 was DOWN and now enters maintenance."
                                     << "be/s1"
                                     << "out of rotation";
        QTest::newRow("drain") << "Server be/s1 enters drain state. 1 active"
                               << "be/s1"
                               << "out of rotation";
        QTest::newRow("leaving") << "Server be/s1 is UP/READY (leaving forced maintenance)."
                                 << "be/s1"
                                 << "back in rotation";
        QTest::newRow("leaving drain") << "Server be/s1 is UP (leaving forced drain)."
                                       << "be/s1"
                                       << "back in rotation";
        QTest::newRow("resolves") << "Server be/s1 ('svc.demo') is UP/READY (resolves again)."
                                  << "be/s1"
                                  << "back in rotation";
        QTest::newRow("none left") << "backend be has no server available!"
                                   << "be/"
                                   << "no server left";
        QTest::newRow("none left, stderr") << "backend 'be' has no server available!"
                                           << "be/"
                                           << "no server left";
    }
    void outcomes()
    {
        QFETCH(QString, line);
        const std::string bytes = line.toStdString();
        const auto parsed = parseHealthLine(bytes);
        QVERIFY(parsed);
        QTEST(text(parsed->proxy) + QLatin1Char('/') + text(parsed->server), "server");
        QTEST(text(haproxy::outcomeName(parsed->outcome)), "outcome");
    }

    void othersAreNot_data()
    {
        QTest::addColumn<QByteArray>("line");
        const QByteArray quoted(message);
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("traffic that quotes one") << "<134>Nov 22 10:51:30 haproxy[7]: 10.0.0.9:4 "
                                                    "[22/Nov/2026:10:51:30.1] www web/web1 0/0/0/1/1 200 9 - - ---- "
                                                    "1/1/0/0/0 0/0 \"GET /x: "
                + quoted + " HTTP/1.1\"";
        QTest::newRow("captured header") << "<134>Nov 22 10:51:30 haproxy[7]: 10.0.0.9:4 [t] www web/web1 {" + quoted
                + "}";
        QTest::newRow("an address that says it is a tag") << "<134>Nov 22 10:51:30 haproxy[7]: x: " + quoted;
        QTest::newRow("a name with a bracket") << QByteArray("Server be/<b>s1</b> is DOWN. 1 active");
        QTest::newRow("a name with a blank") << QByteArray("Server be/s 1 is DOWN. 1 active");
        QTest::newRow("no server") << QByteArray("Server be is DOWN. 1 active");
        QTest::newRow("an endless name") << QByteArray("Server be/") + QByteArray(300, 's') + " is DOWN. 1 active";
        QTest::newRow("something else about a server") << QByteArray("Server be/s1 is on fire.");
        QTest::newRow("start-up") << QByteArray("[NOTICE]   (18452) : New worker (18456) forked");
    }
    void othersAreNot()
    {
        QFETCH(QByteArray, line);
        QVERIFY(!parseHealthLine(line.toStdString()));
    }

    void everyLineOfRealHaproxiesIsUnderstood()
    {
        const QString folder = support::sharedFolder();
        REQUIRE_SHARED(folder);
        std::map<QString, int> count;
        for (const char* const name : {"rfc3164.2.6.log", "rfc5424.2.6-and-3.5dev.log", "ring-show-events.2.6.txt",
                                       "stderr.2.6.log", "stderr.3.5-dev5.log"}) {
            const QByteArray file = support::readCapture(folder + QStringLiteral("/data/captures/logs/") + name);
            QVERIFY(!file.isEmpty());
            for (const QByteArray& line : file.split('\n')) {
                if (const auto parsed = parseHealthLine({line.constData(), static_cast<std::size_t>(line.size())})) {
                    ++count[text(haproxy::outcomeName(parsed->outcome))];
                }
            }
        }
        // As many as the regular expressions beside the captures find.
        QCOMPARE(count["check failed"] + count["check passed"], 3383);
        QCOMPARE(count["DOWN"], 1235);
        QCOMPARE(count["UP"] + count["out of rotation"], 995 + 21 + 24);
        QCOMPARE(count["back in rotation"], 33 + 20);
        QCOMPARE(count["no server left"], 134);
    }

    void nothingHurts()
    {
        const std::string huge = "Server be/s1 is DOWN" + std::string(1'000'000, '(');
        QVERIFY(!parseHealthLine(huge)); // a state is followed by a stop or a comma
        std::mt19937 random(7);          // NOLINT: the same lines in every run
        const std::string base = std::string("<133>1 2026-11-22T10:43:39Z - haproxy 1 - [x] ") + message;
        for (int i = 0; i < 200'000; ++i) {
            std::string line = base.substr(random() % 60, 20 + random() % base.size());
            for (int change = 0; change < 4; ++change) {
                line[random() % line.size()] = static_cast<char>(random());
            }
            if (const auto parsed = parseHealthLine(line)) {
                QVERIFY(parsed->text.data() >= line.data());
                QVERIFY(parsed->text.data() + parsed->text.size() <= line.data() + line.size());
                QVERIFY(!parsed->proxy.empty() && parsed->proxy.size() <= 256);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestHealthLog)

} // namespace tst_healthlog

#include "tst_healthlog.moc"
