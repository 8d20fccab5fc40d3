#include "tests/support/files.h"
#include "tests/support/processes.h"

#include <QElapsedTimer>
#include <QImage>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <cstdlib>
#include <set>

namespace tst_wallvnc {

using namespace checkwatch;
using support::ChildProcess;

namespace {

constexpr int width = 1280;
constexpr int height = 720;

/// As much of a VNC viewer (RFC 6143) as it takes to look once.
class Viewer
{
public:
    explicit Viewer(quint16 port)
    {
        for (QElapsedTimer since = started(); since.elapsed() < 20'000;) {
            m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
            if (m_socket.waitForConnected(1000)) {
                return;
            }
            QTest::qWait(100);
        }
    }

    /// Its size, or nothing where the server does not say what it must.
    [[nodiscard]] QSize shakeHands()
    {
        if (!read(12).startsWith("RFB 003.")) {
            return {};
        }
        m_socket.write("RFB 003.003\n");
        if (read(4) != QByteArray("\0\0\0\1", 4)) { // no password
            return {};
        }
        m_socket.write("\1", 1); // others may look as well
        const QByteArray screen = read(24);
        const QByteArray name = read(qFromBigEndian<qint32>(screen.constData() + 20));
        return name.isEmpty()
            ? QSize()
            : QSize(qFromBigEndian<quint16>(screen.constData()), qFromBigEndian<quint16>(screen.constData() + 2));
    }

    /// The whole of it, as it is now, in one raw rectangle; null where it comes otherwise.
    [[nodiscard]] QImage look(const QSize& size)
    {
        m_socket.write(QByteArray("\0\0\0\0\x20\x18\0\1\0\xff\0\xff\0\xff\x10\x08\0\0\0\0", 20)); // QImage's RGB32
        m_socket.write(QByteArray("\2\0\0\1\0\0\0\0", 8));                                        // raw alone
        QByteArray request("\3\0\0\0\0\0\0\0\0\0", 10);
        qToBigEndian(static_cast<quint16>(size.width()), request.data() + 6);
        qToBigEndian(static_cast<quint16>(size.height()), request.data() + 8);
        m_socket.write(request);
        const QByteArray head = read(16);
        if (!head.startsWith(QByteArray("\0\0\0\1\0\0\0\0", 8)) || head.mid(8, 4) != request.mid(6)
            || head.mid(12) != QByteArray(4, '\0')) {
            return {};
        }
        const QByteArray pixels = read(4LL * size.width() * size.height());
        return pixels.isEmpty() ? QImage()
                                : QImage(reinterpret_cast<const uchar*>(pixels.constData()), size.width(),
                                         size.height(), QImage::Format_RGB32)
                                      .copy();
    }

private:
    static QElapsedTimer started()
    {
        QElapsedTimer timer;
        timer.start();
        return timer;
    }
    /// So many bytes; nothing where they do not come.
    QByteArray read(qint64 bytes)
    {
        for (QElapsedTimer since = started(); m_socket.bytesAvailable() < bytes && since.elapsed() < 20'000;) {
            m_socket.waitForReadyRead(500);
        }
        return m_socket.bytesAvailable() < bytes ? QByteArray() : m_socket.read(bytes);
    }

    QTcpSocket m_socket;
};

int difference(QRgb a, QRgb b)
{
    return std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b))});
}

/// Of all pixels, those that look alike.
double alike(const QImage& a, const QImage& b)
{
    int same = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            same += difference(a.pixel(x, y), b.pixel(x, y)) <= 8 ? 1 : 0;
        }
    }
    return static_cast<double>(same) / (a.width() * a.height());
}

std::size_t coloursOf(const QImage& image, const QRect& part)
{
    std::set<QRgb> colours;
    for (int y = part.top(); y <= part.bottom(); ++y) {
        for (int x = part.left(); x <= part.right(); ++x) {
            colours.insert(image.pixel(x, y));
        }
    }
    return colours.size();
}

} // namespace

/// What a VNC viewer sees of a wall on a box without a display is the wall.
class WallVncTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isSeenAsItIs()
    {
        const QString config = m_folder.filePath(QStringLiteral("c.yml"));
        QVERIFY(support::write(config, "scrape_configs: []\ncheckwatch: {recording: {enabled: false}}\n"));
        const QStringList arguments{"wall", "--config", config, "--theme", "dark"};
        const quint16 port = support::freePort();
        ChildProcess wall(
            m_program,
            arguments
                + QStringList{"--platform", QStringLiteral("vnc:size=%1x%2:port=%3").arg(width).arg(height).arg(port)});
        Viewer viewer(port);
        const QSize size = viewer.shakeHands();
        QVERIFY2(size == QSize(width, height), wall.errors());
        QImage seen;
        const auto isPainted = [&] { // the verdict, the clock: letters with their edges
            seen = viewer.look(size);
            return !seen.isNull() && coloursOf(seen, {0, 0, width, height / 6}) > 20;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isPainted(), 30000);
        QVERIFY(wall.running());

        const QString picture = m_folder.filePath(QStringLiteral("wall.png"));
        QProcessEnvironment offscreen = QProcessEnvironment::systemEnvironment();
        offscreen.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        ChildProcess shot(m_program,
                          arguments
                              + QStringList{"--screenshot", picture, "--after", "2", "--size",
                                            QStringLiteral("%1x%2").arg(width).arg(height)},
                          offscreen);
        QVERIFY(shot.waitForEnd(30'000));
        const QImage meant = QImage(picture).convertToFormat(QImage::Format_RGB32);
        QCOMPARE(meant.size(), seen.size());
        // But for the clock, what moves, and the letters: Qt takes another font there. Where there is nothing, or red and
        // blue have changed places, a tenth is alike.
        const double same = alike(seen, meant);
        QVERIFY2(same > 0.85, QByteArray::number(same));
        wall.terminate();
        QVERIFY(wall.waitForEnd(10'000));
        QCOMPARE(wall.exitCode(), 0);
    }

private:
    const QString m_program = QStringLiteral(CHECKWATCH_PROGRAM);
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(WallVncTest)

} // namespace tst_wallvnc

#include "tst_wallvnc.moc"
