#include "models/config/config.h"
#include "models/rules/rulefile.h"
#include "models/sources/target.h"
#include "tests/peers/randomsteps.h"
#include "tests/support/alertmanager.h"
#include "tests/support/prometheus.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <set>

namespace tst_relabelpeer {

using namespace checkwatch;
using peers::RandomSteps;

namespace {

/// Label sets of targets and alerts.
const std::vector<QByteArray> sets{
    "{a: x, b: y, c: z}",
    "{a: web-1, server: web-1, b: 'WEB-2'}",
    "{server: '\xc3\x84\xc3\xa4 \xd0\x96', c: 'a\xc3\xa4'}",
    "{a: '1', b: '1', c: '', server: 'web-12'}",
    "{}",
};

/// Targets that there can be, and such that there cannot.
const char* const oddJob
    = "- job_name: odd\n"
      "  static_configs: [{targets: ['a:1'], labels: {way: good}}, {targets: ['a:1'], labels: {way: none}},\n"
      "    {targets: ['a:1'], labels: {way: path}}, {targets: [a], labels: {way: 'https'}},\n"
      "    {targets: ['a:1'], labels: {__scrape_interval__: 3s}},\n"
      "    {targets: ['a:1'], labels: {__scrape_interval__: 3s, __scrape_timeout__: 2s}},\n"
      "    {targets: ['a:1'], labels: {__scrape_interval__: 0s}},\n"
      "    {targets: ['a:1'], labels: {__scrape_timeout__: soon}}]\n"
      "  relabel_configs:\n"
      "  - {source_labels: [way], regex: none, target_label: __address__, replacement: ''}\n"
      "  - {source_labels: [way], regex: path, target_label: __address__, replacement: 'a/b'}\n"
      "  - {source_labels: [way], regex: https, target_label: __scheme__, replacement: https}\n"
      "  - {target_label: __meta_gone, replacement: x}\n"
      "  - {target_label: __param_more, replacement: 'a b'}\n";

QByteArray configuration(int jobs, unsigned seed)
{
    RandomSteps random(seed, RandomSteps::Of::Targets);
    QByteArray out = "checkwatch: {promql: {compat: 2}}\nglobal: {scrape_interval: 1h}\nscrape_configs:\n";
    for (int job = 0; job < jobs; ++job) {
        out += "- job_name: j" + QByteArray::number(job)
            + "\n  params: {scope: [server, backend]}\n  relabel_configs: " + random.list() + "\n  static_configs:\n";
        for (const QByteArray& labels : sets) {
            out += "  - {targets: ['127.0.0.1:1', 'q'], labels: " + labels + "}\n";
        }
    }
    return out + oddJob;
}

QString textOf(const QJsonObject& labels)
{
    return QString::fromUtf8(QJsonDocument(labels).toJson(QJsonDocument::Compact));
}

/// The URL and the labels of each target, in an order that everybody shares.
QStringList ours(const QByteArray& text)
{
    const auto config = config::parseConfig(text.toStdString(), "x.yml");
    QStringList out;
    if (!config) {
        return {QString::fromStdString(config.error().message)};
    }
    for (const sources::Target& target : sources::targetsOf(*config)) {
        QJsonObject labels;
        for (const metrics::Label label : target.labels) {
            labels.insert(QString::fromUtf8(label.name.data(), static_cast<int>(label.name.size())),
                          QString::fromUtf8(label.value.data(), static_cast<int>(label.value.size())));
        }
        out.append(QString::fromStdString(target.config.jobName) + ' ' + QString::fromStdString(target.url)
                   + textOf(labels));
    }
    out.sort();
    return out;
}

/// Of every alert of a rule file.
std::vector<std::vector<std::pair<std::string, std::string>>> alertLabels(const QString& path)
{
    QFile file(path);
    std::vector<std::vector<std::pair<std::string, std::string>>> out;
    const auto parsed = file.open(QIODevice::ReadOnly)
        ? rules::parseRuleFile(file.readAll().toStdString(), path.toStdString())
        : base::Result<rules::RuleFile>(base::Error{});
    if (parsed) {
        for (const rules::Rule& rule : parsed->groups.front().rules) {
            out.emplace_back(rule.labels.begin(), rule.labels.end());
            out.back().emplace_back("alertname", rule.name);
        }
    }
    return out;
}

metrics::Labels labelsOf(const QJsonObject& object)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    for (auto label = object.begin(); label != object.end(); ++label) {
        pairs.emplace_back(label.key().toStdString(), label.value().toString().toStdString());
    }
    return metrics::Labels(std::move(pairs));
}

QJsonArray activeTargets(const support::LocalPrometheus& prometheus)
{
    return QJsonDocument::fromJson(prometheus.get("targets?state=active").body)["data"]["activeTargets"].toArray();
}

QStringList theirs(const support::LocalPrometheus& prometheus)
{
    QStringList out;
    for (const QJsonValue& target : activeTargets(prometheus)) {
        out.append(target["scrapePool"].toString() + ' ' + target["scrapeUrl"].toString()
                   + textOf(target["labels"].toObject()));
    }
    out.sort();
    return out;
}

} // namespace

/// Relabelling beside the installed Prometheus and Alertmanager.
class RelabelPeerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        CHECKWATCH_NEEDS(!support::findProgram("prometheus").isEmpty(), "prometheus");
        CHECKWATCH_NEEDS(!support::findProgram("prometheus-alertmanager").isEmpty(), "prometheus-alertmanager");
    }
    void targetsAreTheSame();
    void alertsAreTheSame();
};

void RelabelPeerTest::targetsAreTheSame()
{
    constexpr int jobs = 600;
    const QByteArray config = configuration(jobs, 7);
    const QStringList here = ours(config);
    QVERIFY2(here.size() > jobs, here.isEmpty() ? "nothing" : qPrintable(here.first()));
    QVERIFY(static_cast<std::size_t>(here.size()) < jobs * sets.size() * 2); // some are dropped
    const auto prometheus = support::LocalPrometheus::start({}, config.mid(config.indexOf('\n') + 1));
    QVERIFY(prometheus != nullptr);
    QStringList there;
    for (int second = 0; second < 60 && (there.isEmpty() || there.size() != here.size()); ++second) {
        QThread::msleep(1000);
        there = theirs(*prometheus);
    }
    for (qsizetype i = 0; i < std::min(here.size(), there.size()); ++i) {
        QCOMPARE(here[i], there[i]);
    }
    QCOMPARE(here.size(), there.size());
}

/// What Prometheus sends, seen at the Alertmanager.
void RelabelPeerTest::alertsAreTheSame()
{
    const auto alertmanager = support::LocalAlertmanager::start();
    QVERIFY(alertmanager != nullptr);
    QTemporaryDir folder;
    QFile rules(folder.filePath(QStringLiteral("rules.yml")));
    QVERIFY(rules.open(QIODevice::WriteOnly));
    // Alerts that begin before Prometheus knows its Alertmanager would be sent a minute later.
    const QByteArray begin = QByteArray::number(QDateTime::currentSecsSinceEpoch() + 30);
    rules.write("groups: [{name: g, interval: 1s, rules: [");
    for (qsizetype i = 0; i < static_cast<qsizetype>(sets.size()); ++i) {
        rules.write("{alert: A" + QByteArray::number(i) + ", expr: 'vector(time()) > " + begin
                    + "', labels: " + sets[static_cast<std::size_t>(i)] + "}, ");
    }
    rules.write("]}]");
    rules.close();
    const QByteArray text = "checkwatch: {promql: {compat: 2}}\n"
                            "global: {external_labels: {site: EU, replica: r1, b: outside}}\nscrape_configs: []\n"
                            "rule_files: ['"
        + rules.fileName().toUtf8()
        + "']\nalerting:\n  alert_relabel_configs:\n"
          "  - {action: labeldrop, regex: replica}\n"
          "  - {action: drop, source_labels: [server], regex: 'web-12'}\n"
          "  - {source_labels: [a, b], regex: '(.+);(.*)', target_label: ab, replacement: '$2/$1'}\n"
          "  - {action: lowercase, source_labels: [server], target_label: server}\n"
          "  - {action: hashmod, source_labels: [alertname], modulus: 8, target_label: share}\n"
          "  alertmanagers: [{static_configs: [{targets: ['"
        + alertmanager->address().toUtf8() + "']}]}]\n";
    const auto config = config::parseConfig(text.toStdString(), "x.yml");
    QVERIFY2(config.ok() && config->alertmanagers.size() == 1, config.ok() ? "" : config.error().message.c_str());
    const auto prometheus = support::LocalPrometheus::start({}, text.mid(text.indexOf('\n') + 1));
    QVERIFY(prometheus != nullptr);
    std::set<std::string> expected;
    for (const std::vector<std::pair<std::string, std::string>>& own : alertLabels(rules.fileName())) {
        metrics::LabelsBuilder labels(metrics::Labels{{"site", "EU"}, {"replica", "r1"}, {"b", "outside"}});
        for (const auto& [name, value] : own) {
            labels.set(name, value);
        }
        if (const auto sent = config->alertmanagers[0].alerts.apply(labels.build())) {
            expected.insert(sent->toString());
        }
    }
    QCOMPARE(expected.size(), sets.size() - 1);
    std::set<std::string> seen;
    for (int second = 0; second < 150 && seen.size() < expected.size(); ++second) {
        QThread::msleep(1000);
        seen.clear();
        for (const QJsonValue& alert : alertmanager->get("alerts").array()) {
            seen.insert(labelsOf(alert["labels"].toObject()).toString());
        }
    }
    const auto together = [](const std::set<std::string>& lines) {
        std::string out;
        std::ranges::for_each(lines, [&](const std::string& line) { out += line + '\n'; });
        return out;
    };
    QVERIFY2(seen == expected, (together(seen) + "instead of\n" + together(expected)).c_str());
}

QTEST_GUILESS_MAIN(RelabelPeerTest)

} // namespace tst_relabelpeer

#include "tst_relabelpeer.moc"
