#include "models/config/config.h"
#include "models/exposition/scrapecache.h"
#include "models/sources/target.h"
#include "tests/peers/randomsteps.h"
#include "tests/support/faultserver.h"
#include "tests/support/prometheus.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <memory>

namespace tst_samplerelabelpeer {

using namespace checkwatch;
using peers::RandomSteps;

namespace {

/// Steps that make one series of several, take names away, and drop everything.
const std::vector<QByteArray> chosen{
    "[{action: labeldrop, regex: 'a|b|c|server'}]",
    "[{action: labeldrop, regex: 'server'}, {source_labels: [__name__], regex: 'beta.*', target_label: __name__, "
    "replacement: alpha}]",
    "[{action: labeldrop, regex: __name__}]",
    "[{source_labels: [server], regex: web-2, target_label: __name__, replacement: ''}]",
    "[{action: labelkeep, regex: none}]",
    "[{action: drop, source_labels: [__name__], regex: 'up|scrape_.*|beta'}]",
    "[{action: keep, source_labels: [__name__], regex: beta}]",
    "[{target_label: __name__, replacement: up}]",
    "[{action: labelmap, regex: 'exported_(.*)', replacement: 'own_$1'}, {action: labeldrop, regex: 'exported_.*'}]",
};

/// Scrape after scrape: labels of every kind, some series come and go, one has a value that breaks the last page but one.
std::string page(int scrape)
{
    std::string out = "# TYPE alpha gauge\n";
    for (const char* labels :
         {"", "{a=\"x\",b=\"y\",c=\"z\"}", "{a=\"web-1\",server=\"web-1\",b=\"WEB-2\"}", "{server=\"web-2\"}",
          "{server=\"web-12\"}", "{server=\"\xc3\x84\xc3\xa4 \xd0\x96\",c=\"a\xc3\xa4\"}",
          "{a=\"1\",b=\"1\",c=\"\",server=\"web-12\"}", "{job=\"mine\",instance=\"q\"}", "{server=\"web-2\",}"}) {
        for (const char* name : {"alpha", "beta", "up"}) {
            const bool gone = name[0] == 'b' && labels[0] == '{' && scrape % 2 == 1;
            out += gone ? "" : std::string(name) + labels + ' ' + std::to_string(out.size()) + '\n';
        }
    }
    return out + "beta{a=\"late\"} " + (scrape == 2 ? "broken" : "1") + '\n';
}
constexpr int pages = 5; ///< the last one stays

support::Script answer(int scrape)
{
    return support::Script().send(
        support::httpResponse(page(std::min(scrape, pages - 1)), "Content-Type: text/plain; version=0.0.4\r\n"));
}

QString textOf(const QJsonObject& labels)
{
    return QString::fromUtf8(QJsonDocument(labels).toJson(QJsonDocument::Compact));
}

bool tellsOfTime(std::string_view name)
{
    return name == "scrape_duration_seconds";
}

/// What there is after the last page: labels and value of every series.
QStringList ours(const sources::Target& target)
{
    const config::ScrapeConfig& config = target.config;
    exposition::ScrapeCache cache({target.labels, config.honorLabels, config.honorTimestamps, config.sampleLimit,
                                   config.labelLimit, config.labelNameLengthLimit, config.labelValueLengthLimit,
                                   config.metricRelabelling});
    std::vector<metrics::Labels> known;
    metrics::ScrapeBatch batch;
    for (int scrape = 0; scrape <= pages; ++scrape) {
        batch = cache.ingest(page(std::min(scrape, pages - 1)), exposition::Format::Text004,
                             base::fromUnixMs(1'800'000'000'000 + 1000 * scrape), 0.1);
        known.resize(batch.firstAdded);
        known.insert(known.end(), batch.added.begin(), batch.added.end());
    }
    QStringList out;
    for (std::size_t i = 0; i < batch.column.size(); ++i) {
        if (metrics::isMissing(batch.column[i]) || metrics::isStale(batch.column[i]) || tellsOfTime(known[i].name())) {
            continue;
        }
        QJsonObject labels;
        for (const metrics::Label label : known[i]) {
            labels.insert(QString::fromUtf8(label.name.data(), static_cast<qsizetype>(label.name.size())),
                          QString::fromUtf8(label.value.data(), static_cast<qsizetype>(label.value.size())));
        }
        out.append(textOf(labels) + ' ' + QString::number(batch.column[i]));
    }
    out.sort();
    return out;
}

QStringList theirs(const support::LocalPrometheus& prometheus, const QString& job)
{
    const auto reply = prometheus.ask(QStringLiteral("query"), {{"query", "{job=\"" + job + "\"}"}});
    QStringList out;
    for (const QJsonValue& series : QJsonDocument::fromJson(reply.body)["data"]["result"].toArray()) {
        const QJsonObject labels = series["metric"].toObject();
        if (!tellsOfTime(labels["__name__"].toString().toStdString())) {
            out.append(textOf(labels) + ' ' + QString::number(series["value"][1].toString().toDouble()));
        }
    }
    out.sort();
    return out;
}

} // namespace

/// metric_relabel_configs beside the installed Prometheus, on the same pages.
class SampleRelabelPeerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { CHECKWATCH_NEEDS(!support::findProgram("prometheus").isEmpty(), "prometheus"); }
    void seriesAreTheSame();
};

void SampleRelabelPeerTest::seriesAreTheSame()
{
    constexpr int random = 150;
    RandomSteps steps(11, RandomSteps::Of::Samples);
    std::vector<QByteArray> lists = chosen;
    for (int i = 0; i < random; ++i) {
        lists.push_back(steps.list());
    }
    QByteArray text = "global: {scrape_interval: 5s, scrape_timeout: 5s}\nscrape_configs:\n";
    std::vector<std::atomic<int>> scrapes(lists.size());
    std::vector<std::unique_ptr<support::FaultServer>> servers;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        servers.push_back(std::make_unique<support::FaultServer>(
            [&scrapes, i](const support::Request&) { return answer(scrapes[i]++); }));
        text += "- job_name: j" + QByteArray::number(i) + "\n  metric_relabel_configs: " + lists[i]
            + "\n  static_configs: [{targets: ['" + QByteArray::fromStdString(servers.back()->address()) + "']}]\n";
    }
    const auto config
        = config::parseConfig("checkwatch: {promql: {compat: 2}}\n" + text.toStdString(), "prometheus.yml");
    QVERIFY2(config.ok(), config.ok() ? "" : config.error().message.c_str());
    const std::vector<sources::Target> targets = sources::targetsOf(*config);
    QCOMPARE(targets.size(), lists.size());
    const auto prometheus = support::LocalPrometheus::start({}, text);
    QVERIFY(prometheus != nullptr);
    const auto all = [&scrapes] { return std::ranges::all_of(scrapes, [](int count) { return count > pages + 1; }); };
    QTRY_VERIFY_WITH_TIMEOUT(all(), 120'000);
    int dropped = 0;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        const QStringList here = ours(targets[i]);
        const QString job = QStringLiteral("j%1").arg(i);
        QStringList there = theirs(*prometheus, job);
        // A machine that is busy makes a scrape fail now and then: the next one brings all back.
        for (int again = 0; here != there && again < 40; ++again) {
            QTest::qWait(500);
            there = theirs(*prometheus, job);
        }
        dropped += here.size() < 20 ? 1 : 0;
        QVERIFY2(
            here == there,
            (lists[i] + '\n' + here.join('\n').toUtf8() + "\nPrometheus:\n" + there.join('\n').toUtf8()).constData());
    }
    QVERIFY(dropped > 5 && dropped < static_cast<int>(lists.size()) / 2);
}

QTEST_GUILESS_MAIN(SampleRelabelPeerTest)

} // namespace tst_samplerelabelpeer

#include "tst_samplerelabelpeer.moc"
