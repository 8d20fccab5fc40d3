#include "models/session/reportcauses.h"

#include <QTest>

#include <algorithm>

namespace tst_demoreport {

using namespace checkwatch;
using session::IncidentReport;
using session::ReportedServer;

namespace {

constexpr const char* demoPath = CHECKWATCH_DEMO_RECORDING;

base::Result<IncidentReport> demoReport()
{
    auto reader = recording::Reader::open(demoPath);
    if (!reader) {
        return reader.error();
    }
    session::ReportOptions options;
    options.path = demoPath;
    options.backtest.rules.start = (*reader)->from();
    options.backtest.rules.end = (*reader)->to();
    return session::incidentReport(**reader, {}, options, [](double) { return true; });
}

} // namespace

/// What the report of the demo tells somebody who was not there, of what only HAProxy's log or its backends say.
class TestDemoReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto made = demoReport();
        QVERIFY2(made.ok(), made.ok() ? "" : made.error().text().c_str());
        m_report = *std::move(made);
    }
    void causesAreThoseOfTheFirstTrouble_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("words");
        QTest::newRow("of a check") << "api5"
                                    << "connection refused (L4CON)";
        QTest::newRow("of an agent, and of a check later")
            << "srch2"
            << "Agent check: Layer7 wrong status, info: \"via agent : down (disk full)\" (log); later answer too slow "
               "(L7TOUT)";
        QTest::newRow("of a server that is tracked") << "med2"
                                                     << "is DOWN via web/web3 (log)";
        QTest::newRow("of checks that passed again")
            << "web4"
            << "Health check: Layer7 wrong status, code: 500, info: \"Internal Server Error\" (log)";
    }
    void causesAreThoseOfTheFirstTrouble()
    {
        QFETCH(const QString, server);
        QFETCH(const QString, words);
        const auto known = std::ranges::find(m_report.servers, server.toStdString(),
                                             [](const ReportedServer& s) { return s.history.server; });
        QVERIFY(known != m_report.servers.end());
        QCOMPARE(QString::fromStdString(session::causeWords(*known)), words);
    }
    void whatWasNotSeenIsSaid()
    {
        ReportedServer server;
        QCOMPARE(session::causeWords(server), std::string());
        server.firstTrouble = m_report.start;
        server.firstState = haproxy::ServerState::Up;
        QVERIFY(session::causeWords(server).starts_with("not seen: its checks passed again"));
        for (const auto state :
             {haproxy::ServerState::Down, haproxy::ServerState::NotUp, haproxy::ServerState::Unknown}) {
            server.firstState = state;
            QVERIFY(session::causeWords(server).starts_with("not known: "));
        }
        server.firstState = haproxy::ServerState::DownCheckOk;
        QVERIFY(session::causeWords(server).starts_with("not seen: it was DOWN while its check passed"));
        server.firstState = haproxy::ServerState::DownOther;
        server.later = haproxy::CheckStatus::L4Con;
        QCOMPARE(session::causeWords(server),
                 std::string("not seen: it has no check of its own; later connection refused (L4CON)"));
    }
    /// api5 was set to drain while it was DOWN: no scrape showed it as anything else than DOWN.
    void whoDrainsADeadServerHasMitigatedNothing()
    {
        const auto point = milestone("mitigated");
        QVERIFY(!point.time);
        QVERIFY2(point.words.ends_with("; api/api5 was, when it was DOWN already"), point.words.c_str());
    }
    void whoIsStillDownIsNamed()
    {
        const auto point = milestone("recovered");
        QVERIFY(!point.time);
        QVERIFY2(point.words.ends_with(" and 5 more are DOWN or failing"), point.words.c_str());
        QCOMPARE(std::ranges::count(point.words, '/'), 3);
    }
    void backendsWithoutServersAreKnown()
    {
        QCOMPARE(m_report.backends.size(), std::size_t{2}); // "legacy" has no servers
        QVERIFY(m_report.backends[0].always && m_report.backends[0].proxy == "batch");
        const session::BackendOutage& search = m_report.backends[1];
        QCOMPARE(search.proxy, std::string("search"));
        QVERIFY(!search.always && search.times == 1);
        QVERIFY(search.sum > std::chrono::seconds{174} && search.sum < std::chrono::seconds{176});
    }

private:
    [[nodiscard]] session::Milestone milestone(const std::string& name) const
    {
        const auto found = std::ranges::find(m_report.milestones, name, &session::Milestone::name);
        return found == m_report.milestones.end() ? session::Milestone{} : *found;
    }

    IncidentReport m_report;
};

QTEST_GUILESS_MAIN(TestDemoReport)

} // namespace tst_demoreport

#include "tst_demoreport.moc"
