#include "models/recording/recorder.h"
#include "models/session/livesession.h"
#include "models/session/recordingfacts.h"
#include "tests/support/faultserver.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUdpSocket>

#include <algorithm>
#include <atomic>

namespace tst_livesession {

using namespace checkwatch;

namespace {

std::string exposition(const char* status, int failures)
{
    std::string text = "haproxy_process_start_time_seconds 1000\n";
    for (const char* state : {"DOWN", "UP", "MAINT", "DRAIN", "NOLB"}) {
        text += std::string("haproxy_server_status{proxy=\"app\",server=\"web\",state=\"") + state + "\"} "
            + (qstrcmp(state, status) == 0 ? "1\n" : "0\n");
    }
    text += "haproxy_server_check_status{proxy=\"app\",server=\"web\",state=\"L7OK\"} 1\n";
    return text + "haproxy_server_check_failures_total{proxy=\"app\",server=\"web\"} " + std::to_string(failures)
        + '\n';
}

config::Config configuration(std::uint16_t port)
{
    config::Config config;
    config.evaluationInterval = base::Duration{200};
    config::ScrapeConfig scrape;
    scrape.jobName = "test";
    scrape.interval = base::Duration{200};
    scrape.timeout = base::Duration{200};
    scrape.staticConfigs.push_back({{"127.0.0.1:" + std::to_string(port)}, {}});
    config.scrapeConfigs.push_back(scrape);
    return config;
}

} // namespace

/// The threads of a live session around a real exporter on loopback.
class TestLiveSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<support::FaultServer>([this](const support::Request&) {
            return m_broken ? support::Script().reset()
                            : support::Script().send(support::httpResponse(exposition("UP", ++m_failures)));
        });
        auto session = session::LiveSession::create(configuration(m_server->port()));
        QVERIFY(session.ok());
        m_session = std::move(*session);
    }
    void cleanup()
    {
        m_session.reset();
        m_server.reset();
        m_broken = false;
    }
    void snapshotsArriveAndRequestsAreAnswered()
    {
        QSignalSpy snapshots(m_session.get(), &session::Session::snapshotReady);
        QSignalSpy histories(m_session.get(), &session::Session::historyReady);
        QSignalSpy explanations(m_session.get(), &session::Session::explanationReady);
        m_session->start();
        QTRY_VERIFY(m_session->snapshot() && !m_session->snapshot()->blocks.empty()
                    && m_session->snapshot()->blocks.front()->rows.size() == 1);
        const auto server = m_session->snapshot()->blocks.front()->rows.front().identity->id;
        QTRY_VERIFY(snapshots.size() > 5);
        const auto now = m_session->now();
        m_session->requestHistory(4, 0, {server}, now - base::Duration{10'000}, now, base::Duration{200});
        m_session->requestExplanation(5, {.server = server, .rule = {}, .query = {}});
        QTRY_VERIFY(!histories.isEmpty() && !explanations.isEmpty());
        QCOMPARE(histories.last().first().value<fleet::HistoryPtr>()->request, std::uint64_t{4});
        QCOMPARE(explanations.last().first().value<fleet::ExplanationPtr>()->question.server, server);
    }
    void linesOfALogAndTickedStepsAreEvents()
    {
        QUdpSocket haproxy;
        QVERIFY(haproxy.bind(QHostAddress::LocalHost, 0));
        const quint16 port = haproxy.localPort();
        haproxy.close();
        const QTemporaryDir folder;
        config::Config config = configuration(m_server->port());
        config.checkwatch.logs.push_back({"127.0.0.1", port, {}, {}});
        config.checkwatch.recording.folder = folder.path().toStdString();
        auto session = session::LiveSession::create(std::move(config));
        QVERIFY(session.ok());
        m_session = std::move(*session);
        m_session->start();
        QTRY_VERIFY(m_session->snapshot() && !m_session->snapshot()->blocks.empty()
                    && m_session->snapshot()->blocks.front()->rows.size() == 1);
        const auto server = m_session->snapshot()->blocks.front()->rows.front().identity->id;
        haproxy.writeDatagram("<133>Nov 22 10:51:30 haproxy[7]: Server app/web is DOWN. 1 active\n",
                              QHostAddress::LocalHost, port);
        fleet::Event step;
        step.kind = fleet::EventKind::RunbookStep;
        step.name = "Failing";
        step.proxy = "app";
        step.serverName = "web";
        step.detail = "1. Look";
        step.after = fleet::stepDone;
        m_session->addEvent(step);
        const auto found = [this](fleet::EventKind kind) -> const fleet::Event* {
            const auto& events = *m_session->snapshot()->events;
            const auto event = std::ranges::find(events, kind, &fleet::Event::kind);
            return event == events.end() ? nullptr : &*event;
        };
        QTRY_VERIFY(found(fleet::EventKind::LogLine) != nullptr && found(fleet::EventKind::RunbookStep) != nullptr);
        for (const auto kind : {fleet::EventKind::LogLine, fleet::EventKind::RunbookStep}) {
            QCOMPARE(found(kind)->server, server);
            QCOMPARE(found(kind)->instance, "127.0.0.1:" + std::to_string(m_server->port()));
            QVERIFY(m_session->now() - found(kind)->time < std::chrono::minutes{1});
        }
        m_session.reset();
        auto reader = recording::Reader::open(recording::recordingIn(folder.path().toStdString()));
        QVERIFY(reader.ok());
        const auto events = (*reader)->events((*reader)->from(), (*reader)->to());
        QCOMPARE(std::ranges::count(events, fleet::EventKind::LogLine, &fleet::Event::kind), 1);
        QCOMPARE(std::ranges::count(events, fleet::EventKind::RunbookStep, &fleet::Event::kind), 1);
        QCOMPARE((*reader)->logSources((*reader)->from(), (*reader)->to()).back().sources,
                 std::vector<std::string>{"udp://127.0.0.1:" + std::to_string(port)});
        QVERIFY(session::factsOf(**reader, recording::recordingIn(folder.path().toStdString())).logs);
    }
    void aNewerHistoryRequestDropsTheOlderOfItsChannel()
    {
        m_session->start();
        QSignalSpy histories(m_session.get(), &session::Session::historyReady);
        const auto now = m_session->now();
        for (std::uint64_t request = 1; request <= 50; ++request) {
            m_session->requestHistory(request, 3, {}, now - base::Duration{1000}, now, base::Duration{100});
        }
        QTRY_VERIFY(!histories.isEmpty()
                    && histories.last().first().value<fleet::HistoryPtr>()->request == std::uint64_t{50});
        QVERIFY(histories.size() <= 50);
    }
    void queriesAreAnsweredWhileTheRulesGoOn()
    {
        QSignalSpy answers(m_session.get(), &session::Session::queryReady);
        QSignalSpy completions(m_session.get(), &session::Session::completionsReady);
        m_session->start();
        QTRY_VERIFY(m_session->snapshot() && !m_session->snapshot()->blocks.empty()
                    && !m_session->snapshot()->blocks.front()->rows.empty());
        m_session->requestQuery({7, 0, "haproxy_server_check_failures_total > 0", {}, m_session->now(), {}});
        m_session->requestQuery(
            {8, 1, "up", m_session->now() - base::Duration{10'000}, m_session->now(), base::Duration{100}});
        session::CompletionRequest request;
        request.number = 9;
        request.typed = "check_fail";
        m_session->requestCompletions(request);
        QTRY_COMPARE(answers.size(), 2);
        QTRY_COMPARE(completions.size(), 1);
        const auto first = answers.first().first().value<session::QueryAnswerPtr>();
        QVERIFY(!first->error);
        QCOMPARE(first->asked.number, std::uint64_t{7});
        QCOMPARE(first->series, std::size_t{1});
        const auto choices = completions.first().first().value<session::CompletionAnswerPtr>()->choices;
        QCOMPARE(choices.size(), std::size_t{1});
        QCOMPARE(choices[0].text, std::string("haproxy_server_check_failures_total"));
    }
    void aNewerQueryCancelsTheOlderOfItsChannel()
    {
        m_session->start();
        QSignalSpy answers(m_session.get(), &session::Session::queryReady);
        for (std::uint64_t number = 1; number <= 50; ++number) {
            m_session->requestQuery(
                {number, 3, "up", m_session->now() - base::Duration{600'000}, m_session->now(), base::Duration{100}});
        }
        m_session->requestQuery({100, 4, "up", {}, m_session->now(), {}});
        QTRY_VERIFY(answers.size() >= 2);
        QTest::qWait(300);
        std::vector<std::uint64_t> numbers;
        for (const auto& answer : answers) {
            numbers.push_back(answer.first().value<session::QueryAnswerPtr>()->asked.number);
        }
        QVERIFY(numbers.size() < 50);
        QVERIFY(std::find(numbers.begin(), numbers.end(), 50) != numbers.end());
        QVERIFY(std::find(numbers.begin(), numbers.end(), 100) != numbers.end());
    }
    void aTargetThatDiesIsToldAndComesBackWithoutARestart()
    {
        m_session->start();
        QTRY_VERIFY(m_session->snapshot() && m_session->snapshot()->targets.size() == 1
                    && m_session->snapshot()->targets.front().freshness == base::Freshness::Fresh);
        m_broken = true;
        QTRY_VERIFY(!m_session->snapshot()->targets.front().lastError.message.empty());
        QVERIFY(m_session->snapshot()->targets.front().freshness != base::Freshness::Fresh);
        m_broken = false;
        QTRY_COMPARE(m_session->snapshot()->targets.front().freshness, base::Freshness::Fresh);
    }
    void aRefusedConfigurationLeavesTheRunningOne()
    {
        QTemporaryDir dir;
        m_session->start();
        QTRY_VERIFY(m_session->snapshot());
        QSignalSpy notices(m_session.get(), &session::Session::notice);
        config::Config broken = configuration(m_server->port());
        broken.ruleFiles = {dir.filePath(QStringLiteral("missing.yml")).toStdString()};
        QVERIFY(!m_session->reconfigure(broken).ok());
        QCOMPARE(notices.size(), 1);
        QVERIFY(notices.first().at(1).toBool());
        QVERIFY(m_session->config().ruleFiles.empty());
    }
    void removingTheTargetRemovesItsServers()
    {
        m_session->start();
        QTRY_VERIFY(m_session->snapshot() && !m_session->snapshot()->blocks.empty()
                    && !m_session->snapshot()->blocks.front()->rows.empty());
        config::Config none = configuration(m_server->port());
        none.scrapeConfigs.clear();
        QVERIFY(m_session->reconfigure(none).ok());
        QTRY_VERIFY(m_session->snapshot()->targets.empty());
    }
    void whatWasAddedByHandStaysThroughAReload()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("checkwatch.yml"));
        const auto write = [&path](const QByteArray& text) {
            QFile file(path);
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        };
        const QByteArray port = QByteArray::number(m_server->port());
        const QByteArray file = "global: {scrape_interval: 1s}\nscrape_configs:\n  - job_name: file\n"
                                "    static_configs: [{targets: ['127.0.0.1:"
            + port + "']}]\n";
        QVERIFY(write(file));
        auto config = config::loadConfig(path.toStdString());
        QVERIFY(config.ok());
        config::ScrapeConfig added = configuration(m_server->port()).scrapeConfigs.front();
        added.metricsPath = "/added";
        config::addExporter(*config, added);
        QVERIFY(m_session->reconfigure(*config).ok());
        m_session->start();
        QTRY_VERIFY(m_session->snapshot() && m_session->snapshot()->targets.size() == 2);
        QVERIFY(write(file + "# another line\n"));
        QVERIFY(m_session->reload().ok());
        QCOMPARE(m_session->config().scrapeConfigs.size(), std::size_t{2});
        QCOMPARE(m_session->config().added.size(), std::size_t{1});
        QVERIFY(write(
            file + QByteArray::fromStdString(config::addedAsYaml(*config)).mid(int(qstrlen("scrape_configs:\n")))));
        QVERIFY(m_session->reload().ok());
        QCOMPARE(m_session->config().scrapeConfigs.size(), std::size_t{2});
        QVERIFY(m_session->config().added.empty()); // the file has it now
    }
    void aReloadWithoutAFileIsTold()
    {
        QSignalSpy notices(m_session.get(), &session::Session::notice);
        QVERIFY(!m_session->reload().ok());
        QCOMPARE(notices.size(), 1);
        QVERIFY(notices.first().first().toString().contains(QLatin1String("no configuration file")));
    }
    void aSessionThatNeverStartedGoesAwayQuietly() {}

private:
    std::unique_ptr<support::FaultServer> m_server;
    std::unique_ptr<session::LiveSession> m_session;
    std::atomic<bool> m_broken = false;
    std::atomic<int> m_failures = 0;
};

QTEST_GUILESS_MAIN(TestLiveSession)

} // namespace tst_livesession

#include "tst_livesession.moc"
