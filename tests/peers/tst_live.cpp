#include "app/demo/demo.h"
#include "resources/builtin.h"
#include "tests/peers/firstfailure.h"
#include "tests/peers/rulereplay.h"
#include "tests/peers/watched.h"
#include "tests/support/prometheus.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <optional>

namespace tst_live {

using namespace checkwatch;
using namespace checkwatch::watched;

namespace {

constexpr qint64 evaluationMs = 5000;
constexpr qint64 scrapeMs = 1000;   ///< no scrape takes so long
constexpr qint64 windowMs = 60'000; ///< of the health-check rule
constexpr int watchSeconds = 165;

const char* const ruleFile = R"(groups:
- name: headline
  rules:
  - alert: HaproxyServerHealthcheckFailure
    expr: increase(haproxy_server_check_failures_total[1m]) > 0
    for: 1m
    labels: {severity: warning}
)";

QString configuration(const QString& address, const QString& ruleFiles)
{
    return QStringLiteral("global: {scrape_interval: 5s, scrape_timeout: 4s, evaluation_interval: 5s}\n"
                          "rule_files: [%2]\n"
                          "scrape_configs:\n"
                          "- job_name: demo\n"
                          "  static_configs: [{targets: ['%1']}]\n")
        .arg(address, ruleFiles);
}

QJsonArray resultOf(const support::LocalPrometheus& prometheus, const QString& query)
{
    const QByteArray body = prometheus.ask(QStringLiteral("query"), {{QStringLiteral("query"), query}}).body;
    return QJsonDocument::fromJson(body)[QStringLiteral("data")][QStringLiteral("result")].toArray();
}

/// When in an interval a Prometheus with this configuration scrapes: it keeps to that however often it starts.
std::optional<base::Duration> scrapePhase(const QString& config)
{
    const auto prometheus = support::LocalPrometheus::start({}, config.toUtf8());
    for (int attempt = 0; prometheus && attempt < 100; ++attempt) {
        const auto scrapes = peers::rawSeries(resultOf(*prometheus, QStringLiteral("up[1m]")));
        if (!scrapes.empty() && !scrapes[0].samples.empty()) {
            return base::Duration{base::unixMs(scrapes[0].samples[0].time) % evaluationMs};
        }
        QTest::qWait(100);
    }
    return std::nullopt;
}

bool write(const QString& path, const QString& text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) == text.toUtf8().size();
}

} // namespace

/// The real demo, watched by Checkwatch (over both exporters) and by the installed Prometheus at once.
class TestLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingWentWrong();
    void sameVerdictsAsPrometheus();
    void sameAlertStatesAsPrometheus();
    void sameAlertStatesOverTheV1Exporter();
    void v1NeverSaysDownOrMaint();
    void theFlappingServerFires();
    void everyHardDownServerIsSaidToBeSilent();

private:
    /// Evaluation time → server → state.
    using Instants = QMap<qint64, QMap<QString, QString>>;

    QStringList writeRules(base::Duration phase);
    [[nodiscard]] QString difference(const QString& server, const Instants& instants) const;

    demo::Demo m_demo;
    QTemporaryDir m_dir;
    QJsonArray m_prometheus;                    ///< matrix of the health-check rule's ALERTS
    std::vector<peers::WitnessedRules> m_rules; ///< what Prometheus evaluated
    std::vector<peers::RawSeries> m_raw;        ///< all that the rules read and wrote there
    qint64 m_web3Sound = 0;                     ///< when no check had failed yet
    qint64 m_web3Failed = 0;                    ///< when its first check had
    qint64 m_watchedUntil = 0;
    Watched m_native;
    Watched m_v1;
};

void TestLive::initTestCase()
{
    CHECKWATCH_NEEDS(!support::findProgram("haproxy").isEmpty(), "haproxy");
    CHECKWATCH_NEEDS(!support::findProgram("prometheus").isEmpty(), "prometheus");
    CHECKWATCH_NEEDS(!support::findProgram("prometheus-haproxy-exporter").isEmpty(), "prometheus-haproxy-exporter");
    QString address;
    QString failure;
    connect(&m_demo, &demo::Demo::started, this,
            [&](const demo::DemoEndpoint& endpoint) { address = endpoint.hostAndPort; });
    connect(&m_demo, &demo::Demo::failed, this,
            [&](const base::Error& error) { failure = QString::fromStdString(error.text()); });
    m_demo.start();
    QTRY_VERIFY2_WITH_TIMEOUT(!address.isEmpty(), qPrintable(failure), 15'000);
    const watched::FirstFailure web3(address, R"(haproxy_server_check_failures_total{proxy="web",server="web3"})");
    // What dies at the start is over before anybody looks: who scrapes first would otherwise see more than the others.
    QElapsedTimer sinceStart;
    sinceStart.start();
    const auto phase = scrapePhase(configuration(address, {}));
    QVERIFY(phase.has_value());
    QTest::qWait(static_cast<int>(std::max<qint64>(0, 6000 - sinceStart.elapsed())));
    const quint16 v1Port = support::freePort();
    const QString v1Address = QStringLiteral("127.0.0.1:%1").arg(v1Port);
    QVERIFY(write(m_dir.filePath("rules.yml"), ruleFile));
    QVERIFY(write(m_dir.filePath("native.yml"), configuration(address, "rules.yml")));
    QVERIFY(write(m_dir.filePath("v1.yml"), configuration(v1Address, "rules.yml")));
    const QStringList files = writeRules(*phase);
    QCOMPARE(files.size(), 2);
    const support::ChildProcess exporter(support::findProgram("prometheus-haproxy-exporter"),
                                         {QStringLiteral("--haproxy.scrape-uri=http://%1/stats;csv").arg(address),
                                          QStringLiteral("--web.listen-address=%1").arg(v1Address)});
    const auto prometheus = support::LocalPrometheus::start({}, configuration(address, files.join(", ")).toUtf8());
    QVERIFY(prometheus);
    const QString duration = QStringLiteral("%1s").arg(watchSeconds);
    m_watchedUntil = QDateTime::currentMSecsSinceEpoch() + watchSeconds * 1000LL;
    support::ChildProcess native(
        CHECKWATCH_PROGRAM,
        {"watch", "--json", "--compat", "2", "--duration", duration, "--config", m_dir.filePath("native.yml")});
    support::ChildProcess v1(
        CHECKWATCH_PROGRAM,
        {"watch", "--json", "--compat", "2", "--duration", duration, "--config", m_dir.filePath("v1.yml")});
    QTRY_VERIFY_WITH_TIMEOUT(!native.running() && !v1.running(), (watchSeconds + 20) * 1000);
    m_prometheus = resultOf(*prometheus, "ALERTS{alertname=\"HaproxyServerHealthcheckFailure\"}[5m]");
    m_raw = peers::rawSeries(resultOf(*prometheus, QString::fromStdString(peers::seriesOf(m_rules)) + "[5m]"));
    m_web3Sound = web3.notBefore();
    m_web3Failed = web3.notAfter();
    m_native = parse(native.output());
    m_v1 = parse(v1.output());
    QVERIFY2(native.exitCode() == 0, native.errors().constData());
}

/// The shipped rules for Prometheus to evaluate; empty where they cannot be written.
QStringList TestLive::writeRules(base::Duration phase)
{
    m_rules = peers::witnessed(
        m_dir.path().toStdString(),
        {resources::find("rules/haproxy-embedded-exporter-v2.yml"), resources::find("rules/checkwatch-companion.yml")},
        phase, base::Duration{evaluationMs});
    QStringList files;
    for (const peers::WitnessedRules& one : m_rules) {
        files << QString::fromStdString(one.path);
        if (!write(files.last(), QString::fromStdString(one.text))) {
            return {};
        }
    }
    return files;
}

void TestLive::nothingWentWrong()
{
    QVERIFY(m_native.summary);
    QVERIFY(m_v1.summary);
    QCOMPARE(m_native.lastState.size(), 30);
    QVERIFY(!m_prometheus.isEmpty());
}

/// Both stories of one server, for a reader of a failure.
QString TestLive::difference(const QString& server, const Instants& instants) const
{
    QString text = server + QStringLiteral("\nPrometheus:");
    for (auto it = instants.begin(); it != instants.end(); ++it) {
        text += QStringLiteral(" %1=%2").arg(it.key() % 1'000'000).arg(it.value().value(server, QStringLiteral("-")));
    }
    return text + story(QStringLiteral("\nCheckwatch:"), m_native.alerts.value(server));
}

/// From the same samples at the same times: every alert of every rule, since when, and the numbers behind the headline.
void TestLive::sameVerdictsAsPrometheus()
{
    const peers::ReplayResult result = peers::replayRules(m_rules, m_raw);
    for (const std::string& difference : result.differences) {
        qWarning("%s", difference.c_str());
    }
    QCOMPARE(result.differences.size(), std::size_t{0});
    QVERIFY2(result.evaluations > 2 * watchSeconds * 1000 / evaluationMs * 4 / 5,
             qPrintable(QString::number(result.evaluations)));
    QVERIFY2(result.alerts > 100, qPrintable(QString::number(result.alerts)));
}

void TestLive::sameAlertStatesAsPrometheus()
{
    // Every evaluation of Prometheus that has an ALERTS sample; the instants between are "none" for both.
    Instants instants;
    for (const QJsonValue& entry : m_prometheus) {
        const QJsonObject labels = entry[QStringLiteral("metric")].toObject();
        for (const QJsonValue& sample : entry[QStringLiteral("values")].toArray()) {
            instants[qRound64(sample[0].toDouble() * 1000)][serverName(labels)]
                = labels[QStringLiteral("alertstate")].toString();
        }
    }
    QVERIFY(instants.size() > 15);
    int compared = 0;
    int beyondOne = 0;
    // Before, the window of who scraped first reaches back to what the other has not seen.
    auto it = instants.lowerBound(instants.firstKey() + windowMs);
    for (; it != instants.end() && it.key() + evaluationMs <= m_watchedUntil; ++it) {
        for (const QString& server : m_native.lastState.keys()) {
            const QString theirs = it.value().value(server);
            const auto ours = [&](qint64 reach) {
                return statesWithin(m_native.alerts.value(server), it.key() - reach, it.key() + reach);
            };
            // Each sees a failure at its next scrape and says so at its next evaluation: in the worst of phases that is two
            // intervals and the time that a scrape takes, hardly ever more than one. What either makes of the same samples
            // is compared to the millisecond above.
            QVERIFY2(ours(2 * evaluationMs + scrapeMs).contains(theirs), qPrintable(difference(server, instants)));
            beyondOne += ours(evaluationMs).contains(theirs) ? 0 : 1;
            ++compared;
        }
    }
    QVERIFY(compared >= 15 * 30);
    QVERIFY2(beyondOne * 50 <= compared, qPrintable(QString::number(beyondOne)));
}

void TestLive::sameAlertStatesOverTheV1Exporter()
{
    for (auto it = m_native.alerts.begin(); it != m_native.alerts.end(); ++it) {
        for (auto change = it.value().begin(); change != it.value().end(); ++change) {
            if (change.key() + 2 * evaluationMs > m_watchedUntil) {
                continue; // the other may not have lived to see it
            }
            const auto next = std::next(change);
            if (next != it.value().end() && next.key() - change.key() <= 4 * evaluationMs) {
                continue; // either end may be two intervals off: another phase of scrapes may rightly miss it
            }
            const auto states = statesWithin(m_v1.alerts.value(it.key()), change.key() - 2 * evaluationMs,
                                             change.key() + 2 * evaluationMs);
            QVERIFY2(states.contains(change.value()),
                     qPrintable(it.key() + story(QStringLiteral("\nnative:"), it.value())
                                + story(QStringLiteral("\nv1:"), m_v1.alerts.value(it.key()))));
        }
    }
    QVERIFY(!m_native.alerts.isEmpty());
}

void TestLive::v1NeverSaysDownOrMaint()
{
    for (const QString& state : m_v1.statesSeen) {
        QVERIFY2(!state.startsWith(QLatin1String("DOWN")) && state != QLatin1String("MAINT"), qPrintable(state));
    }
    QVERIFY(m_v1.statesSeen.contains(QStringLiteral("NOT_UP")));
}

void TestLive::theFlappingServerFires()
{
    const auto& timeline = m_native.alerts.value(QStringLiteral("web/web3"));
    const auto fired = std::find(timeline.begin(), timeline.end(), QStringLiteral("firing"));
    QVERIFY2(fired != timeline.end(), "web3 never fired");
    QVERIFY2(m_web3Failed != 0, "web3 never failed");
    const double atMost = static_cast<double>(fired.key() - m_web3Sound) / 1000;
    const double atLeast = static_cast<double>(fired.key() - m_web3Failed) / 1000;
    // Pending for a minute, after the scrape and the evaluation that see the failure.
    QVERIFY2(atMost >= 60 && atLeast <= 85, qPrintable(QStringLiteral("%1 to %2 s").arg(atLeast).arg(atMost)));
}

void TestLive::everyHardDownServerIsSaidToBeSilent()
{
    int down = 0;
    for (auto it = m_native.lastState.begin(); it != m_native.lastState.end(); ++it) {
        const bool flapping = it.key() == QLatin1String("web/web3") || it.key() == QLatin1String("media/med2");
        if (!it.value().startsWith(QLatin1String("DOWN")) || flapping) {
            continue;
        }
        ++down;
        QVERIFY2(m_native.lastShown.value(it.key()) == QLatin1String("down_rule_silent"),
                 qPrintable(it.key() + QStringLiteral(" is shown as ") + m_native.lastShown.value(it.key())));
    }
    QVERIFY2(down >= 7, qPrintable(QString::number(down)));
}

QTEST_GUILESS_MAIN(TestLive)

} // namespace tst_live

#include "tst_live.moc"
