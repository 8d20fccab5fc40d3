#include "models/fleet/acknowledgement.h"
#include "models/fleet/silences.h"
#include "models/recording/recorder.h"
#include "models/session/filmmaker.h"
#include "models/session/livesession.h"
#include "tests/support/alertmanager.h"
#include "tests/support/faultserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_livesilences {

using namespace checkwatch;
using namespace std::chrono_literals;
using support::LocalAlertmanager;

namespace {

std::string page(int failures)
{
    std::string text = "haproxy_process_start_time_seconds 1000\n";
    for (const char* const server : {"web", "db"}) {
        const std::string labels = std::string("{proxy=\"app\",server=\"") + server + "\"";
        text += "haproxy_server_status" + labels + ",state=\"UP\"} 1\n";
        text += "haproxy_server_check_failures_total" + labels + "} " + std::to_string(failures) + '\n';
    }
    return text;
}

const char* const ruleText = "groups: [{name: g, rules: [{alert: Failing, expr: "
                             "'increase(haproxy_server_check_failures_total[5s]) > 0', for: 1s}]}]";

/// Which servers somebody's silence covers.
QStringList silenced(const fleet::SnapshotPtr& snapshot)
{
    QStringList out;
    if (!snapshot) {
        return out;
    }
    const fleet::Silences silences(*snapshot, snapshot->time);
    for (const auto& block : snapshot->blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (silences.covers(row.identity->id)) {
                out.append(QString::fromStdString(row.identity->server));
            }
        }
    }
    return out;
}

std::size_t firing(const fleet::SnapshotPtr& snapshot)
{
    return snapshot && snapshot->alerts ? static_cast<std::size_t>(
               std::ranges::count(*snapshot->alerts, fleet::AlertPhase::Firing, &fleet::AlertRow::phase))
                                        : 0;
}

} // namespace

/// From an alert to a silence in the installed Alertmanager, back onto the screen, into the recording and out of it.
class LiveSilencesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsSilencedThereIsSilencedHere()
    {
        CHECKWATCH_NEEDS(!support::findProgram("prometheus-alertmanager").isEmpty(), "prometheus-alertmanager");
        const auto alertmanager = LocalAlertmanager::start();
        QVERIFY(alertmanager != nullptr);
        int failures = 0;
        const support::FaultServer exporter([&failures](const support::Request&) {
            return support::Script().send(support::httpResponse(page(++failures)));
        });
        const QTemporaryDir folder;
        QFile rules(folder.filePath(QStringLiteral("rules.yml")));
        QVERIFY(rules.open(QIODevice::WriteOnly) && rules.write(ruleText) > 0);
        rules.close();
        auto config = config::parseConfig(
            "global: {scrape_interval: 200ms, evaluation_interval: 200ms, external_labels: {site: berlin}}\n"
            "rule_files: ['"
                + rules.fileName().toStdString()
                + "']\n"
                  "scrape_configs: [{job_name: haproxy, static_configs: [{targets: ['127.0.0.1:"
                + std::to_string(exporter.port())
                + "']}]}]\n"
                  // Alertmanagers may see other labels than the screens.
                  "alerting: {alert_relabel_configs: [{action: uppercase, source_labels: [server], target_label: "
                  "server}],\n"
                  "  alertmanagers: [{static_configs: [{targets: ['"
                + alertmanager->address().toStdString()
                + "']}]}]}\ncheckwatch: {health_alerts: [Failing], "
                  "recording: {path: '"
                + folder.path().toStdString() + "'}}\n",
            "x.yml");
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().message.c_str());
        config->checkwatch.builtinRules = config->checkwatch.companionRules = false;
        auto session = session::LiveSession::create(*config);
        QVERIFY(session.ok());
        QSignalSpy notices(session->get(), &session::Session::notice);
        QVERIFY((*session)->canSilence());
        (*session)->start();
        QTRY_COMPARE_WITH_TIMEOUT(firing((*session)->snapshot()), 2U, 20'000);
        QVERIFY(silenced((*session)->snapshot()).isEmpty());

        // What acknowledging the server "web" silences, and nothing else.
        fleet::Event event;
        for (const fleet::AlertRow& alert : *(*session)->snapshot()->alerts) {
            if (alert.alert.identity->labels.get("server") == "web") {
                event = fleet::acknowledgementOf(alert, "ada", (*session)->now());
            }
        }
        const auto alerts = fleet::alertsOf(event, *(*session)->snapshot());
        QCOMPARE(alerts.size(), 1U);
        notices.clear();
        (*session)->requestSilence({alerts, 1h, "ada", "disk"});
        QTRY_VERIFY_WITH_TIMEOUT(!notices.isEmpty(), 5'000);
        QCOMPARE(notices.front().front().toString(), QStringLiteral("silenced 1 alert in Alertmanager"));
        // Sooner than it would have been asked anyway.
        QTRY_COMPARE_WITH_TIMEOUT(silenced((*session)->snapshot()), QStringList{"web"}, 12'000);
        const base::Timestamp seen = (*session)->now();
        const QJsonArray there = alertmanager->get("silences").array();
        QCOMPARE(there.size(), 1);
        QVERIFY(QJsonDocument(there).toJson().contains("berlin"));
        QVERIFY(QJsonDocument(there).toJson().contains("\"WEB\""));

        // Recorded: a replay shows it at its time, and asks nobody.
        QTest::qWait(1'500);

        // Whoever is not asked any more has ended nothing.
        const base::Timestamp unasked = (*session)->now();
        config->alertmanagers.clear();
        QVERIFY((*session)->reconfigure(*config).ok());
        QTRY_VERIFY_WITH_TIMEOUT(silenced((*session)->snapshot()).isEmpty(), 10'000);
        QVERIFY(std::ranges::any_of(*(*session)->snapshot()->events, [](const fleet::Event& each) {
            return each.kind == fleet::EventKind::Silenced && each.after == fleet::silencestep::unasked;
        }));
        QTest::qWait(500);
        session->reset();
        auto reader = recording::Reader::open(recording::recordingIn(folder.path().toStdString()));
        QVERIFY(reader.ok());
        session::FilmMaker maker(std::move(*reader), {}, base::Timestamp::min(), base::Timestamp::max());
        session::Film film;
        while (maker.advance()) {}
        for (session::FilmPart& part : maker.take(true)) {
            film.add(std::move(part));
        }
        QCOMPARE(silenced(film.at(seen + 1s)), QStringList{"web"});
        QVERIFY(silenced(film.at(seen - 6s)).isEmpty());
        QCOMPARE(silenced(film.at(unasked - 500ms)), QStringList{"web"});
        QVERIFY(silenced(film.at(base::Timestamp::max())).isEmpty());
    }
};

QTEST_GUILESS_MAIN(LiveSilencesTest)

} // namespace tst_livesilences

#include "tst_livesilences.moc"
