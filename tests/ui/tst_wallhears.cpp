#include "tests/ui/hungwall.h"

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <dlfcn.h>

namespace tst_wallhears {

using namespace checkwatch;
using hungwall::views;

namespace {

bool says(wall::WallView* view, const QString& words)
{
    view->compose();
    return std::ranges::any_of(view->scene().texts,
                               [&](const wall::SceneText& text) { return text.text.contains(words); });
}

} // namespace

/// A wall that hangs, its sound, and SIGHUP. The sound library's stand-in is loaded before, so that its name finds it.
class WallHearsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QVERIFY2(dlopen(CANBERRA_STANDIN "/libcanberra.so.0", RTLD_NOW) != nullptr, dlerror());
        qputenv("CANBERRA_HEARD", heardFile().toUtf8());
    }

    /// Somebody has been there: a reload that says nothing new about the sound is no reason to call him again.
    void whatWasSeenStaysSeen()
    {
        m_configured.write("{sound: {silent: alarm}}");
        app::WallRun run(m_configured.options(), *qApp);
        QVERIFY(run.begin());
        QTRY_COMPARE(heard(), 1); // the exporter does not answer
        QTest::keyClick(views().front(), Qt::Key_Space);
        m_configured.hangUp("{grouping: server, sound: {silent: alarm}}");
        QTRY_COMPARE(views().front()->scope().grouping, wall::Grouping::Server);
        QTest::qWait(3000);
        QCOMPARE(heard(), 1);
        m_configured.hangUp("{grouping: server, sound: {silent: notice}}"); // it is another sound
        QTRY_COMPARE(heard(), 2);
    }

    /// On screens that come later, too, and no longer than there is to be a sound.
    void whatKeepsItSilentIsOnEachScreen()
    {
        qputenv("CANBERRA_OPENS", "-5");
        m_configured.write("{sound: {silent: alarm}, screens: [{screen: 1}]}");
        app::WallRun run(m_configured.options(), *qApp);
        QVERIFY(run.begin());
        const QString note = QStringLiteral("no sound: ");
        QTRY_VERIFY(says(views().front(), note));
        m_configured.hangUp("{sound: {silent: alarm}, screens: [{screen: 1}, {screen: 2}]}");
        QTRY_COMPARE(views().size(), std::size_t{2});
        for (wall::WallView* const view : views()) {
            QTRY_VERIFY(view->listed() != nullptr);
            QVERIFY(says(view, note));
        }
        m_configured.hangUp("{screens: [{screen: 1}]}");
        QTRY_COMPARE(views().size(), std::size_t{1});
        QVERIFY(!says(views().front(), note));
    }

private:
    [[nodiscard]] QString heardFile() const { return m_folder.filePath(QStringLiteral("heard")); }
    [[nodiscard]] int heard() const
    {
        QFile file(heardFile());
        return file.open(QIODevice::ReadOnly) ? static_cast<int>(file.readAll().count('\n')) : 0;
    }

    QTemporaryDir m_folder;
    hungwall::Configured m_configured;
};

QTEST_MAIN(WallHearsTest)

} // namespace tst_wallhears

#include "tst_wallhears.moc"
