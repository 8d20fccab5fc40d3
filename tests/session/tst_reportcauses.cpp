#include "models/recording/writer.h"
#include "models/session/reportbackends.h"
#include "models/session/reportcauses.h"
#include "models/session/reporttimeline.h"
#include "models/session/restarts.h"
#include "tests/support/vectorquerier.h"

#include <QTemporaryDir>
#include <QTest>

namespace tst_reportcauses {

using namespace checkwatch;
using namespace checkwatch::session;
using namespace std::chrono_literals;
using base::Timestamp;
using haproxy::CheckStatus;
using haproxy::ServerState;

namespace {

constexpr Timestamp start = base::fromUnixMs(1'800'000'000'000);

void tell(support::VectorQuerier& data, const char* metric, const char* state, int second, double value)
{
    data.add({{"__name__", metric}, {"instance", "lb"}, {"proxy", "app"}, {"server", "s"}, {"state", state}},
             {{start + second * 1s, value}});
}

/// A server that is UP, fails one check after the other in other ways, and goes DOWN.
support::VectorQuerier failing()
{
    support::VectorQuerier data;
    for (int second = 0; second < 600; second += 5) {
        const std::string_view check = second < 60 ? "L7OK"
            : second < 120                         ? "L4TOUT"
            : second < 500                         ? "L4CON"
                                                   : "L7STS";
        for (const char* const state : {"UP", "DOWN"}) {
            tell(data, "haproxy_server_status", state, second, (second >= 90) == (std::string_view(state) == "DOWN"));
        }
        for (const char* const status : {"L7OK", "L4TOUT", "L4CON", "L7STS"}) {
            tell(data, "haproxy_server_check_status", status, second, status == check);
        }
    }
    return data;
}

fleet::Event line(base::Duration after, const char* instance, const char* text)
{
    fleet::Event out;
    out.kind = fleet::EventKind::LogLine;
    out.time = start + after;
    out.instance = instance;
    out.proxy = "app";
    out.name = "s";
    out.detail = text;
    return out;
}

base::Result<std::unique_ptr<recording::Reader>> recorded(const std::string& path, std::vector<fleet::Event> lines)
{
    recording::Writer writer({"test", true, {}});
    if (auto attached = writer.attach(path, start, 7); !attached) {
        return attached.error();
    }
    for (fleet::Event& each : lines) {
        writer.add(std::move(each));
    }
    if (auto closed = writer.close(start + 1h); !closed) {
        return closed.error();
    }
    return recording::Reader::open(path);
}

constexpr const char* timeoutLine
    = "Health check for server app/s failed, reason: Layer4 timeout, check duration: 2001ms, status: 2/3 UP.";

} // namespace

/// Why a server failed first, and which backends had nothing left.
class TestReportCauses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theCauseIsTheFirstOfItsSpan()
    {
        const auto histories = serverHistories(failing(), {{"app", "s"}}, start, start + 600s, {{"lb", 10s}},
                                               [](double) { return true; });
        QCOMPARE(histories.size(), std::size_t{1});
        ReportedServer server;
        server.history = histories.front();
        server.firstTrouble = start + 60s;
        const QTemporaryDir folder;
        const auto reader = recorded(folder.filePath(QStringLiteral("none.cwrec")).toStdString(), {});
        QVERIFY(reader.ok());
        const FailureLines none(**reader, start, start + 600s);
        addCause(server, none);
        QCOMPARE(server.cause, CheckStatus::L4Tout);
        server.firstTrouble = start + 90s; // DOWN with this, and with two others after it
        addCause(server, none);
        QCOMPARE(server.firstState, ServerState::Down);
        QCOMPARE(server.cause, CheckStatus::L4Tout);
    }
    /// After a restart a counter begins at 0, also where it comes as far as it was before the next scrape.
    void failedChecksAreCountedAcrossRestarts()
    {
        support::VectorQuerier data;
        const std::vector<double> failures{3, 4, 4, 4, 2};
        const std::vector<double> begins{100, 100, 100, 1'800'000'027, 1'800'000'035};
        for (std::size_t i = 0; i < failures.size(); ++i) {
            const Timestamp time = start + 10s * static_cast<int>(i);
            data.add({{"__name__", "haproxy_server_check_failures_total"},
                      {"instance", "lb"},
                      {"proxy", "app"},
                      {"server", "s"}},
                     {{time, failures[i]}});
            data.add({{"__name__", "haproxy_process_start_time_seconds"}, {"instance", "lb"}}, {{time, begins[i]}});
        }
        const auto all
            = serverHistories(data, {{"app", "s"}}, start, start + 40s, {{"lb", 20s}}, [](double) { return true; });
        QCOMPARE(all.size(), std::size_t{1});
        QVERIFY(all[0].failedChecks == (std::vector<double>{1, 4, 2}));
        QVERIFY(all[0].failures == (std::vector<Timestamp>{start + 10s, start + 30s, start + 40s}));
        const auto restarts = restartsIn(data, start, start + 40s).at("lb");
        QCOMPARE(restarts.size(), std::size_t{2});
        QVERIFY(restarts[0].began == start + 27s && restarts[0].seen == start + 30s);
    }
    /// Whoever takes a server out that gets no traffic any more has not mitigated; whoever does it before has.
    void mitigatingIsTakingOutWhatHasTraffic()
    {
        IncidentReport report;
        report.start = start;
        report.end = start + 10min;
        ReportedServer server;
        server.firstTrouble = start + 1min;
        server.history = {
            "", "app", "s", {{start, start + 2min, ServerState::Up}, {start + 2min, start + 10min, ServerState::Down}},
            {}, {}};
        report.servers = {server};
        const auto mitigatedBy = [&report](base::Duration after) {
            report.timeline
                = {{start + after, EntryKind::Log, "app/s", "Server app/s enters drain state. 1 active and 0 backup"}};
            return milestonesOf(report, {}).at(3);
        };
        QVERIFY(mitigatedBy(90s).time == start + 90s);
        QVERIFY(!mitigatedBy(30s).time && mitigatedBy(30s).words.ends_with("taken out of rotation"));
        QVERIFY(!mitigatedBy(3min).time && mitigatedBy(3min).words.ends_with("when it was DOWN already"));
    }
    void linesAreOfTheHaproxyThatWroteThem()
    {
        const QTemporaryDir folder;
        const auto reader
            = recorded(folder.filePath(QStringLiteral("lines.cwrec")).toStdString(),
                       {line(10min, "lb-1", timeoutLine), line(20min, "", "Server app/s is DOWN via app/t. 1 active")});
        QVERIFY(reader.ok());
        const FailureLines lines(**reader, start, start + 1h);
        const auto said = [&lines](const char* instance, base::Duration at, base::Duration longest) {
            return lines.before({instance, "app", "s", {}, {}}, start + at, longest);
        };
        QCOMPARE(said("lb-1", 10min + 5s, 1min), std::string("Health check: Layer4 timeout"));
        QCOMPARE(said("lb-1", 10min - 5s, 1min), std::string());
        QCOMPARE(said("lb-1", 12min, 1min), std::string());
        QCOMPARE(said("lb-1", 12min, 5min), std::string("Health check: Layer4 timeout"));
        QCOMPARE(said("lb-2", 10min + 5s, 1min), std::string());
        QCOMPARE(said("lb-2", 20min + 5s, 1min), std::string("is DOWN via app/t"));
        QCOMPARE(lines.before({"lb-1", "app", "other", {}, {}}, start + 20min, 30min), std::string());
    }
    void backendsOfServersAreCounted()
    {
        support::VectorQuerier data;
        const auto counts = [&data](const char* metric, const char* proxy, std::vector<double> values) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                data.add({{"__name__", metric}, {"instance", "lb"}, {"proxy", proxy}},
                         {{start + 10s * static_cast<int>(i), values[i]}});
            }
        };
        counts("haproxy_backend_active_servers", "app", {2, 0, 0, 1, 0, 3});
        counts("haproxy_backend_backup_servers", "app", {0, 0, 0, 0, 1, 0}); // which is one, too
        counts("haproxy_backend_active_servers", "dead", {0, 0, 0, 0, 0, 0});
        counts("haproxy_backend_active_servers", "stats", {0, 0, 0, 0, 0, 0}); // has no servers
        counts("haproxy_backend_backup_servers", "odd", {0, 0, 0, 0, 0, 0});   // says nothing alone
        const std::vector<ServerPast> servers{
            {"app", "s", {"lb"}, {}, {}}, {"dead", "s", {"lb"}, {}, {}}, {"odd", "s", {"lb"}, {}, {}}};
        const auto all = backendOutages(data, servers, {{"lb", 20s}}, start, start + 120s, [](double) { return true; });
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0].proxy, std::string("dead"));
        QVERIFY(all[0].always && all[0].sum == 70s); // 20 s after the last scrape nothing is known
        QCOMPARE(all[1].proxy, std::string("app"));
        QVERIFY(!all[1].always && all[1].times == 1 && all[1].sum == 20s && all[1].first == start + 10s);
        QVERIFY(backendOutages(data, servers, {}, start, start + 60s, [](double) { return false; }).empty());
    }
};

QTEST_GUILESS_MAIN(TestReportCauses)

} // namespace tst_reportcauses

#include "tst_reportcauses.moc"
