#include "models/session/livesession.h"
#include "tests/faults/faults.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <set>

namespace tst_clocksteps {

using namespace checkwatch;
using namespace checkwatch::faults;
using namespace std::chrono_literals;

namespace {

/// The machine's clocks, the wall clock as somebody has set it.
class SetClock final : public base::Clock
{
public:
    [[nodiscard]] base::Timestamp wall() const override { return m_machine.wall() + base::Duration{m_set}; }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return m_machine.monotonic(); }
    void step(base::Duration by) { m_set += by.count(); }

private:
    base::SystemClock m_machine;
    std::atomic<base::Duration::rep> m_set = 0;
};

const char* const quickRules
    = "groups:\n"
      "- name: quick\n"
      "  interval: 200ms\n"
      "  rules:\n"
      "  - alert: HaproxyServerHealthcheckFailure\n"
      "    expr: increase(haproxy_server_check_failures_total{server=\"flapping\"}[10s]) > 0\n";

} // namespace

/// Somebody sets the wall clock of the machine while a session runs.
class TestClockSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QFile rules(m_folder.filePath(QStringLiteral("quick.yml")));
        QVERIFY(rules.open(QIODevice::WriteOnly) && rules.write(quickRules) > 0);
        rules.close();
        config::Config config;
        config.evaluationInterval = 200ms;
        config.ruleFiles = {rules.fileName().toStdString()};
        config::ScrapeConfig& job = config.scrapeConfigs.emplace_back();
        job.jobName = std::string("haproxy");
        job.interval = job.timeout = 200ms;
        job.staticConfigs.push_back({{m_server.address()}, {}});
        auto session = session::LiveSession::create(std::move(config), &m_clock);
        QVERIFY(session.ok());
        m_session = std::move(*session);
        m_phases.clear();
        connect(m_session.get(), &session::Session::snapshotReady, this, [this](const fleet::SnapshotPtr& snapshot) {
            for (const fleet::AlertRow& alert : *snapshot->alerts) {
                if (alert.health) {
                    m_phases.insert(alert.phase);
                }
            }
        });
        m_session->start();
        QTRY_VERIFY(allWell());
    }
    void cleanup() { m_session.reset(); }

    void theSessionGoesOn_data()
    {
        QTest::addColumn<qint64>("minutes");
        for (const qint64 minutes : {10LL, 24LL * 60, -10LL, -6LL * 60, -30LL * 24 * 60}) {
            QTest::addRow("%lld minutes", static_cast<long long>(minutes)) << minutes;
        }
    }
    void theSessionGoesOn()
    {
        QFETCH(qint64, minutes);
        QSignalSpy notices(m_session.get(), &session::Session::notice);
        const int asked = static_cast<int>(m_server.requests().size());
        const base::Timestamp before = m_session->snapshot()->targets.front().lastGood;
        m_clock.step(std::chrono::minutes{minutes});
        QTest::qWait(600);
        QTRY_VERIFY(allWell());
        const fleet::SnapshotPtr snapshot = m_session->snapshot();
        QVERIFY(snapshot->targets.front().lastGood > before);
        // Neither a burst nor a stop.
        const int more = static_cast<int>(m_server.requests().size()) - asked;
        QVERIFY2(more >= 2 && more <= 40, std::to_string(more).c_str());
        QVERIFY(!m_phases.contains(fleet::AlertPhase::Resolved));
        const auto told = [&] {
            const auto& events = *m_session->snapshot()->events;
            return std::any_of(events.begin(), events.end(), [](const fleet::Event& event) {
                return event.kind == fleet::EventKind::Clock && !event.detail.empty();
            });
        };
        QTRY_VERIFY(told());
        if (minutes < 0) {
            QTRY_COMPARE(notices.size(), 1);
            QVERIFY(notices.first().at(0).toString().startsWith(QLatin1String("the wall clock was set back by")));
            m_clock.step(-std::chrono::minutes{minutes});
            QTRY_COMPARE(notices.size(), 2);
            QTRY_VERIFY(allWell());
        }
    }

private:
    [[nodiscard]] bool allWell() const
    {
        const fleet::SnapshotPtr snapshot = m_session->snapshot();
        if (!snapshot || snapshot->blocks.empty() || snapshot->blocks.front()->rows.size() != 2
            || snapshot->targets.front().freshness != base::Freshness::Fresh) {
            return false;
        }
        const auto& rows = snapshot->blocks.front()->rows;
        return std::all_of(rows.begin(), rows.end(), [](const fleet::ServerRow& row) {
            return row.shown == (row.identity->server == "calm" ? fleet::Shown::Up : fleet::Shown::Firing);
        });
    }

    QTemporaryDir m_folder;
    SetClock m_clock;
    support::FaultServer m_server{healthy};
    std::unique_ptr<session::LiveSession> m_session;
    std::set<fleet::AlertPhase> m_phases;
};

QTEST_GUILESS_MAIN(TestClockSteps)

} // namespace tst_clocksteps

#include "tst_clocksteps.moc"
