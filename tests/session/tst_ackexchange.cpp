#include "models/fleet/acknowledgement.h"
#include "models/recording/reader.h"
#include "models/session/ackexchange.h"
#include "models/session/livesession.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <mutex>

namespace tst_ackexchange {

using namespace checkwatch;
using namespace std::chrono_literals;
using session::AckExchange;

namespace {

constexpr base::Timestamp now = base::fromUnixMs(1'784'030'781'000);

fleet::Event acknowledged(std::string server, base::Timestamp at)
{
    return fleet::acknowledgementOf({7, "haproxy", "lb-01:8404", "app", std::move(server)}, "ann", at);
}

/// What an exchange tells, from whichever thread.
struct Told
{
    std::mutex mutex;
    std::vector<fleet::Event> heard;
    std::vector<base::Error> refused;
    std::vector<std::pair<std::string, bool>> silent;

    AckExchange::Listener listener()
    {
        return {[this](const std::vector<fleet::Event>& events) {
                    const std::lock_guard lock(mutex);
                    heard.insert(heard.end(), events.begin(), events.end());
                },
                [this](const base::Error& error) {
                    const std::lock_guard lock(mutex);
                    refused.push_back(error);
                },
                [this](const std::string& text, bool error) { silent.emplace_back(text, error); }};
    }
    std::size_t sizeOf(const auto& what)
    {
        const std::lock_guard lock(mutex);
        return what.size();
    }
};

/// A folder whose file of acknowledgements hangs who opens it, as one of a network may.
struct HangingFolder
{
    QTemporaryDir folder;
    std::string path = folder.filePath(QStringLiteral("acknowledgements")).toStdString();
    bool made = ::mkfifo(path.c_str(), S_IRUSR | S_IWUSR) == 0;

    /// Whoever reads gets on.
    void letGo() const { const std::ofstream writer(path); }
};

config::Config recordingIn(const QString& folder)
{
    config::Config config;
    config.evaluationInterval = base::Duration{200};
    config.checkwatch.recording.folder = folder.toStdString();
    return config;
}

std::unique_ptr<session::LiveSession> started(const QString& folder)
{
    auto made = session::LiveSession::create(recordingIn(folder));
    std::unique_ptr<session::LiveSession> session = made ? std::move(*made) : nullptr;
    if (session) {
        session->start();
    }
    return session;
}

std::ptrdiff_t acknowledgedIn(const session::LiveSession& session)
{
    return session.snapshot() && session.snapshot()->events
        ? std::ranges::count(*session.snapshot()->events, fleet::EventKind::Acknowledged, &fleet::Event::kind)
        : 0;
}

} // namespace

/// Acknowledgements that are shared through a folder which may be on another machine.
class AckExchangeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneHearsOfTheOther();
    void whatCannotBeSharedIsTold();
    void aFolderThatHangsHoldsNobodyUp();
    void aSessionEndsThoughTheFolderHangs();
    void eachIsShownAndRecordedOnce();
};

void AckExchangeTest::oneHearsOfTheOther()
{
    const QTemporaryDir folder;
    Told ours;
    Told theirs;
    AckExchange workstation(folder.path().toStdString(), ours.listener());
    AckExchange wall(folder.path().toStdString(), theirs.listener());
    workstation.share(acknowledged("web-01", now));
    const auto heard = [&] {
        wall.look(now + 1s);
        return theirs.sizeOf(theirs.heard) > 0;
    };
    QTRY_VERIFY(heard());
    QCOMPARE(theirs.heard.front().serverName, std::string("web-01"));
    QVERIFY(theirs.silent.empty());
    Told nobody;
    QVERIFY(!AckExchange({}, nobody.listener()).isShared());
}

void AckExchangeTest::whatCannotBeSharedIsTold()
{
    Told told;
    AckExchange exchange("/nonexistent/folder", told.listener());
    exchange.share(acknowledged("web-01", now));
    QTRY_COMPARE(told.sizeOf(told.refused), std::size_t{1});
    QCOMPARE(told.refused.front().where, std::string("/nonexistent/folder/acknowledgements"));
}

void AckExchangeTest::aFolderThatHangsHoldsNobodyUp()
{
    const HangingFolder hanging;
    QVERIFY(hanging.made);
    Told told;
    QElapsedTimer took;
    {
        AckExchange exchange(hanging.folder.path().toStdString(), told.listener(), 50ms);
        took.start();
        for (int i = 0; i < 100; ++i) {
            exchange.look(now); // one at a time
        }
        exchange.share(acknowledged("web-01", now));
        QVERIFY2(took.elapsed() < 500, QByteArray::number(took.elapsed()));
        QTRY_VERIFY((exchange.look(now), !told.silent.empty()));
        QVERIFY(told.silent.front().second);
        QVERIFY(told.silent.front().first.find(hanging.folder.path().toStdString()) != std::string::npos);
        took.restart();
    }
    QVERIFY2(took.elapsed() >= 900 && took.elapsed() < 3000, QByteArray::number(took.elapsed()));
    QCOMPARE(told.silent.size(), std::size_t{1}); // once
    hanging.letGo();
    QTest::qWait(50);
    QVERIFY(told.heard.empty() && told.refused.empty());
}

void AckExchangeTest::aSessionEndsThoughTheFolderHangs()
{
    const HangingFolder hanging;
    QVERIFY(hanging.made);
    QElapsedTimer took;
    took.start();
    auto session = started(hanging.folder.path());
    QVERIFY(session);
    QTRY_VERIFY(session->snapshot());
    session->addEvent(acknowledged("web-01", session->now()));
    QTRY_COMPARE(acknowledgedIn(*session), 1); // whoever acknowledged it sees that at once
    const qint64 before = took.elapsed();
    QVERIFY2(before < 4000, QByteArray::number(before)); // nothing waited for the folder
    session.reset();
    QVERIFY2(took.elapsed() - before < 4000, QByteArray::number(took.elapsed() - before));
    hanging.letGo();
}

void AckExchangeTest::eachIsShownAndRecordedOnce()
{
    const QTemporaryDir folder;
    auto session = started(folder.path());
    QVERIFY(session);
    session->addEvent(acknowledged("web-01", session->now()));
    QTRY_COMPARE(acknowledgedIn(*session), 1);
    QTest::qWait(1200); // it is read back from the file
    QCOMPARE(acknowledgedIn(*session), 1);
    for (int restart = 0; restart < 2; ++restart) {
        session.reset();
        session = started(folder.path());
        QTRY_COMPARE(acknowledgedIn(*session), 1);
        QTest::qWait(1200);
        QCOMPARE(acknowledgedIn(*session), 1);
    }
    session.reset();
    auto reader = recording::Reader::open(recording::recordingIn(folder.path().toStdString()));
    QVERIFY(reader.ok());
    const auto events = (*reader)->events((*reader)->from() - 1h, (*reader)->to() + 1h);
    QCOMPARE(std::ranges::count(events, fleet::EventKind::Acknowledged, &fleet::Event::kind), 1);
}

QTEST_GUILESS_MAIN(AckExchangeTest)

} // namespace tst_ackexchange

#include "tst_ackexchange.moc"
