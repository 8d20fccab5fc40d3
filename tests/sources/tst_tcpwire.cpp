#include "models/sources/tcpwire.h"

#include <QElapsedTimer>
#include <QTest>

#include <array>
#include <cerrno>
#include <functional>
#include <memory>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tst_tcpwire {

using namespace checkwatch::sources;

namespace {

/// Reads all that comes, and remembers what happened.
class User final : public WireUser
{
public:
    explicit User(const std::shared_ptr<SocketPoll>& poll) : wire(std::make_unique<TcpWire>(poll, *this)) {}
    void wireOpened() override { opened = true; }
    void wireReadable() override
    {
        std::array<char, 4096> piece{};
        while (const std::size_t size = wire->read(piece)) {
            got.append(piece.data(), size);
        }
        if (onReadable) {
            onReadable();
        }
    }
    void wireEnded(QAbstractSocket::SocketError error) override
    {
        ended = error;
        why = wire->errorText();
        wire.reset();
    }

    std::unique_ptr<TcpWire> wire;
    std::string got;
    std::function<void()> onReadable;
    std::optional<QAbstractSocket::SocketError> ended;
    QString why;
    bool opened = false;
};

/// A listening socket on loopback whose other side the test plays itself.
class Listener
{
public:
    explicit Listener(int family = AF_INET) : m_socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_storage address{};
        address.ss_family = static_cast<sa_family_t>(family);
        socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
        if (family == AF_INET) {
            reinterpret_cast<sockaddr_in&>(address).sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        } else {
            reinterpret_cast<sockaddr_in6&>(address).sin6_addr = in6addr_loopback;
        }
        const int small = 4096;
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        if (::bind(m_socket, any, size) == 0 && ::listen(m_socket, 8) == 0
            && ::getsockname(m_socket, any, &size) == 0) {
            port = ntohs(family == AF_INET ? reinterpret_cast<sockaddr_in&>(address).sin_port
                                           : reinterpret_cast<sockaddr_in6&>(address).sin6_port);
        }
    }
    ~Listener() { ::close(m_socket); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    [[nodiscard]] int accept() const { return ::accept(m_socket, nullptr, nullptr); }

    std::uint16_t port = 0; ///< 0: there is no such loopback here

private:
    int m_socket;
};

/// The end comes as a reset: with unread bytes, or at once.
void reset(int socket)
{
    const linger now{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    ::close(socket);
}

} // namespace

class TestTcpWire : public QObject
{
    Q_OBJECT

    std::shared_ptr<SocketPoll> m_poll;

private Q_SLOTS:
    void init() { m_poll = std::make_shared<SocketPoll>(); }

    void bothFamilies_data()
    {
        QTest::addColumn<int>("family");
        QTest::addColumn<QByteArray>("address");
        QTest::newRow("IPv4") << AF_INET << QByteArray("127.0.0.1");
        QTest::newRow("IPv6") << AF_INET6 << QByteArray("::1");
    }
    void bothFamilies()
    {
        QFETCH(const int, family);
        QFETCH(const QByteArray, address);
        const Listener listener(family);
        if (listener.port == 0) {
            QSKIP("not run: this machine has no such loopback address");
        }
        User user(m_poll);
        user.wire->connectTo(address.toStdString(), listener.port);
        QTRY_VERIFY(user.opened);
        QVERIFY(user.wire->isOpen());
        const int peer = listener.accept();
        QCOMPARE(::send(peer, "hello", 5, 0), ssize_t{5});
        ::close(peer);
        QTRY_COMPARE(user.ended, QAbstractSocket::RemoteHostClosedError); // after what came before it
        QCOMPARE(user.got, "hello");
    }
    void refused()
    {
        std::uint16_t port = 0;
        {
            const Listener listener;
            port = listener.port;
        }
        User user(m_poll);
        user.wire->connectTo("127.0.0.1", port);
        QTRY_COMPARE(user.ended, QAbstractSocket::ConnectionRefusedError);
        QCOMPARE(user.why, QStringLiteral("Connection refused"));
        QVERIFY(!user.opened);
    }
    void noAddress()
    {
        User user(m_poll);
        user.wire->connectTo("localhost", 80); // names are the resolver's
        QCOMPARE(user.ended, QAbstractSocket::NetworkError);
    }
    void noDescriptorLeft()
    {
        rlimit limit{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
        const rlimit none{3, limit.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
        User user(m_poll);
        user.wire->connectTo("127.0.0.1", 1);
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &limit), 0);
        QCOMPARE(user.ended, QAbstractSocket::SocketResourceError);
        QCOMPARE(user.why, QStringLiteral("Too many open files"));
    }
    void writesWhatThePeerTakesSlowly()
    {
        const Listener listener;
        User user(m_poll);
        user.wire->connectTo("127.0.0.1", listener.port);
        QTRY_VERIFY(user.opened);
        std::string text;
        for (int i = 0; text.size() < 8'000'000; ++i) {
            text += std::to_string(i) + ' ';
        }
        user.wire->write(std::string_view(text).substr(0, 5'000'000));
        user.wire->write(std::string_view(text).substr(5'000'000));
        const int peer = listener.accept();
        std::string taken;
        std::array<char, 65536> piece{};
        QElapsedTimer time;
        time.start();
        while (taken.size() < text.size() && time.elapsed() < 30'000) {
            const ssize_t got = ::recv(peer, piece.data(), piece.size(), MSG_DONTWAIT);
            taken.append(piece.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
            if (got <= 0) {
                QTest::qWait(1);
            }
        }
        ::close(peer);
        QVERIFY(taken == text);
    }
    void resetWhileWriting()
    {
        const Listener listener;
        User user(m_poll);
        user.wire->connectTo("127.0.0.1", listener.port);
        QTRY_VERIFY(user.opened);
        const int peer = listener.accept();
        user.wire->write(std::string(8'000'000, 'x'));
        reset(peer);
        QTRY_COMPARE(user.ended, QAbstractSocket::RemoteHostClosedError); // and no SIGPIPE has ended the test
    }
    void writingToOneWhoHasGone()
    {
        const Listener listener;
        User user(m_poll);
        user.wire->connectTo("127.0.0.1", listener.port);
        QTRY_VERIFY(user.opened);
        reset(listener.accept());
        user.wire->write("one");
        user.wire->write("two");
        QVERIFY(!user.ended); // it is told out of the event loop
        QTRY_COMPARE(user.ended, QAbstractSocket::RemoteHostClosedError);
    }
    void oneMayEndAnotherThatIsReadyToo()
    {
        const Listener listener;
        User first(m_poll);
        User second(m_poll);
        for (User* const user : {&first, &second}) {
            user->wire->connectTo("127.0.0.1", listener.port);
            QTRY_VERIFY(user->opened);
        }
        const std::array<int, 2> peers{listener.accept(), listener.accept()};
        first.onReadable = [&second] { second.wire.reset(); };
        second.onReadable = [&first] { first.wire.reset(); };
        for (const int peer : peers) {
            QCOMPARE(::send(peer, "x", 1, 0), ssize_t{1});
        }
        QTRY_COMPARE(first.got.size() + second.got.size(), std::size_t{1});
        QTest::qWait(50);
        QCOMPARE(first.got.size() + second.got.size(), std::size_t{1});
        ::close(peers[0]);
        ::close(peers[1]);
    }
};

QTEST_GUILESS_MAIN(TestTcpWire)

} // namespace tst_tcpwire

#include "tst_tcpwire.moc"
