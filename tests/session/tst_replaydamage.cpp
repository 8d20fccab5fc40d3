#include "tests/session/recordedlife.h"
#include "tests/session/replayrig.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_replaydamage {

using namespace checkwatch;
using recording::FrameKind;
using replayrig::opened;
using replayrig::start;

namespace {

/// What is wrong with a recording, looked at whole.
std::vector<recording::Damage> damageOf(const std::string& path)
{
    auto reader = recording::Reader::open(path);
    if (!reader) {
        return {};
    }
    (*reader)->checkAll([](std::uint64_t) { return true; });
    return (*reader)->damage();
}

/// Flips a bit of the file so that one frame of this kind is lost, and no other; false: none was found.
bool lose(FrameKind kind, const std::string& path)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly)) {
        return false;
    }
    const QByteArray whole = file.readAll();
    file.close();
    for (qsizetype place = whole.size() - 1; place > 0; place -= 101) {
        QByteArray flipped = whole;
        flipped[place] = static_cast<char>(flipped[place] ^ 1);
        if (!file.open(QIODevice::WriteOnly) || file.write(flipped) != whole.size()) {
            return false;
        }
        file.close();
        const std::vector<recording::Damage> damage = damageOf(path);
        if (damage.size() == 1 && damage[0].listed && damage[0].identity.kind == kind) {
            return true;
        }
    }
    return false;
}

} // namespace

/// A replay says of a damaged recording that it is, and where.
class TestReplayDamage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWholeIsSoOnceItWasLookedAt()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 41);
        life.live(std::chrono::seconds{60});
        life.flush();
        const auto session = opened(life);
        QVERIFY(!session->facts().checked);
        session->start();
        QTRY_VERIFY(session->timeline() != nullptr);
        QVERIFY(session->facts().checked && session->facts().damage.empty());
        QVERIFY(session->timeline()->unrecorded.empty() && session->timeline()->anyServer);
    }
    void whatIsLostIsSaidAndDrawn_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("values") << static_cast<int>(FrameKind::Samples);
        QTest::newRow("labels") << static_cast<int>(FrameKind::Series);
        QTest::newRow("scrapes") << static_cast<int>(FrameKind::Scrapes);
        QTest::newRow("events") << static_cast<int>(FrameKind::Events);
    }
    void whatIsLostIsSaidAndDrawn()
    {
        QFETCH(int, kind);
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 42);
        life.live(std::chrono::seconds{60});
        life.flush();
        QVERIFY(lose(static_cast<FrameKind>(kind), life.path()));
        const recording::FrameIdentity lost = damageOf(life.path()).front().identity;
        const auto session = opened(life);
        QSignalSpy known(session.get(), &session::Replay::damageKnown);
        session->start();
        QTRY_VERIFY(session->timeline() != nullptr);
        QVERIFY(session->facts().checked && !known.empty());
        QCOMPARE(session->facts().damage.size(), std::size_t{1});
        const auto& unrecorded = session->timeline()->unrecorded;
        QCOMPARE(unrecorded.size(), kind == static_cast<int>(FrameKind::Events) ? std::size_t{0} : std::size_t{1});
        if (kind == static_cast<int>(FrameKind::Samples)) {
            QCOMPARE(unrecorded.front().from, std::max(lost.from, session->timeline()->from));
            QVERIFY(unrecorded.front().to > unrecorded.front().from && unrecorded.front().to > lost.to);
        }
    }
};

QTEST_GUILESS_MAIN(TestReplayDamage)

} // namespace tst_replaydamage

#include "tst_replaydamage.moc"
