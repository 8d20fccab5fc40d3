#include "models/base/numbers.h"
#include "models/rules/annotations.h"
#include "models/rules/grouprunner.h"
#include "models/testfiles/gridloader.h"
#include "resources/builtin.h"
#include "tests/peers/promtoolanswers.h"
#include "tests/support/captures.h"
#include "tests/support/processes.h"
#include "tests/support/rulemetrics.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

namespace tst_capturedrules {

using namespace checkwatch;
using namespace checkwatch::rules;

namespace {

using Groups = std::vector<Group>;
/// The values of one series, one a scrape; metrics::missingValue() where a scrape did not have it.
using Captured = std::map<metrics::Labels, std::vector<double>>;

constexpr int scrapeSeconds = 5;
constexpr int evaluationsAfter = 30; ///< the last scrape's samples age out

/// The groups of files of resources/rules, in their order.
Groups groupsOf(const QStringList& files)
{
    Groups out;
    for (const QString& file : files) {
        const std::string path = "rules/" + file.toStdString();
        auto parsed = parseRuleFile(resources::find(path), path, {.compat = promql::Compat::Prometheus2});
        std::move(parsed->groups.begin(), parsed->groups.end(), std::back_inserter(out));
    }
    return out;
}

std::set<std::string> metricsOf(const Groups& groups)
{
    std::set<std::string> out;
    for (const Group& group : groups) {
        for (const Rule& rule : group.rules) {
            support::collectMetrics(*rule.expr, out);
        }
    }
    return out;
}

/// Scrapes one after the other, of what the rules read; a series that a scrape does not have any more is stale.
Captured captured(const QString& folder, const QString& pattern, const std::set<std::string>& wanted)
{
    Captured out;
    const QStringList files = QDir(folder).entryList({pattern}, QDir::Files, QDir::Name);
    for (qsizetype i = 0; i < files.size(); ++i) {
        for (auto& [labels, value] : support::readSamples(support::readCapture(folder + '/' + files[i]))) {
            if (wanted.contains(std::string(labels.name()))) {
                std::vector<double>& values = out[std::move(labels)];
                values.resize(static_cast<std::size_t>(i), metrics::missingValue());
                values.push_back(value);
            }
        }
        for (auto& [labels, values] : out) {
            if (values.size() == static_cast<std::size_t>(i) && !metrics::isMissing(values.back())
                && !metrics::isStale(values.back())) {
                values.push_back(metrics::staleValue());
            }
        }
    }
    return out;
}

std::string quoted(const std::string& text)
{
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' || c == '\\' ? std::string{'\\', c} : c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return out + '"';
}

std::string mapping(const metrics::Labels& labels)
{
    std::string out;
    for (const metrics::Label label : labels) {
        if (label.name != "alertname") {
            out += (out.empty() ? "" : ", ") + std::string(label.name) + ": " + quoted(std::string(label.value));
        }
    }
    return '{' + out + '}';
}

/// A unit-test file of promtool that expects what our rules said.
class Expectations
{
public:
    Expectations(const Groups& groups, const Captured& series)
    {
        m_text = "rule_files: ['*.yml']\nevaluation_interval: 5s\ngroup_eval_order:\n";
        for (const Group& group : groups) {
            m_text += "- " + group.name + '\n';
        }
        m_text += "tests:\n- interval: 5s\n  input_series:\n";
        for (const auto& [labels, values] : series) {
            const std::string line = peers::notation({labels, values});
            const std::size_t end = line.find("} ") + 1;
            m_text += "  - {series: " + quoted(line.substr(0, end)) + ", values: " + quoted(line.substr(end)) + "}\n";
        }
    }
    /// The firing alerts of one name, with labels and annotations.
    void addFiring(int second, const GroupRunner& runner, const Rule& rule)
    {
        TemplateData data;
        data.time = base::fromUnixMs(second * 1000);
        std::string alerts;
        for (const Alert& alert : runner.alerts()) {
            if (alert.state == AlertState::Firing && alert.identity->rule->name == rule.name) {
                alerts += (alerts.empty() ? "" : ", ")
                    + ("{exp_labels: " + mapping(alert.identity->labels)
                       + ", exp_annotations: " + mapping(metrics::Labels(expandAnnotations(alert, data))) + '}');
            }
        }
        m_alerts += "  - {eval_time: " + std::to_string(second) + "s, alertname: " + quoted(rule.name)
            + ", exp_alerts: [" + alerts + "]}\n";
    }
    /// The series of alerts, pending and firing.
    void addSeries(int second, const tsdb::MemoryStore& store, const std::string& metric)
    {
        promql::Engine engine({.compat = promql::Compat::Prometheus2});
        const auto value = engine.instant(store, *promql::parse(metric), base::fromUnixMs(second * 1000));
        std::string samples;
        for (const promql::Element& element : std::get<promql::Vector>(*value).elements) {
            samples += (samples.empty() ? "" : ", ") + ("{labels: " + quoted(element.labels.toString()))
                + ", value: " + base::formatFloat(element.value, 'f') + '}';
            ++m_active;
        }
        m_expressions += "  - {expr: " + metric + ", eval_time: " + std::to_string(second) + "s, exp_samples: ["
            + samples + "]}\n";
    }
    [[nodiscard]] std::string text() const
    {
        return m_text + "  alert_rule_test:\n" + m_alerts + "  promql_expr_test:\n" + m_expressions;
    }
    [[nodiscard]] int active() const { return m_active; }

private:
    std::string m_text;
    std::string m_alerts;
    std::string m_expressions;
    int m_active = 0;
};

/// Evaluates all groups at every scrape and for a while after, and writes down what they said.
void evaluate(const Groups& groups, const Captured& series, int seconds, Expectations& out)
{
    tsdb::MemoryStore store;
    std::vector<testfiles::SeriesLine> lines;
    for (const auto& [labels, values] : series) {
        lines.push_back({labels, values});
    }
    testfiles::GridLoader(store, std::chrono::seconds{scrapeSeconds}, std::move(lines)).loadAll();
    promql::EngineOptions options;
    options.compat = promql::Compat::Prometheus2;
    std::vector<std::unique_ptr<GroupRunner>> runners;
    for (const Group& group : groups) {
        const tsdb::GroupId written = store.addGroup();
        GroupContext context{
            &store, [&store, written](const metrics::ScrapeBatch& batch) { store.append(written, batch); }, {}, {}};
        runners.push_back(
            std::make_unique<GroupRunner>(group, std::chrono::seconds{scrapeSeconds}, options, std::move(context)));
        runners.back()->setRestored();
    }
    for (int second = 0; second <= seconds; second += scrapeSeconds) {
        for (const auto& runner : runners) {
            runner->evaluate(base::fromUnixMs(second * 1000));
            for (const RuleStatus& status : runner->status()) {
                QVERIFY2(status.health == RuleHealth::Ok, status.lastError.message.c_str());
            }
        }
        for (const auto& runner : runners) {
            for (const Rule& rule : runner->group().rules) {
                out.addFiring(second, *runner, rule);
            }
        }
        out.addSeries(second, store, "ALERTS");
        out.addSeries(second, store, "ALERTS_FOR_STATE");
    }
}

bool write(const QString& path, std::string_view text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text.data(), static_cast<qint64>(text.size())) >= 0;
}

} // namespace

/// Every shipped rule over what real exporters said, against promtool: at every evaluation the same alerts pending and firing,
/// since the same second, with the same labels and annotations.
class TestCapturedRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void alertsAreThoseOfPromtool_data()
    {
        QTest::addColumn<QStringList>("rules");
        QTest::addColumn<QString>("files");
        QTest::addColumn<int>("active"); ///< alerts times evaluations, at least
        const QStringList native{"haproxy-embedded-exporter-v2.yml", "checkwatch-companion.yml"};
        const QStringList v1{"haproxy-exporter-v1.yml", "checkwatch-companion.yml"};
        const QStringList moreThanTwo{"healthcheck-failure-more-than-two.yml"};
        QTest::newRow("demo") << native << "demo/*.native.prom.gz" << 50;
        QTest::newRow("demo, more than two") << moreThanTwo << "demo/*.native.prom.gz" << 50;
        QTest::newRow("demo, rules for the other exporter") << v1 << "demo/*.native.prom.gz" << 10;
        QTest::newRow("every second scrape of the demo") << native << "demo/t??0.native.prom.gz" << 50;
        QTest::newRow("reload") << native << "reload26/*.native.prom.gz" << 5;
        QTest::newRow("lab") << native << "lab26/*.native.prom*" << 50;
        QTest::newRow("lab over the v1 exporter") << v1 << "lab26/*.v1exporter.prom*" << 50;
    }
    void alertsAreThoseOfPromtool()
    {
        QFETCH(QStringList, rules);
        QFETCH(QString, files);
        QFETCH(int, active);
        REQUIRE_SHARED(support::sharedFolder());
        CHECKWATCH_NEEDS(!support::findProgram("promtool").isEmpty(), "promtool");
        const Groups groups = groupsOf(rules);
        const QString place = support::sharedFolder() + "/data/captures/" + files.section('/', 0, 0);
        const Captured series = captured(place, files.section('/', 1), metricsOf(groups));
        std::size_t scrapes = 0;
        for (const auto& [labels, values] : series) {
            scrapes = std::max(scrapes, values.size());
        }
        QVERIFY2(scrapes >= 6, std::to_string(scrapes).c_str());
        Expectations said(groups, series);
        evaluate(groups, series, (static_cast<int>(scrapes) + evaluationsAfter) * scrapeSeconds, said);
        QVERIFY2(said.active() >= active, std::to_string(said.active()).c_str());
        const QTemporaryDir folder;
        for (const QString& file : rules) {
            QVERIFY(write(folder.filePath(file), resources::find("rules/" + file.toStdString())));
        }
        QVERIFY(write(folder.filePath("expected.test"), said.text()));
        QProcess promtool;
        promtool.start(support::findProgram("promtool"), {"test", "rules", folder.filePath("expected.test")});
        QVERIFY(promtool.waitForFinished(120'000));
        QVERIFY2(promtool.exitCode() == 0, promtool.readAllStandardError().left(2000).constData());
    }
};

QTEST_GUILESS_MAIN(TestCapturedRules)

} // namespace tst_capturedrules

#include "tst_capturedrules.moc"
