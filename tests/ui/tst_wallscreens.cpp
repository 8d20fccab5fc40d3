#include "tests/support/xserver.h"
#include "tests/ui/hungwall.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScreen>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QWindow>

#include <memory>

namespace tst_wallscreens {

using namespace checkwatch;

namespace {

bool xrandr(const QStringList& arguments)
{
    support::ChildProcess program(support::findProgram(QStringLiteral("xrandr")), arguments);
    const bool done = program.waitForEnd(10'000) && program.exitCode() == 0;
    if (!done) {
        qWarning("xrandr: %s", program.errors().constData());
    }
    return done;
}

bool plugIn(const QString& output, const QString& mode, const QStringList& more = {})
{
    return xrandr(QStringList{"--output", output, "--mode", mode} + more);
}

bool unplug(const QString& output)
{
    return xrandr({"--output", output, "--off"});
}

QStringList screens()
{
    QStringList names;
    for (const QScreen* const screen : QGuiApplication::screens()) {
        names << screen->name();
    }
    names.sort();
    return names;
}

} // namespace

/// A wall on a real X server whose outputs are taken away and brought back while it stands.
class WallScreensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        CHECKWATCH_NEEDS(!support::findXorg().isEmpty(), "Xorg with its dummy driver, or xrandr");
        QCOMPARE(QGuiApplication::platformName(), QStringLiteral("xcb")); // or the server does not answer
        QStandardPaths::setTestModeEnabled(true);
        QVERIFY(xrandr({"--addmode", "DUMMY1", "1024x768"}) && xrandr({"--addmode", "DUMMY1", "800x600"}));
    }
    void init()
    {
        QVERIFY(plugIn(QStringLiteral("DUMMY0"), QStringLiteral("1280x720"), {"--pos", "0x0"}));
        QVERIFY(plugIn(QStringLiteral("DUMMY1"), QStringLiteral("1024x768"), {"--pos", "1280x0"}));
        QTRY_COMPARE(screens(), (QStringList{"DUMMY0", "DUMMY1"}));
        m_configured.write("{screens: [{screen: DUMMY1}]}");
    }

    void goesToAnotherScreenAndBack()
    {
        app::WallRun run(m_configured.options(), *qApp);
        QVERIFY(run.begin());
        QTRY_COMPARE(place(), on("DUMMY1", {1280, 0, 1024, 768}));
        for (int time = 0; time < 3; ++time) {
            QVERIFY(unplug(QStringLiteral("DUMMY1")));
            QTRY_COMPARE(place(), on("DUMMY0", {0, 0, 1280, 720}));
            QVERIFY(beats());
            QVERIFY(plugIn(QStringLiteral("DUMMY1"), QStringLiteral("1024x768"), {"--pos", "1280x0"}));
            QTRY_COMPARE(place(), on("DUMMY1", {1280, 0, 1024, 768}));
            QVERIFY(beats());
        }
    }

    /// A television is switched on, and says only later what it can do.
    void isAsLargeAsItsScreenIs()
    {
        m_configured.write("{screens: [{screen: DUMMY0}]}");
        app::WallRun run(m_configured.options(), *qApp);
        QVERIFY(run.begin());
        QTRY_COMPARE(place(), on("DUMMY0", {0, 0, 1280, 720}));
        QVERIFY(plugIn(QStringLiteral("DUMMY0"), QStringLiteral("800x600"), {"--pos", "0x0"}));
        QTRY_COMPARE(place(), on("DUMMY0", {0, 0, 800, 600}));
        QVERIFY(plugIn(QStringLiteral("DUMMY0"), QStringLiteral("1280x720"), {"--pos", "0x0"}));
        QTRY_COMPARE(place(), on("DUMMY0", {0, 0, 1280, 720}));
        QVERIFY(beats());
    }

    /// All of them are switched off over night.
    void outlivesTheLastScreen()
    {
        app::WallRun run(m_configured.options(), *qApp);
        QVERIFY(run.begin());
        QTRY_COMPARE(place(), on("DUMMY1", {1280, 0, 1024, 768}));
        QVERIFY(unplug(QStringLiteral("DUMMY1")) && unplug(QStringLiteral("DUMMY0")));
        QTRY_VERIFY(!screens().contains(QStringLiteral("DUMMY0")) && !screens().contains(QStringLiteral("DUMMY1")));
        QVERIFY(beats());
        QVERIFY(plugIn(QStringLiteral("DUMMY0"), QStringLiteral("1280x720"), {"--pos", "0x0"}));
        QTRY_COMPARE(place(), on("DUMMY0", {0, 0, 1280, 720}));
        QVERIFY(plugIn(QStringLiteral("DUMMY1"), QStringLiteral("1024x768"), {"--pos", "1280x0"}));
        QTRY_COMPARE(place(), on("DUMMY1", {1280, 0, 1024, 768}));
        QVERIFY(beats());
    }

private:
    static wall::WallView* view() { return hungwall::views().front(); }
    static QString on(const char* screen, const QRect& rect)
    {
        return QStringLiteral("%1 %2x%3 at %4,%5, full")
            .arg(QLatin1String(screen))
            .arg(rect.width())
            .arg(rect.height())
            .arg(rect.x())
            .arg(rect.y());
    }
    /// Where the wall's window is, as on() says it.
    static QString place()
    {
        const wall::WallView* const wall = view();
        const QString there = on(wall->screen()->name().toUtf8().constData(), wall->windowHandle()->geometry());
        return wall->isVisible() && wall->isFullScreen() && wall->geometry() == wall->windowHandle()->geometry()
            ? there
            : there + QStringLiteral(", but not so");
    }
    /// It is painted twice a second, wherever it is.
    static bool beats()
    {
        QSignalSpy painted(view(), &wall::WallView::painted);
        QElapsedTimer since;
        since.start();
        while (painted.size() < 3 && since.elapsed() < 5000) {
            painted.wait(500);
        }
        return painted.size() >= 3;
    }

    hungwall::Configured m_configured;
};

int main(int argc, char** argv)
{
    const QTemporaryDir folder;
    std::unique_ptr<support::XServer> server;
    if (!support::findXorg().isEmpty()) {
        server.reset(new support::XServer(support::dummyOutputs(folder.path()))); // made in its place
    }
    if (server && !server->display().isEmpty()) {
        qputenv("DISPLAY", server->display().toUtf8());
        qputenv("QT_QPA_PLATFORM", "xcb");
    }
    const QApplication application(argc, argv);
    WallScreensTest test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace tst_wallscreens

#include "tst_wallscreens.moc"
