#include "tests/support/processes.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/wall/wallview.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_wallcode {

using namespace checkwatch;
using namespace checkwatch::wall;
using scriptedsession::ScriptedSession;
using support::findProgram;

/// The QR code as somebody's telephone reads it off the wall: decoded by another program, out of a picture of the screen.
class WallCodeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { CHECKWATCH_NEEDS(!findProgram(QStringLiteral("zbarimg")).isEmpty(), "zbarimg (zbar-tools)"); }
    void isRead_data();
    void isRead();
    void longAddressesGiveWayToSteps();
    void growsWithTheScreen();
    void everyAlertHasItsTurn();

private:
    struct Shown
    {
        ScriptedSession session{scriptedsession::Scene::Workstation};
        WallView view;

        Shown(const QSize& size, const std::string& url)
        {
            session.setRunbookUrl(url);
            view.setRunbooks(windowshow::library());
            view.setZone(common::Zone::Utc);
            view.resize(size);
            view.setSession(&session);
            view.compose(); // the answer has come
        }
        /// Where the code stands; empty where there is none.
        [[nodiscard]] QRectF code() const
        {
            const auto& images = view.scene().images;
            const auto at = std::ranges::find_if(
                images, [](const SceneImage& image) { return image.image.width() == image.image.height(); });
            return at == images.end() ? QRectF() : at->box;
        }
        /// What stands below it.
        [[nodiscard]] QString caption() const
        {
            const auto& texts = view.scene().texts;
            const auto at = std::ranges::find_if(
                texts, [](const SceneText& text) { return text.text.endsWith(QStringLiteral(" runbook")); });
            return at == texts.end() ? QString() : at->text;
        }
    };
    /// What the reader makes of a picture; "" where it finds nothing.
    static QString read(const QPixmap& picture)
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("wall.png"));
        picture.save(file);
        QProcess reader;
        reader.start(findProgram(QStringLiteral("zbarimg")),
                     {QStringLiteral("--quiet"), QStringLiteral("--raw"), QStringLiteral("-Sdisable"),
                      QStringLiteral("-Sqrcode.enable"), file});
        reader.waitForFinished(30'000);
        return QString::fromUtf8(reader.readAllStandardOutput()).trimmed();
    }
};

namespace {

const std::string address = "https://runbooks.example.org/haproxy/HaproxyServerHealthcheckFailure?team=web#diagnosis";

} // namespace

void WallCodeTest::isRead_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("theme");
    QTest::addColumn<bool>("url");
    for (const QSize size : {QSize(1280, 720), QSize(1366, 768), QSize(1920, 1080), QSize(2560, 1080),
                             QSize(3840, 2160), QSize(1080, 1920)}) {
        for (std::size_t theme = 0; theme < windowshow::themes.size(); ++theme) {
            for (const bool url : {true, false}) {
                QTest::addRow("%dx%d-%s-%s", size.width(), size.height(), windowshow::themes[theme].name,
                              url ? "address" : "steps")
                    << size << static_cast<int>(theme) << url;
            }
        }
    }
}

void WallCodeTest::isRead()
{
    QFETCH(QSize, size);
    QFETCH(int, theme);
    QFETCH(bool, url);
    common::applyTheme(windowshow::application(), windowshow::themes[static_cast<std::size_t>(theme)].kind);
    Shown shown(size, url ? address : std::string());
    const QRectF code = shown.code();
    QVERIFY2(code.width() >= 200 && code.height() >= 200, QByteArray::number(code.width()));
    QCOMPARE(shown.caption(), QStringLiteral("web-03 runbook"));
    const QString text = read(shown.view.grab());
    if (url) {
        QCOMPARE(text, QString::fromStdString(address));
        return;
    }
    QVERIFY2(text.startsWith(QStringLiteral("HaproxyServerHealthcheckFailure\napp/web-03\n1. HAProxy logs for")),
             qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("\n5. Network from HAProxy to the server")), qPrintable(text));
}

void WallCodeTest::longAddressesGiveWayToSteps()
{
    Shown shown({1920, 1080}, address + std::string(400, 'x'));
    QVERIFY(read(shown.view.grab()).contains(QStringLiteral("\n1. HAProxy logs for failed checks")));
}

void WallCodeTest::growsWithTheScreen()
{
    Shown shown({1920, 1080}, address);
    const double before = shown.code().width();
    shown.view.resize(3840, 2160);
    shown.view.compose();
    QCOMPARE(shown.code().width(), 2 * before);
    QCOMPARE(read(shown.view.grab()), QString::fromStdString(address));
}

/// One at a time, the most urgent first, and after a page's time the next.
void WallCodeTest::everyAlertHasItsTurn()
{
    Shown shown({1920, 1080}, std::string());
    shown.view.setDwell(base::Duration{500});
    QSet<QString> seen;
    QTRY_VERIFY_WITH_TIMEOUT((seen << read(shown.view.grab()).section(QLatin1Char('\n'), 1, 1)).size() >= 3, 15'000);
    for (const QString& server : {QStringLiteral("app/web-02"), QStringLiteral("app/web-03")}) {
        QVERIFY2(seen.contains(server), qPrintable(QStringList(seen.values()).join(QLatin1Char(' '))));
    }
}

QTEST_MAIN(WallCodeTest)

} // namespace tst_wallcode

#include "tst_wallcode.moc"
