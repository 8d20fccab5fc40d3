#include "models/session/livesession.h"
#include "tests/support/processes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QUdpSocket>

#include <algorithm>
#include <optional>

namespace tst_outcauses {

using namespace checkwatch;

namespace {

/// A server whose name nobody resolves, one that is DOWN, and one that tracks it.
QByteArray haproxyConfig(quint16 exporter, quint16 log)
{
    return "global\n  log 127.0.0.1:" + QByteArray::number(log)
        + " local0\n"
          "defaults\n  mode http\n  log global\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\n"
          "resolvers nowhere\n  nameserver n 127.0.0.1:1\n  resolve_retries 1\n  timeout resolve 200ms\n"
          "  timeout retry 200ms\n  hold timeout 200ms\n  hold other 200ms\n  hold refused 200ms\n  hold valid 200ms\n"
          "frontend exporter\n  bind 127.0.0.1:"
        + QByteArray::number(exporter)
        + "\n  http-request use-service prometheus-exporter if { path /metrics }\n"
          "backend app\n"
          "  server gone name.invalid:80 check resolvers nowhere init-addr 127.0.0.1\n"
          "  server dead 127.0.0.1:1 check inter 300ms\n"
          "backend follows\n  server copy 127.0.0.1:2 track app/dead\n";
}

std::optional<fleet::ServerRow> rowOf(const fleet::SnapshotPtr& snapshot, std::string_view server)
{
    if (!snapshot || snapshot->blocks.empty()) {
        return std::nullopt;
    }
    const std::vector<fleet::ServerRow>& rows = snapshot->blocks.front()->rows;
    const auto at = std::ranges::find(rows, server, [](const fleet::ServerRow& row) { return row.identity->server; });
    return at == rows.end() ? std::nullopt : std::optional(*at);
}

fleet::OutCause causeOf(const session::LiveSession& session, std::string_view server)
{
    const auto row = rowOf(session.snapshot(), server);
    return row ? row->outCause : fleet::OutCause::None;
}

} // namespace

/// Why servers of a real HAProxy are out, by its exporter and by its log.
class OutCausesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLogSaysWhatNoExporterDoes()
    {
        const QString program = support::findProgram(QStringLiteral("haproxy"));
        CHECKWATCH_NEEDS(!program.isEmpty(), "haproxy");
        const QTemporaryDir folder;
        QUdpSocket socket;
        QVERIFY(socket.bind(QHostAddress::LocalHost));
        const quint16 log = socket.localPort();
        socket.close();
        const quint16 exporter = support::freePort();
        const QByteArray text = "scrape_configs: [{job_name: h, scrape_interval: 300ms, static_configs: [{targets: "
                                "['127.0.0.1:"
            + QByteArray::number(exporter)
            + "']}]}]\ncheckwatch: {recording: {enabled: false}, logs: [{listen: "
              "'udp://127.0.0.1:"
            + QByteArray::number(log) + "'}]}\n";
        const auto config = config::parseConfig(text.toStdString(), "x.yml");
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().message.c_str());
        auto session = session::LiveSession::create(*config);
        QVERIFY(session.ok());
        (*session)->start();
        QTest::qWait(500); // it listens before anybody speaks
        QFile file(folder.filePath(QStringLiteral("haproxy.cfg")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(haproxyConfig(exporter, log)) > 0);
        file.close();
        support::ChildProcess haproxy(program, {QStringLiteral("-db"), QStringLiteral("-f"), file.fileName()});
        using fleet::OutCause;
        QTRY_COMPARE_WITH_TIMEOUT(causeOf(**session, "gone"), OutCause::NoDns, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(causeOf(**session, "copy"), OutCause::Tracked, 20'000);
        QCOMPARE(rowOf((*session)->snapshot(), "gone")->state, haproxy::ServerState::Maint);
        QCOMPARE(rowOf((*session)->snapshot(), "copy")->state, haproxy::ServerState::DownOther);
        QCOMPARE(causeOf(**session, "dead"), OutCause::None); // its own check fails
    }
};

QTEST_GUILESS_MAIN(OutCausesTest)

} // namespace tst_outcauses

#include "tst_outcauses.moc"
