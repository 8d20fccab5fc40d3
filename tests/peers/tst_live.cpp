#include "app/demo/demo.h"
#include "tests/support/processes.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QUrlQuery>

using namespace checkwatch;

namespace {

constexpr qint64 evaluationMs = 5000;
constexpr int watchSeconds = 165;

const char* const ruleFile = R"(groups:
- name: headline
  rules:
  - alert: HaproxyServerHealthcheckFailure
    expr: increase(haproxy_server_check_failures_total[1m]) > 0
    for: 1m
    labels: {severity: warning}
)";

QString configuration(const QString& address)
{
    return QStringLiteral("global: {scrape_interval: 5s, scrape_timeout: 4s, evaluation_interval: 5s}\n"
                          "rule_files: [rules.yml]\n"
                          "scrape_configs:\n"
                          "- job_name: demo\n"
                          "  static_configs: [{targets: ['%1']}]\n")
        .arg(address);
}

bool write(const QString& path, const QString& text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) == text.toUtf8().size();
}

/// The states of one alert over time: from each time on, "" for none.
using Timeline = QMap<qint64, QString>;

/// Some state that held within [from, to], among them the one that held at `from`.
QSet<QString> statesWithin(const Timeline& timeline, qint64 from, qint64 to)
{
    QSet<QString> states;
    auto it = timeline.upperBound(from);
    states.insert(it == timeline.begin() ? QString() : std::prev(it).value());
    for (; it != timeline.end() && it.key() <= to; ++it) {
        states.insert(it.value());
    }
    return states;
}

/// Asks an exporter twice a second when a server's first check failed. States cannot tell it: at five seconds a scrape
/// easily misses the two that a server spends in UP_GOING_DOWN.
class FirstFailure : public QObject
{
public:
    FirstFailure(const QString& address, QByteArray series)
        : m_request(QUrl(QStringLiteral("http://%1/metrics?scope=server").arg(address))), m_series(std::move(series))
    {
        connect(&m_timer, &QTimer::timeout, this, &FirstFailure::ask);
        m_timer.start(500);
    }
    /// To within half a second; 0 until then.
    [[nodiscard]] qint64 time() const { return m_time; }

private:
    void ask()
    {
        QNetworkReply* reply = m_manager.get(m_request);
        connect(reply, &QNetworkReply::finished, this, [this, reply] {
            reply->deleteLater();
            const QByteArray body = reply->readAll();
            const qsizetype at = body.indexOf(m_series);
            const QByteArray value = body.mid(at + m_series.size(), 16).split('\n').first().trimmed();
            if (at >= 0 && value.toDouble() > 0 && m_time == 0) {
                m_time = QDateTime::currentMSecsSinceEpoch();
                m_timer.stop();
            }
        });
    }

    QNetworkRequest m_request;
    QByteArray m_series;
    QNetworkAccessManager m_manager;
    QTimer m_timer;
    qint64 m_time = 0;
};

/// A timeline for a reader of a failure.
QString story(QString text, const Timeline& timeline)
{
    for (auto it = timeline.begin(); it != timeline.end(); ++it) {
        text += QStringLiteral(" %1=%2")
                    .arg(it.key() % 1'000'000)
                    .arg(it.value().isEmpty() ? QStringLiteral("-") : it.value());
    }
    return text;
}

QString serverName(const QJsonObject& labels)
{
    const QString backend = labels.contains(QStringLiteral("proxy")) ? labels[QStringLiteral("proxy")].toString()
                                                                     : labels[QStringLiteral("backend")].toString();
    return backend + QLatin1Char('/') + labels[QStringLiteral("server")].toString();
}

/// What `checkwatch watch --json` printed.
struct Watched
{
    QMap<QString, Timeline> alerts;
    QMap<QString, QString> lastState;
    QMap<QString, QString> lastShown;
    QSet<QString> statesSeen;
    bool summary = false;
};

Watched parse(const QByteArray& output)
{
    Watched seen;
    for (const QByteArray& line : output.split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString kind = object[QStringLiteral("kind")].toString();
        const qint64 time = object[QStringLiteral("time")].toInteger();
        const QJsonObject labels = object[QStringLiteral("labels")].toObject();
        const QString state = object[QStringLiteral("state")].toString();
        if (kind == QLatin1String("alert")
            && labels[QStringLiteral("alertname")].toString() == QLatin1String("HaproxyServerHealthcheckFailure")) {
            const bool active = state == QLatin1String("pending") || state == QLatin1String("firing");
            seen.alerts[serverName(labels)].insert(time, active ? state : QString());
        } else if (kind == QLatin1String("server")) {
            const QString name = serverName(labels);
            seen.lastState[name] = state;
            seen.lastShown[name] = object[QStringLiteral("shown")].toString();
            seen.statesSeen.insert(state);
        }
        seen.summary |= kind == QLatin1String("summary");
    }
    return seen;
}

} // namespace

/// The real demo, watched by Checkwatch (over both exporters) and by the installed Prometheus at once.
class TestLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingWentWrong();
    void sameAlertStatesAsPrometheus();
    void sameAlertStatesOverTheV1Exporter();
    void v1NeverSaysDownOrMaint();
    void theFlappingServerFires();
    void everyHardDownServerIsSaidToBeSilent();

private:
    /// Evaluation time → server → state.
    using Instants = QMap<qint64, QMap<QString, QString>>;

    static QJsonArray prometheusAlerts(quint16 port);
    [[nodiscard]] QString difference(const QString& server, const Instants& instants) const;

    demo::Demo m_demo;
    QTemporaryDir m_dir;
    QJsonArray m_prometheus; ///< matrix of ALERTS
    qint64 m_web3Failed = 0; ///< when its first check did
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
    const FirstFailure web3(address, R"(haproxy_server_check_failures_total{proxy="web",server="web3"})");
    // What dies at the start is over before anybody looks: who scrapes first would otherwise see more than the others.
    QTest::qWait(6000);
    const quint16 v1Port = support::freePort();
    const quint16 prometheusPort = support::freePort();
    const QString v1Address = QStringLiteral("127.0.0.1:%1").arg(v1Port);
    QVERIFY(write(m_dir.filePath("rules.yml"), ruleFile));
    QVERIFY(write(m_dir.filePath("native.yml"), configuration(address)));
    QVERIFY(write(m_dir.filePath("v1.yml"), configuration(v1Address)));
    const support::ChildProcess exporter(support::findProgram("prometheus-haproxy-exporter"),
                                         {QStringLiteral("--haproxy.scrape-uri=http://%1/stats;csv").arg(address),
                                          QStringLiteral("--web.listen-address=%1").arg(v1Address)});
    const support::ChildProcess prometheus(support::findProgram("prometheus"),
                                           {QStringLiteral("--config.file=%1").arg(m_dir.filePath("native.yml")),
                                            QStringLiteral("--storage.tsdb.path=%1").arg(m_dir.filePath("data")),
                                            QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(prometheusPort),
                                            QStringLiteral("--log.level=error")});
    const QString duration = QStringLiteral("%1s").arg(watchSeconds);
    m_watchedUntil = QDateTime::currentMSecsSinceEpoch() + watchSeconds * 1000LL;
    support::ChildProcess native(
        CHECKWATCH_PROGRAM,
        {"watch", "--json", "--compat", "2", "--duration", duration, "--config", m_dir.filePath("native.yml")});
    support::ChildProcess v1(
        CHECKWATCH_PROGRAM,
        {"watch", "--json", "--compat", "2", "--duration", duration, "--config", m_dir.filePath("v1.yml")});
    QTRY_VERIFY_WITH_TIMEOUT(!native.running() && !v1.running(), (watchSeconds + 20) * 1000);
    m_prometheus = prometheusAlerts(prometheusPort);
    m_web3Failed = web3.time();
    m_native = parse(native.output());
    m_v1 = parse(v1.output());
    QVERIFY2(native.exitCode() == 0, native.errors().constData());
}

QJsonArray TestLive::prometheusAlerts(quint16 port)
{
    QNetworkAccessManager manager;
    QUrl url(QStringLiteral("http://127.0.0.1:%1/api/v1/query").arg(port));
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("query"), QStringLiteral("ALERTS[%1s]").arg(watchSeconds + 30));
    url.setQuery(query);
    QNetworkReply* reply = manager.get(QNetworkRequest(url));
    QSignalSpy done(reply, &QNetworkReply::finished);
    done.wait(10'000);
    const QJsonObject answer = QJsonDocument::fromJson(reply->readAll()).object();
    return answer[QStringLiteral("data")].toObject()[QStringLiteral("result")].toArray();
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
    for (auto it = instants.begin(); it != instants.end() && it.key() + evaluationMs <= m_watchedUntil; ++it) {
        for (const QString& server : m_native.lastState.keys()) {
            const QString theirs = it.value().value(server);
            const auto ours
                = statesWithin(m_native.alerts.value(server), it.key() - evaluationMs, it.key() + evaluationMs);
            QVERIFY2(ours.contains(theirs), qPrintable(difference(server, instants)));
            ++compared;
        }
    }
    QVERIFY(compared >= 15 * 30);
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
    const double seconds = static_cast<double>(fired.key() - m_web3Failed) / 1000;
    QVERIFY2(seconds >= 62 - 1 && seconds <= 85, qPrintable(QString::number(seconds)));
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
#include "tst_live.moc"
