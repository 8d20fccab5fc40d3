#include "app/demo/demo.h"
#include "models/session/livesession.h"
#include "tests/support/processes.h"

#include <QTest>

#include <algorithm>
#include <csignal>
#include <set>

namespace tst_haproxyreload {

using namespace checkwatch;
using namespace std::chrono_literals;

/// A real HAProxy gets another process while it is watched: its counters and states begin anew.
class TestHaproxyReload : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        CHECKWATCH_NEEDS(!support::findProgram(QStringLiteral("haproxy")).isEmpty(), "haproxy");
        demo::DemoEndpoint endpoint;
        QString error;
        connect(&m_demo, &demo::Demo::started, this, [&](const demo::DemoEndpoint& e) { endpoint = e; });
        connect(&m_demo, &demo::Demo::failed, this,
                [&](const base::Error& e) { error = QString::fromStdString(e.text()); });
        m_demo.start();
        QTRY_VERIFY_WITH_TIMEOUT(endpoint.observedPid != 0 || !error.isEmpty(), 30'000);
        QVERIFY2(error.isEmpty(), qPrintable(error));
        m_pid = endpoint.observedPid;
        config::Config config;
        config.evaluationInterval = 500ms;
        config::ScrapeConfig& job = config.scrapeConfigs.emplace_back();
        job.jobName = std::string("demo");
        job.interval = job.timeout = 500ms;
        job.staticConfigs.push_back({{endpoint.hostAndPort.toStdString()}, {}});
        auto session = session::LiveSession::create(std::move(config));
        QVERIFY(session.ok());
        m_session = std::move(*session);
        m_session->start();
    }
    void cleanupTestCase() { m_session.reset(); }

    void whatWasDownIsNotGreenUntilItWasChecked()
    {
        const auto downServers = [this] {
            std::set<std::string> names;
            if (const fleet::SnapshotPtr snapshot = m_session->snapshot(); snapshot && !snapshot->blocks.empty()) {
                for (const fleet::ServerRow& row : snapshot->blocks.front()->rows) {
                    if (row.state == haproxy::ServerState::Down) {
                        names.insert(row.identity->proxy + '/' + row.identity->server);
                    }
                }
            }
            return names;
        };
        QTRY_VERIFY_WITH_TIMEOUT(downServers().size() >= 3, 20'000);
        const std::set<std::string> wereDown = downServers();
        const base::Timestamp reloaded = m_session->now();
        std::set<std::string> green;
        std::set<std::string> unverified;
        int failed = 0;
        const auto watching
            = connect(m_session.get(), &session::Session::snapshotReady, this, [&](const fleet::SnapshotPtr& snapshot) {
                  failed += snapshot->targets.front().lastError.message.empty() ? 0 : 1;
                  for (const fleet::ServerRow& row : snapshot->blocks.front()->rows) {
                      const std::string name = row.identity->proxy + '/' + row.identity->server;
                      if (wereDown.contains(name) && row.shown == fleet::Shown::Up) {
                          green.insert(name);
                      }
                      if (wereDown.contains(name) && row.wasDownBeforeReload) {
                          unverified.insert(name);
                      }
                      if (row.increase < 0) {
                          green.insert("negative increase");
                      }
                  }
              });
        QCOMPARE(::kill(static_cast<pid_t>(m_pid), SIGUSR2), 0);
        QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->targets.front().reloadedAt > reloaded, 20'000);
        const auto allDownAgain = [&] {
            const std::set<std::string> now = downServers();
            return std::includes(now.begin(), now.end(), wereDown.begin(), wereDown.end());
        };
        QTRY_VERIFY_WITH_TIMEOUT(allDownAgain(), 30'000);
        disconnect(watching);
        QVERIFY2(green.empty(), green.empty() ? "" : green.begin()->c_str());
        QVERIFY(!unverified.empty());
        // A kept connection to the old process is replaced without a word.
        QVERIFY2(failed <= 2, std::to_string(failed).c_str());
        const auto& events = *m_session->snapshot()->events;
        QVERIFY(std::any_of(events.begin(), events.end(),
                            [](const fleet::Event& event) { return event.kind == fleet::EventKind::TargetReloaded; }));
    }

private:
    demo::Demo m_demo;
    qint64 m_pid = 0;
    std::unique_ptr<session::LiveSession> m_session;
};

QTEST_GUILESS_MAIN(TestHaproxyReload)

} // namespace tst_haproxyreload

#include "tst_haproxyreload.moc"
