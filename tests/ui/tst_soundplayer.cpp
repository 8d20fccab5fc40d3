#include "ui/common/soundplayer.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <chrono>
#include <dlfcn.h>

namespace tst_soundplayer {

using namespace checkwatch;
using namespace std::chrono_literals;
using common::SoundPlayer;

/// What plays where the sound library hangs. The stand-in is loaded before, so that its name finds it.
class SoundPlayerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_library = dlopen(CANBERRA_STANDIN "/libcanberra.so.0", RTLD_NOW);
        QVERIFY2(m_library != nullptr, dlerror());
    }
    void whatIsPlayedIsAnswered()
    {
        SoundPlayer player;
        QSignalSpy played(&player, &SoundPlayer::played);
        QSignalSpy checked(&player, &SoundPlayer::checked);
        player.play(QStringLiteral("notice"));
        player.check({QStringLiteral("alarm")});
        QTRY_COMPARE(played.size(), 1);
        QTRY_COMPARE(checked.size(), 1);
        QCOMPARE(checked.front().front().toString(), QString());
    }
    /// The last one: the library comes back when the player has long gone.
    void aLibraryThatHangsIsToldAndLeftBehind()
    {
        qputenv("CANBERRA_HANGS", "1");
        QElapsedTimer took;
        {
            SoundPlayer player(nullptr, 100ms);
            QSignalSpy failed(&player, &SoundPlayer::failed);
            QSignalSpy played(&player, &SoundPlayer::played);
            took.start();
            player.play(QStringLiteral("alarm"));
            QVERIFY(took.elapsed() < 1000); // no screen waits for it
            QTRY_COMPARE(failed.size(), 1);
            QVERIFY(failed.front().front().toString().contains(QStringLiteral("does not answer")));
            player.check({QStringLiteral("alarm")}); // it hangs still
            QTRY_COMPARE(failed.size(), 2);
            QVERIFY(played.isEmpty());
            took.restart();
        }
        QVERIFY2(took.elapsed() >= 900 && took.elapsed() < 3000, QByteArray::number(took.elapsed()));
        reinterpret_cast<void (*)()>(dlsym(m_library, "canberra_standin_let_go"))();
        QTest::qWait(100); // it touches nothing that has gone: the address sanitizer would see
    }

private:
    void* m_library = nullptr;
};

QTEST_GUILESS_MAIN(SoundPlayerTest)

} // namespace tst_soundplayer

#include "tst_soundplayer.moc"
