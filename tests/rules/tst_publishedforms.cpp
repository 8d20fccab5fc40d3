#include "models/promql/explanation.h"
#include "models/rules/grouprunner.h"
#include "models/tsdb/memorystore.h"
#include "resources/builtin.h"
#include "tests/support/derivations.h"
#include "tests/support/processes.h"
#include "tests/support/rulemetrics.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>

namespace tst_publishedforms {

using namespace checkwatch;
using namespace checkwatch::rules;

namespace {

constexpr int scrapes = 60;
constexpr std::int64_t intervalMs = 5000;

/// A published rule, in one of the ways in which collections of rules write it.
using Form = std::string (*)(const Rule& rule);

std::string quoted(const std::string& text)
{
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? "''" : std::string(1, c);
    }
    return out + "'";
}

std::string seconds(const Rule& rule)
{
    return std::to_string(rule.holdFor.count() / 1000) + "s";
}

/// On one line each, the whole labels and the value in the description.
std::string plain(const Rule& rule)
{
    return "  - alert: " + rule.name + "\n    expr: " + rule.query + "\n    for: " + seconds(rule)
        + "\n    labels:\n      severity: critical\n    annotations:\n      summary: " + rule.name
        + " (instance {{ $labels.instance }})\n"
          "      description: \"{{ $labels.proxy }} is bad\\n  VALUE = {{ $value }}\\n  LABELS = {{ $labels }}\"\n";
}

/// With a guard against what there is nothing of, and the expression as a block.
std::string guarded(const Rule& rule)
{
    std::set<std::string> metrics;
    support::collectMetrics(*rule.expr, metrics);
    return "  - alert: " + quoted(rule.name + " (v1)") + "\n    expr: |-\n      (" + rule.query + ") and on () count("
        + *metrics.begin()
        + ") > 0\n    for: 0m\n    labels: {severity: warning}\n    annotations:\n      description: |-\n"
          "        HAProxy {{ $labels.fqdn }} at {{ $value | printf \"%.2f\" }}%\n        LABELS = {{ $labels }}\n";
}

/// As conditions of the later kind: any change at all.
std::string anyChange(const Rule& rule)
{
    std::set<std::string> metrics;
    support::collectMetrics(*rule.expr, metrics);
    return "  - {alert: " + quoted(rule.name + ">0%") + ", expr: 'rate(" + *metrics.begin()
        + "[5m]) != 0', for: 2m, labels: {severity: critical}, annotations: {summary: '{{ $labels.backend }}'}}\n";
}

std::vector<Rule> shippedRules()
{
    std::vector<Rule> out;
    for (const resources::File& file : resources::files()) {
        if (file.path.starts_with("rules/haproxy-")) {
            const auto read = parseRuleFile(file.text, std::string(file.path));
            for (const Group& group : read->groups) {
                out.insert(out.end(), group.rules.begin(), group.rules.end());
            }
        }
    }
    return out;
}

} // namespace

/// The published rules as other collections have them: guarded, renamed, in other quotes. They load, by promtool's word too, and
/// evaluate without an error over a fleet that has every metric, and every verdict of every one is explained.
class TestPublishedForms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loadAndEvaluate_data();
    void loadAndEvaluate();

private:
    /// Each element of a rule's value by the evaluator's own record, and what a server that is not there lacks.
    static void explain(const Rule& rule, const tsdb::MemoryStore& store, base::Timestamp time);
    /// Three servers and the value of each metric: all counters move.
    static void scrape(tsdb::MemoryStore& store, tsdb::GroupId group, metrics::ScrapeBatch& batch, int number);
};

void TestPublishedForms::loadAndEvaluate_data()
{
    QTest::addColumn<Form>("form");
    QTest::newRow("plain") << &plain;
    QTest::newRow("guarded") << &guarded;
    QTest::newRow("any change") << &anyChange;
}

void TestPublishedForms::scrape(tsdb::MemoryStore& store, tsdb::GroupId group, metrics::ScrapeBatch& batch, int number)
{
    batch.time = base::fromUnixMs(number * intervalMs);
    for (std::size_t i = 0; i < batch.column.size(); ++i) {
        batch.column[i] = static_cast<double>(i % 7) + static_cast<double>(number) * static_cast<double>(1 + i % 3);
    }
    store.append(group, batch);
    batch.firstAdded += static_cast<std::uint32_t>(batch.added.size());
    batch.added.clear();
}

void TestPublishedForms::loadAndEvaluate()
{
    QFETCH(Form, form);
    const std::vector<Rule> shipped = shippedRules();
    QCOMPARE(shipped.size(), std::size_t{30});
    std::string text = "groups:\n- name: published\n  rules:\n";
    std::set<std::string> names;
    for (const Rule& rule : shipped) {
        text += form(rule);
        support::collectMetrics(*rule.expr, names);
    }
    const auto file = parseRuleFile(text, "published.yml");
    QVERIFY2(file.ok(), file ? "" : file.error().message.c_str());
    QCOMPARE(file->groups.at(0).rules.size(), std::size_t{30});

    CHECKWATCH_NEEDS(!support::findProgram("promtool").isEmpty(), "promtool");
    const QTemporaryDir folder;
    QFile written(folder.filePath("published.yml"));
    QVERIFY(written.open(QIODevice::WriteOnly) && written.write(text.data(), static_cast<qint64>(text.size())) > 0);
    written.close();
    QCOMPARE(QProcess::execute(support::findProgram("promtool"), {"check", "rules", "--lint=none", written.fileName()}),
             0);

    tsdb::MemoryStore store;
    metrics::ScrapeBatch batch;
    for (const std::string& name : names) {
        for (const char* server : {"a", "b", "c"}) {
            for (const char* code : {"2xx", "4xx", "5xx"}) {
                batch.added.push_back({{"__name__", name},
                                       {"backend", "be"},
                                       {"code", code},
                                       {"frontend", "fe"},
                                       {"instance", "lb:8404"},
                                       {"proxy", "be"},
                                       {"server", server}});
            }
        }
    }
    batch.column.resize(batch.added.size());
    const tsdb::GroupId scraped = store.addGroup();
    const tsdb::GroupId recorded = store.addGroup();
    GroupContext context{&store, [&](const metrics::ScrapeBatch& samples) { store.append(recorded, samples); }, {}, {}};
    GroupRunner runner(file->groups.at(0), std::chrono::seconds{5}, promql::EngineOptions{}, std::move(context));
    runner.setRestored();
    for (int i = 0; i < scrapes; ++i) {
        scrape(store, scraped, batch, i);
        runner.evaluate(batch.time);
        for (const RuleStatus& status : runner.status()) {
            QVERIFY2(status.health == RuleHealth::Ok, (status.rule->name + ": " + status.lastError.message).c_str());
        }
    }
    QVERIFY(runner.alerts().size() > 5);
    for (const Rule& rule : file->groups.at(0).rules) {
        explain(rule, store, batch.time);
    }
}

void TestPublishedForms::explain(const Rule& rule, const tsdb::MemoryStore& store, base::Timestamp time)
{
    promql::EngineOptions options;
    options.explainTimeout = std::chrono::seconds{10};
    promql::Engine engine(options);
    const auto value = engine.instant(store, rule.expr, time);
    const auto& elements = std::get<promql::Vector>(*value).elements;
    for (const promql::Element& element : elements) {
        const auto why = engine.explain(store, rule.expr, time, element.labels);
        QVERIFY2(why.ok() && why->root.present, rule.query.c_str());
        QCOMPARE(why->text, rule.query);
        QCOMPARE(why->root.labels, element.labels);
        QVERIFY(metrics::sameBits(why->root.value, element.value));
        QVERIFY2(!why->root.operands.empty(), rule.query.c_str());
    }
    const auto absent = engine.explain(store, rule.expr, time, metrics::Labels{{"server", "nobody"}});
    QVERIFY2(absent.ok(), rule.query.c_str());
    QCOMPARE(absent->root.count, elements.size());
    QVERIFY2(absent->root.present || support::saysWhy(absent->root), rule.query.c_str());
}

QTEST_GUILESS_MAIN(TestPublishedForms)

} // namespace tst_publishedforms

#include "tst_publishedforms.moc"
