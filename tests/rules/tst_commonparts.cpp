#include "models/promql/parser.h"
#include "models/rules/commonparts.h"
#include "models/rules/grouprunner.h"
#include "models/tsdb/memorystore.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>

namespace tst_commonparts {

using namespace checkwatch;
using namespace checkwatch::rules;

namespace {

constexpr std::int64_t intervalMs = 5000;

Group groupOf(const std::string& rules)
{
    auto read = parseRuleFile("groups:\n- name: g\n  rules:\n" + rules, "g.yml");
    return read ? read->groups.front() : Group{};
}

std::vector<std::vector<std::string>> commonIn(const std::string& rules)
{
    const Group group = groupOf(rules);
    std::vector<std::vector<std::string>> out;
    for (const auto& equal : commonParts(group)) {
        auto& texts = out.emplace_back();
        std::ranges::transform(equal, std::back_inserter(texts), [](const auto* node) { return promql::print(*node); });
    }
    return out;
}

/// Rules that share parts, some of which change while the group is evaluated.
constexpr const char* sharing
    = "  - alert: A\n    expr: sum by (p) (rate(e[1m])) / sum by (p) (rate(r[1m])) > 0.2\n"
      "  - record: made\n    expr: sum by (p) (rate(r[1m]))\n"
      "  - alert: B\n    expr: sum by (s) (rate(e[1m])) / sum by (s) (rate(r[1m])) > 0.3\n    for: 10s\n"
      "  - alert: C\n    expr: sum by (p) (rate(r[1m])) - on (p) sum by (p) (made) > 1e-9\n"
      "  - record: made\n    expr: 2 * sum by (p) (rate(r[1m]))\n    labels: {twice: \"yes\"}\n"
      "  - alert: D\n    expr: sum by (p) (made) > 3\n"
      "  - alert: E\n    expr: sum by (p) (made) > 4 and on (p) count by (p) (ALERTS) > 1\n"
      "  - alert: F\n    expr: count by (p) (ALERTS) > 2\n"
      "  - alert: G\n    expr: max_over_time(sum by (p) (rate(r[1m]))[30s:5s]) > sum by (p) (rate(r[1m]))\n";

/// What an evaluation says: alerts with their values, in order.
std::vector<std::string> shown(const GroupRunner& runner)
{
    std::vector<std::string> out;
    for (const Alert& alert : runner.alerts()) {
        out.push_back(alert.identity->labels.toString() + ' ' + std::to_string(static_cast<int>(alert.state)) + ' '
                      + std::to_string(std::bit_cast<std::uint64_t>(alert.value)));
    }
    std::ranges::sort(out);
    return out;
}

/// A store with random counters, and a group that is evaluated over it.
class Rig
{
public:
    explicit Rig(const Group& group)
        : m_input(m_store.addGroup()), m_output(m_store.addGroup()),
          m_runner(group, base::Duration{intervalMs}, {},
                   {&m_store, [this](const metrics::ScrapeBatch& batch) { m_store.append(m_output, batch); }, {}, {}})
    {
        m_runner.setRestored();
    }
    void append(const metrics::ScrapeBatch& batch) { m_store.append(m_input, batch); }
    GroupRunner& runner() { return m_runner; }
    tsdb::MemoryStore& store() { return m_store; }

private:
    tsdb::MemoryStore m_store;
    tsdb::GroupId m_input;
    tsdb::GroupId m_output;
    GroupRunner m_runner;
};

class Counters
{
public:
    explicit Counters(unsigned seed) : m_random(seed) {}
    metrics::ScrapeBatch at(base::Timestamp time)
    {
        metrics::ScrapeBatch batch;
        batch.time = time;
        batch.firstAdded = static_cast<std::uint32_t>(m_values.size());
        // Series come while it goes on, so that what is kept of label sets is forgotten now and then.
        for (std::size_t n = m_values.size(); n < 12 || (n < 40 && m_random() % 4 == 0); ++n) {
            batch.added.push_back(metrics::Labels{{"__name__", n % 2 == 0 ? "r" : "e"},
                                                  {"p", "p" + std::to_string(n / 8)},
                                                  {"s", "s" + std::to_string(n / 2)}});
            m_values.push_back(0);
        }
        for (double& value : m_values) {
            value = m_random() % 30 == 0 ? 0 : value + static_cast<double>(m_random() % 5);
        }
        batch.column = m_values;
        return batch;
    }

private:
    std::mt19937 m_random;
    std::vector<double> m_values;
};

} // namespace

/// Equal parts of a group's expressions are worked out once, and nobody can tell.
class TestCommonParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalPartsAreFound()
    {
        const auto found = commonIn(
            "  - alert: A\n    expr: sum by (p) (rate(e[1m])) / sum by (p)(rate(r[60s])) > 1\n"
            "  - alert: B\n    expr: (sum(rate(r[1m])) by (p)) > 5\n  - alert: C\n    expr: rate(e[2m]) > 0\n");
        const std::vector<std::vector<std::string>> wanted{{"sum by (p) (rate(r[1m]))", "sum by (p) (rate(r[1m]))"},
                                                           {"rate(r[1m])", "rate(r[1m])"}};
        QCOMPARE(found, wanted);
    }
    void whatTheGroupWritesIsNotShared_data()
    {
        QTest::addColumn<QByteArray>("part");
        for (const char* part : {"sum(made)", "sum(ALERTS)", "sum(ALERTS_FOR_STATE)", "sum({__name__=~\"m.*\"})",
                                 "sum({a=\"b\"})", "sum(rate(made[1m]))", "sum(rate(r[1m]) + on () made)"}) {
            QTest::newRow(part) << QByteArray(part);
        }
    }
    void whatTheGroupWritesIsNotShared()
    {
        QFETCH(QByteArray, part);
        const std::string text = part.toStdString();
        const auto found = commonIn("  - alert: A\n    expr: '" + text
                                    + " > 1'\n  - record: made\n    expr: '1'\n"
                                      "  - alert: B\n    expr: '"
                                    + text + " > 2'\n");
        const auto reads = [&](const auto& equal) { return equal.front() == text; };
        QVERIFY(std::ranges::none_of(found, reads));
    }
    /// Against each expression evaluated by itself, with an engine that knows nothing, right when its rule comes.
    void everyRuleSaysWhatItSaysAlone_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 8; ++seed) {
            QTest::addRow("%u", seed) << seed;
        }
    }
    void everyRuleSaysWhatItSaysAlone()
    {
        QFETCH(unsigned, seed);
        const Group group = groupOf(sharing);
        QCOMPARE(group.rules.size(), std::size_t{9});
        QCOMPARE(commonParts(group).size(), std::size_t{3});
        // The same rules, each told apart by a label matcher that is true of everything: nothing is equal any more.
        Group apart = group;
        for (std::size_t i = 0; i < apart.rules.size(); ++i) {
            std::string text = apart.rules[i].query;
            const std::string mark = "{n" + std::to_string(i) + "=\"\"}";
            for (const char* metric : {"(e[", "(r["}) {
                for (std::size_t at = text.find(metric); at != std::string::npos; at = text.find(metric, at + 3)) {
                    text.insert(at + 2, mark);
                }
            }
            apart.rules[i].expr = *promql::parse(text);
        }
        // Within one expression parts may be equal still; not between rules.
        for (const auto& equal : commonParts(apart)) {
            QVERIFY(equal.size() < 3);
        }
        Rig together(group);
        Rig alone(apart);
        Counters counters(seed);
        std::size_t alerts = 0;
        for (int step = 0; step < 120; ++step) {
            const base::Timestamp time = base::fromUnixMs(1'800'000'000'000 + step * intervalMs);
            const metrics::ScrapeBatch batch = counters.at(time - base::Duration{1300});
            together.append(batch);
            alone.append(batch);
            together.runner().evaluate(time);
            alone.runner().evaluate(time);
            const auto wanted = shown(alone.runner());
            QCOMPARE(shown(together.runner()), wanted);
            alerts += wanted.size();
            const auto status = together.runner().status();
            QVERIFY(std::ranges::all_of(status, [](const auto& rule) { return rule.lastError.message.empty(); }));
        }
        QVERIFY(alerts > 500);
    }
    /// An evaluation that is repeated at the same time sees what has come meanwhile.
    void nextRoundSeesWhatCame()
    {
        Rig rig(
            groupOf("  - alert: A\n    expr: sum(rate(r[1m])) > 0\n  - alert: B\n    expr: sum(rate(r[1m])) > 0.5\n"));
        const base::Timestamp time = base::fromUnixMs(1'800'000'000'000);
        metrics::ScrapeBatch batch;
        batch.added = {metrics::Labels{{"__name__", "r"}}};
        for (int i = 0; i < 3; ++i) {
            batch.time = time - base::Duration{30'000 - 10'000 * i};
            batch.firstAdded = i == 0 ? 0 : 1;
            batch.added.resize(i == 0 ? 1 : 0);
            batch.column = {10.0 * i * i};
            rig.append(batch);
            rig.runner().evaluate(time);
            QCOMPARE(rig.runner().alerts().size(), std::size_t(i == 0 ? 0 : i == 1 ? 1 : 2));
        }
    }
};

QTEST_GUILESS_MAIN(TestCommonParts)

} // namespace tst_commonparts

#include "tst_commonparts.moc"
