#include "models/sources/logreceiver.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUdpSocket>

#include <algorithm>

namespace tst_logreceiver {

using namespace checkwatch;
using sources::LogReceiver;

namespace {

using Lines = std::vector<fleet::Event>;

constexpr const char* failed
    = "Health check for server web/web1 failed, reason: Layer4 connection problem, check duration: "
      "0ms, status: 2/3 UP.";

/// A receiver, and what it has said.
struct Listening
{
    explicit Listening(std::vector<config::LogSource> sources) : receiver(clock)
    {
        QObject::connect(&receiver, &LogReceiver::received, &receiver,
                         [this](const auto& more) { lines.insert(lines.end(), more->begin(), more->end()); });
        QObject::connect(&receiver, &LogReceiver::listening, &receiver,
                         [this](const std::vector<std::string>& names) { listening = names; });
        QObject::connect(&receiver, &LogReceiver::failed, &receiver,
                         [this](const base::Error& error) { errors.push_back(error.text()); });
        receiver.setSources(sources);
    }
    [[nodiscard]] bool waitFor(std::size_t count)
    {
        return QTest::qWaitFor([this, count] { return lines.size() >= count; }, 5000);
    }
    /// What was dropped, as it was told; -1: not a word about it.
    [[nodiscard]] qlonglong dropped() const
    {
        qlonglong sum = -1;
        for (const fleet::Event& line : lines) {
            if (line.after == "dropped") {
                sum = std::max(sum, 0LL) + std::atoll(line.detail.c_str());
            }
        }
        return sum;
    }

    base::ManualClock clock{base::fromUnixMs(1'800'000'000'000)};
    LogReceiver receiver;
    Lines lines;
    std::vector<std::string> listening;
    std::vector<std::string> errors;
};

quint16 freeUdpPort()
{
    QUdpSocket socket;
    return socket.bind(QHostAddress::LocalHost, 0) ? socket.localPort() : 0;
}

config::LogSource udp(quint16 port)
{
    return {"127.0.0.1", port, {}, {}};
}

void send(quint16 port, const QByteArray& line)
{
    QUdpSocket socket;
    QCOMPARE(socket.writeDatagram(line, QHostAddress::LocalHost, port), line.size());
}

void append(const QString& path, const QByteArray& text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append));
    QCOMPARE(file.write(text), text.size());
}

} // namespace

/// Log lines out of real sockets and files, and what hostile ones do.
class TestLogReceiver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void datagramsBecomeEvents()
    {
        const quint16 port = freeUdpPort();
        Listening log({{"127.0.0.1", port, {}, "lb-01:8404"}});
        QCOMPARE(log.listening, std::vector<std::string>{"udp://127.0.0.1:" + std::to_string(port)});
        send(
            port,
            "<134>Nov 22 10:51:30 haproxy[7]: 10.0.0.9:4 [t] www web/web1 0/0/0/1/1 200 9 - - ---- \"GET / HTTP/1.1\"");
        send(port, QByteArray("<133>Nov 22 10:51:30 haproxy[7]: ") + failed + "\n");
        QVERIFY(log.waitFor(1));
        QCOMPARE(log.lines.size(), 1U); // traffic is passed over
        const fleet::Event& line = log.lines.front();
        QCOMPARE(line.kind, fleet::EventKind::LogLine);
        QCOMPARE(line.instance, std::string("lb-01:8404"));
        QCOMPARE(line.proxy + "/" + line.name, std::string("web/web1"));
        QCOMPARE(line.after, std::string("check failed"));
        QCOMPARE(line.detail, std::string(failed));
    }

    void aPortInUseIsTold()
    {
        QUdpSocket other;
        QVERIFY(other.bind(QHostAddress::LocalHost, 0));
        Listening log({udp(other.localPort()), {"no address", 1, {}, {}}});
        QCOMPARE(log.errors.size(), 2U);
        QVERIFY2(log.errors[0].find("cannot listen for log lines") != std::string::npos, log.errors[0].c_str());
        QVERIFY(log.listening.empty());
    }

    void sourcesThatStayGoOn()
    {
        const quint16 stays = freeUdpPort();
        Listening log({udp(stays)});
        send(stays, failed); // not read yet: a socket that was opened anew would have lost it
        const quint16 other = freeUdpPort();
        log.receiver.setSources({udp(other), udp(stays)});
        QVERIFY(log.errors.empty());
        send(other, failed);
        QVERIFY(log.waitFor(2));
        log.receiver.setSources({udp(other)});
        QUdpSocket taken;
        QVERIFY(taken.bind(QHostAddress::LocalHost, stays)); // free again
    }

    void longAndOddLinesAreCutAndKept()
    {
        const quint16 port = freeUdpPort();
        Listening log({udp(port)});
        const QByteArray odd = QByteArray("Health check for server web/web1 failed, info: \"\x1b[2J\xe2\x80\xae\xff\t")
            + QByteArray(10'000, 'x') + "\", status: 2/3 UP.";
        send(port, odd);
        send(port, QByteArray(10'000, 'S'));
        send(port, QByteArray());
        send(port, failed);
        QVERIFY(log.waitFor(2));
        QCOMPARE(log.lines.size(), 2U);
        QVERIFY(log.lines[0].detail.size() <= 1024); // what is odd in it, whoever shows it takes out
        QCOMPARE(log.lines[1].detail, std::string(failed));
    }

    void moreThanTheTimelineCanKeepIsDropped()
    {
        const quint16 port = freeUdpPort();
        Listening log({udp(port)});
        for (int i = 0; i < 100; ++i) { // no more than a socket holds at a time
            for (int line = 0; line < 30; ++line)
                send(port, failed);
            QTest::qWait(2);
        }
        QTRY_VERIFY(log.dropped() > 0); // told at once the first time
        const auto kept = [&log] { return std::ranges::count(log.lines, "check failed", &fleet::Event::after); };
        QCOMPARE(kept(), 2000); // the clock stands still
        log.clock.advance(std::chrono::seconds{11});
        send(port, failed);
        QTRY_COMPARE(log.dropped(), 1000LL);
        QTRY_COMPARE(kept(), 2001);
        for (int line = 0; line < 400; ++line)
            send(port, failed);
        log.clock.advance(std::chrono::seconds{11});
        send(port, failed);
        QTRY_VERIFY(log.dropped() > 1000LL);
        QTRY_VERIFY(kept() > 2001 + 100);
        QVERIFY(kept() <= 2001 + 219);
    }

    /// 50,000 a second: what comes is bounded, what does not is counted.
    void aFloodIsCounted()
    {
        const quint16 port = freeUdpPort();
        Listening log({udp(port)});
        constexpr int count = 50'000;
        QUdpSocket socket;
        for (int i = 0; i < count; ++i) {
            socket.writeDatagram(failed, qstrlen(failed), QHostAddress::LocalHost, port);
            if (i % 5000 == 0) {
                QCoreApplication::processEvents();
            }
        }
        const auto kept = [&log] { return std::ranges::count(log.lines, "check failed", &fleet::Event::after); };
        QTRY_VERIFY_WITH_TIMEOUT((log.clock.advance(std::chrono::seconds{11}), send(port, failed), log.dropped() >= 0),
                                 5000);
        QVERIFY2(kept() >= 2000 && kept() < 2000 + 11 * 10 * 100, QByteArray::number(qlonglong(kept())));
        // Read and not wanted, or thrown away by the system: each is told sooner or later.
        QTRY_VERIFY_WITH_TIMEOUT(
            (log.clock.advance(std::chrono::seconds{11}), send(port, failed), log.dropped() + kept() >= count), 15'000);
    }

    void aFileIsFollowedFromItsEndOn()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("haproxy.log"));
        append(path, QByteArray(failed) + "\n");
        Listening log({{{}, 0, path.toStdString(), {}}});
        QCOMPARE(log.listening, std::vector<std::string>{"haproxy.log"});
        append(path, "Server web/web1 is DOWN. 1 active and 0 ba");
        QTest::qWait(700);
        QVERIFY(log.lines.empty()); // neither what was there nor half a line
        append(path, "ckup servers left.\nNov 22 10:51:30 lb haproxy[1]: " + QByteArray(failed) + "\n");
        QVERIFY(log.waitFor(2));
        QCOMPARE(log.lines[0].detail, std::string("Server web/web1 is DOWN. 1 active and 0 backup servers left."));
        QVERIFY(QFile::rename(path, path + QStringLiteral(".1"))); // logrotate
        append(path + QStringLiteral(".1"), "Server web/last is DOWN. 1\n");
        append(path, "Server web/web2 is DOWN. 1\n");
        QVERIFY(log.waitFor(4));
        QCOMPARE(log.lines[2].name + log.lines[3].name, std::string("lastweb2"));
        QVERIFY(QFile::resize(path, 0)); // copytruncate
        QTest::qWait(700);
        append(path, "Server web/web3 is DOWN. 1\n");
        QVERIFY(log.waitFor(5));
        append(path, QByteArray(5000, 'x') + "\nServer web/web4 is DOWN. 1\n");
        QVERIFY(log.waitFor(6));
        QCOMPARE(log.lines[5].name, std::string("web4"));
    }

    void aFileThatComesLaterIsReadFromItsBeginning()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("haproxy.log"));
        Listening log({{{}, 0, path.toStdString(), {}}, {{}, 0, folder.path().toStdString(), {}}});
        QCOMPARE(log.errors.size(), 2U);
        QVERIFY2(log.errors[1].find("not a file") != std::string::npos, log.errors[1].c_str());
        QVERIFY(log.listening.empty());
        append(path, QByteArray(failed) + "\n");
        QVERIFY(log.waitFor(1));
        QCOMPARE(log.listening.size(), 1U);
        QCOMPARE(log.errors.size(), 2U); // told once
    }

    void aFileThatIsFarAheadIsTakenUpAtItsEnd()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("haproxy.log"));
        append(path, "\n");
        Listening log({{{}, 0, path.toStdString(), {}}});
        append(path,
               QByteArray(failed) + "\n" + QByteArray(6'000'000, 'x').replace(100, 1, "\n")
                   + "\nServer web/web9 is DOWN. 1\n");
        QVERIFY(log.waitFor(2));
        QCOMPARE(log.lines.front().name, std::string("web9"));
        QVERIFY(log.dropped() >= 0);
    }
};

QTEST_GUILESS_MAIN(TestLogReceiver)

} // namespace tst_logreceiver

#include "tst_logreceiver.moc"
