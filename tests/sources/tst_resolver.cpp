#include "models/sources/resolver.h"

#include <QCoreApplication>
#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace tst_resolver {

using namespace checkwatch;
using namespace checkwatch::sources;
using namespace std::chrono_literals;

namespace {

/// Lookups that wait until they are let go: a name server that is dead.
struct NameServer
{
    std::mutex mutex;
    std::condition_variable changed;
    bool dead = false;
    bool fails = false;
    std::atomic<int> asked = 0;
    std::atomic<int> waiting = 0;

    Resolver::Answer lookup(const std::string& host)
    {
        ++asked;
        std::unique_lock lock(mutex);
        if (dead && host.starts_with("dead")) {
            ++waiting;
            changed.wait(lock, [this] { return !dead; });
            --waiting;
        }
        if (fails) {
            return base::Error{base::ErrorCode::NotFound, "cannot find the address of " + host};
        }
        return Resolver::Addresses{"192.0.2.1"};
    }
    void set(bool isDead, bool doesFail)
    {
        const std::lock_guard lock(mutex);
        dead = isDead;
        fails = doesFail;
        changed.notify_all();
    }
};

} // namespace

class TestResolver : public QObject
{
    Q_OBJECT

    base::ManualClock m_clock{base::fromUnixMs(0)};
    std::shared_ptr<NameServer> m_server;
    std::unique_ptr<Resolver> m_resolver;
    std::vector<Resolver::Answer> m_answers;

    void ask(const std::string& host)
    {
        m_resolver->resolve(host, this, [this](const Resolver::Answer& answer) { m_answers.push_back(answer); });
    }
    Resolver::Answer answerFor(const std::string& host)
    {
        m_answers.clear();
        ask(host);
        while (m_answers.empty()) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
        return m_answers.front();
    }

private Q_SLOTS:
    void init()
    {
        m_answers.clear();
        m_server = std::make_shared<NameServer>();
        m_resolver = std::make_unique<Resolver>(
            m_clock, [server = m_server](const std::string& host) { return server->lookup(host); });
    }
    void cleanup()
    {
        m_resolver.reset();
        m_server->set(false, false);
    }

    void addressesAreTheirOwnAnswer()
    {
        for (const char* address : {"127.0.0.1", "::1", "fe80::1"}) {
            m_answers.clear();
            ask(address);
            QCOMPARE(m_answers.size(), std::size_t{1});
            QCOMPARE(m_answers.front()->front(), address);
        }
        QCOMPARE(m_server->asked, 0);
    }
    void answersAreKeptAndRenewed()
    {
        QVERIFY(answerFor("a").ok());
        m_clock.advance(29s);
        QVERIFY(answerFor("a").ok());
        QCOMPARE(m_server->asked, 1);
        m_server->set(false, true);
        m_clock.advance(2s);
        ask("a"); // old, but better than nothing; renewed behind it
        QVERIFY(m_answers.back().ok());
        QTRY_COMPARE(m_server->asked.load(), 2);
        QCoreApplication::processEvents();
        m_clock.advance(10min);
        QVERIFY(answerFor("a").ok());
    }
    void failuresAreRepeatedForAWhile()
    {
        m_server->set(false, true);
        QVERIFY(!answerFor("a").ok());
        QVERIFY(!answerFor("a").ok());
        QCOMPARE(m_server->asked, 1);
        m_server->set(false, false);
        m_clock.advance(3s);
        QVERIFY(answerFor("a").ok());
    }
    void deadNamesHoldUpNobody()
    {
        m_server->set(true, false);
        for (int i = 0; i < 10; ++i) {
            for (int again = 0; again < 5; ++again) {
                ask("dead" + std::to_string(i));
            }
        }
        QTRY_COMPARE(m_server->waiting.load(), 10); // a thread each, not five
        m_answers.clear();
        QVERIFY(answerFor("good").ok());
        m_resolver->cancel(this);
        m_answers.clear();
        m_server->set(false, false);
        QTRY_COMPARE(m_server->waiting.load(), 0);
        QTest::qWait(20);
        QVERIFY(m_answers.empty()); // cancelled
    }
    void threadsAreBounded()
    {
        m_server->set(true, false);
        for (int i = 0; i < 200; ++i) {
            ask("dead" + std::to_string(i));
        }
        QTRY_COMPARE(m_server->waiting.load(), 16);
        QTest::qWait(20);
        QCOMPARE(m_server->waiting.load(), 16);
    }
    void goesWithoutWaiting()
    {
        m_server->set(true, false);
        ask("dead");
        QTRY_COMPARE(m_server->waiting.load(), 1);
        m_resolver.reset();
        QVERIFY(m_answers.empty());
    }
    void theSystemKnowsLocalhost()
    {
        const Resolver::Answer answer = Resolver::systemLookup("localhost");
        QVERIFY2(answer.ok(), answer.ok() ? "" : answer.error().message.c_str());
        QVERIFY(std::find(answer->begin(), answer->end(), "127.0.0.1") != answer->end());
    }
};

QTEST_GUILESS_MAIN(TestResolver)

} // namespace tst_resolver

#include "tst_resolver.moc"
