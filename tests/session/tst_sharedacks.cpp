#include "models/fleet/acknowledgement.h"
#include "models/session/sharedacks.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace tst_sharedacks {

using namespace checkwatch;
using namespace std::chrono_literals;
using session::SharedAcks;

/// Two programs with one recording folder: what is acknowledged in one is known in the other.
class SharedAcksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneHearsOfTheOther();
    void namesMayBeAnything();
    void onlyTheLastDayAndWholeLines();
    void nothingIsSharedWithoutAFolder();

private:
    static constexpr base::Timestamp now = base::fromUnixMs(1'784'030'781'000);

    static fleet::Event event(std::string server, base::Timestamp at)
    {
        return fleet::acknowledgementOf({7, "haproxy", "lb-01:8404", "app", std::move(server)}, "ann", at);
    }
};

void SharedAcksTest::oneHearsOfTheOther()
{
    const QTemporaryDir folder;
    const SharedAcks workstation(folder.path().toStdString());
    SharedAcks wall(folder.path().toStdString());
    QVERIFY(wall.takeNew(now).empty());
    QVERIFY(workstation.append(event("web-01", now)).ok());
    const std::vector<fleet::Event> heard = wall.takeNew(now + 1s);
    QCOMPARE(heard.size(), std::size_t{1});
    QCOMPARE(heard.front().kind, fleet::EventKind::Acknowledged);
    QCOMPARE(heard.front().serverName, std::string("web-01"));
    QCOMPARE(heard.front().instance, std::string("lb-01:8404"));
    QCOMPARE(heard.front().detail, std::string("ann"));
    QCOMPARE(fleet::acknowledgedAt(heard.front()), now);
    QVERIFY(wall.takeNew(now + 2s).empty());       // once
    SharedAcks later(folder.path().toStdString()); // started again
    QCOMPARE(later.takeNew(now + 1h).size(), std::size_t{1});
}

void SharedAcksTest::namesMayBeAnything()
{
    const QTemporaryDir folder;
    SharedAcks acks(folder.path().toStdString());
    const std::string name = "a\tb\nc\\d\\n \xe2\x80\xae";
    QVERIFY(acks.append(event(name, now)).ok());
    QCOMPARE(acks.takeNew(now).front().serverName, name);
}

void SharedAcksTest::onlyTheLastDayAndWholeLines()
{
    const QTemporaryDir folder;
    SharedAcks acks(folder.path().toStdString());
    QVERIFY(acks.append(event("old", now - 25h)).ok());
    QVERIFY(acks.append(event("tomorrow's", now + 2min)).ok());
    QFile file(folder.filePath(QStringLiteral("acknowledgements")));
    QVERIFY(file.open(QIODevice::Append));
    file.write("nonsense\n\n12\ttoo few\n");
    file.write("1784030781000\t\thaproxy\tlb-01:8404\tapp\tweb-0"); // the rest is still being written
    file.flush();
    QVERIFY(acks.takeNew(now).empty());
    file.write("2\tbob\n");
    file.flush();
    const std::vector<fleet::Event> heard = acks.takeNew(now);
    QCOMPARE(heard.size(), std::size_t{1});
    QCOMPARE(heard.front().serverName, std::string("web-02"));
    file.resize(0); // begun anew
    QVERIFY(acks.append(event("web-03", now)).ok());
    QCOMPARE(acks.takeNew(now).size(), std::size_t{1});
}

void SharedAcksTest::nothingIsSharedWithoutAFolder()
{
    SharedAcks acks({});
    QVERIFY(!acks.isShared());
    QVERIFY(acks.takeNew(now).empty());
    const SharedAcks gone("/nonexistent/folder");
    const auto kept = gone.append(event("web-01", now));
    QVERIFY(!kept.ok());
    QCOMPARE(kept.error().where, std::string("/nonexistent/folder/acknowledgements"));
}

QTEST_GUILESS_MAIN(SharedAcksTest)

} // namespace tst_sharedacks

#include "tst_sharedacks.moc"
