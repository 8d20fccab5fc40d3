#include "models/recording/reader.h"
#include "models/recording/recordeddata.h"
#include "models/recording/recorder.h"
#include "models/session/livesession.h"
#include "tests/session/enginerig.h"
#include "tests/support/faultserver.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

namespace tst_recordedsession {

using namespace checkwatch;

namespace {

constexpr const char* rulesText = "groups:\n- name: g\n  rules:\n  - alert: Long\n    expr: up == 1\n    for: 15m\n";

config::Config configuration(std::uint16_t port, const QTemporaryDir& folder)
{
    config::Config config;
    config.evaluationInterval = base::Duration{200};
    config.ruleFiles = {folder.filePath(QStringLiteral("rules.yml")).toStdString()};
    config.checkwatch.recording.folder = folder.filePath(QStringLiteral("recorded")).toStdString();
    config::ScrapeConfig scrape;
    scrape.jobName = "test";
    scrape.interval = base::Duration{200};
    scrape.timeout = base::Duration{200};
    scrape.params = {{"token", {"geheim"}}};
    scrape.staticConfigs.push_back({{"127.0.0.1:" + std::to_string(port)}, {}});
    config.scrapeConfigs.push_back(scrape);
    return config;
}

const rules::Alert* alertOf(const session::Session& session, std::string_view name)
{
    const fleet::SnapshotPtr snapshot = session.snapshot();
    if (!snapshot || !snapshot->alerts) {
        return nullptr;
    }
    const auto found = std::ranges::find_if(*snapshot->alerts, [name](const fleet::AlertRow& row) {
        return row.alert.identity->labels.get("alertname") == name;
    });
    return found == snapshot->alerts->end() ? nullptr : &found->alert;
}

bool hasServer(const session::Session& session)
{
    const fleet::SnapshotPtr snapshot = session.snapshot();
    return snapshot && !snapshot->blocks.empty() && !snapshot->blocks.front()->rows.empty();
}

} // namespace

/// A session that is recorded, ends, and goes on.
class TestRecordedSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QFile rules(m_folder->filePath(QStringLiteral("rules.yml")));
        QVERIFY(rules.open(QIODevice::WriteOnly) && rules.write(rulesText) > 0);
        m_server = std::make_unique<support::FaultServer>([this](const support::Request&) {
            return m_broken
                ? support::Script().reset()
                : support::Script().send(support::httpResponse(enginerig::oneServer("UP", "L7OK", ++m_failures)));
        });
    }
    void cleanup() { m_broken = false; }

    void alertsGoOnAfterARestart()
    {
        base::Timestamp since{};
        run([&](session::LiveSession& session) {
            QTRY_VERIFY(alertOf(session, "Long") != nullptr);
            since = alertOf(session, "Long")->activeAt;
            QTest::qWait(1500); // two evaluations are silent; what is written then must reach the recording
        });
        QTest::qWait(1200); // the outage
        const base::Timestamp again = base::SystemClock().wall();
        run([&](session::LiveSession& session) {
            // It has been active for a second or so; the outage moves its start, to within a second, as Prometheus does.
            QTRY_VERIFY(alertOf(session, "Long") != nullptr && alertOf(session, "Long")->activeAt < again);
            const base::Timestamp restored = alertOf(session, "Long")->activeAt;
            QVERIFY(restored > since - std::chrono::seconds{1});
            QVERIFY(alertOf(session, "Long")->state == rules::AlertState::Pending);
        });
    }
    void whatWasSeenIsInTheRecording()
    {
        run([&](session::LiveSession& session) {
            QTRY_VERIFY(alertOf(session, "Long") != nullptr);
            m_broken = true;
            QTRY_VERIFY(session.snapshot()->targets.front().freshness != base::Freshness::Fresh);
            m_broken = false;
            QTRY_COMPARE(session.snapshot()->targets.front().freshness, base::Freshness::Fresh);
            QTest::qWait(1000); // the first two evaluations of a group write nothing
        });
        const auto opened = recording::Reader::open(path());
        QVERIFY2(opened.ok(), opened ? "" : opened.error().text().c_str());
        recording::Reader& reader = **opened;
        QVERIFY(reader.damage().empty());
        const auto all = base::Timestamp::max();
        QVERIFY(std::ranges::any_of(reader.scrapes({}, all), [](const auto& s) { return !s.report.up; }));
        QVERIFY(std::ranges::any_of(reader.events({}, all),
                                    [](const auto& e) { return e.kind == fleet::EventKind::TargetDown; }));
        QVERIFY(std::ranges::any_of(reader.alerts({}, all),
                                    [](const auto& a) { return a.labels.get("alertname") == "Long"; }));
        const auto rules = reader.rules(reader.to(), reader.to());
        QVERIFY(!rules.empty());
        QVERIFY(std::ranges::any_of(rules.back().groups, [](const auto& g) { return g.file.starts_with("builtin/"); }));
        const recording::RecordedData data(reader, reader.from(), reader.to());
        const auto has = [&](const char* name) {
            const std::vector matchers{metrics::Matcher::equal("__name__", name)};
            return !data.select(matchers).empty();
        };
        QVERIFY(has("up") && has("haproxy_server_status") && has("haproxy_server_check_failures_total")
                && has("ALERTS"));
    }
    void theRunbooksAreInTheRecording()
    {
        auto book = runbooks::parseRunbook("# Long\nLook at it.\n", "/home/somebody/runbooks/Long.md");
        QVERIFY(book.ok());
        runbooks::Library library;
        library.add("Long", *book);
        {
            auto session = session::LiveSession::create(configuration(m_server->port(), *m_folder));
            QVERIFY(session.ok());
            (*session)->recordRunbooks(library);
            (*session)->start();
            QTRY_VERIFY(hasServer(**session));
        }
        const auto opened = recording::Reader::open(path());
        QVERIFY(opened.ok());
        const auto recorded = (*opened)->runbooks((*opened)->to(), (*opened)->to());
        QCOMPARE(recorded.size(), 1U);
        QCOMPARE(recorded.front().books.size(), 1U);
        QCOMPARE(recorded.front().books.front().alert, "Long");
        QCOMPARE(recorded.front().books.front().name, "Long.md");
        QVERIFY(runbooks::parseRunbook(recorded.front().books.front().markdown, "Long.md")->title == "Long");
    }
    void noSecretIsInTheRecording()
    {
        run([&](session::LiveSession& session) { QTRY_VERIFY(hasServer(session)); });
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto opened = recording::Reader::open(path());
        QVERIFY2(opened.ok(), opened ? "" : opened.error().text().c_str());
        QVERIFY(!(*opened)->streams().empty());
        QVERIFY(std::ranges::none_of((*opened)->streams(), [](const auto& stream) {
            return stream.record.url.find("geheim") != std::string::npos;
        }));
        QVERIFY(!file.readAll().contains("geheim"));
        QVERIFY((file.permissions() & (QFile::ReadGroup | QFile::ReadOther)) == 0);
    }
    void aSecondInstanceDoesNotRecord()
    {
        run([&](session::LiveSession& first) {
            QTRY_VERIFY(first.recording().mode == fleet::RecordingMode::Recording);
            auto second = session::LiveSession::create(configuration(m_server->port(), *m_folder));
            QVERIFY(second.ok());
            QSignalSpy changes(second->get(), &session::Session::recordingChanged);
            (*second)->start();
            QTRY_VERIFY((*second)->recording().mode == fleet::RecordingMode::ReadOnly);
            QVERIFY((*second)->recording().reason.find("another Checkwatch") != std::string::npos);
            QTRY_VERIFY(hasServer(**second));
        });
    }

private:
    void run(const std::function<void(session::LiveSession&)>& work)
    {
        auto session = session::LiveSession::create(configuration(m_server->port(), *m_folder));
        QVERIFY(session.ok());
        (*session)->start();
        work(**session);
    }
    [[nodiscard]] std::string path() const
    {
        return recording::recordingIn(m_folder->filePath(QStringLiteral("recorded")).toStdString());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<support::FaultServer> m_server;
    std::atomic<bool> m_broken = false;
    std::atomic<int> m_failures = 0;
};

QTEST_GUILESS_MAIN(TestRecordedSession)

} // namespace tst_recordedsession

#include "tst_recordedsession.moc"
