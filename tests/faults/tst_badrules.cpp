#include "models/promql/engine.h"
#include "models/rules/grouprunner.h"
#include "models/tsdb/memorystore.h"
#include "tests/support/sanitized.h"

#include <QFile>
#include <QTest>

#include <malloc.h>
#include <sys/resource.h>

#include <limits>
#include <map>

namespace tst_badrules {

using namespace checkwatch;
using namespace std::chrono_literals;

namespace {

std::string repeated(std::string_view text, std::size_t count)
{
    std::string out;
    out.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i) {
        out += text;
    }
    return out;
}

/// What something took. Sanitizers take their share of both, so the limits below leave room for it.
struct Cost
{
    double cpuSeconds = 0;
    double peakMegabytes = 0; ///< at most in use at once, without what was in use before
};

/// "VmRSS:" or "VmHWM:" of this process.
double megabytes(const QByteArray& field)
{
    QFile file("/proc/self/status");
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    const QByteArray status = file.readAll();
    const auto at = status.indexOf(field);
    return at < 0 ? 0 : status.mid(at + field.size()).trimmed().split(' ').constFirst().toDouble() / 1024;
}

/// The most memory used so far is forgotten, or an earlier row's would hide this one's.
void forgetPeak()
{
    malloc_trim(0);
    QFile file("/proc/self/clear_refs");
    if (file.open(QIODevice::WriteOnly)) {
        file.write("5");
    }
}

template <typename Work>
Cost costOf(Work work)
{
    rusage before{};
    rusage after{};
    forgetPeak();
    const double held = megabytes("VmRSS:");
    getrusage(RUSAGE_SELF, &before);
    work();
    getrusage(RUSAGE_SELF, &after);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return {seconds(after.ru_utime) + seconds(after.ru_stime) - seconds(before.ru_utime) - seconds(before.ru_stime),
            megabytes("VmHWM:") - held};
}

constexpr double maxSeconds = support::sanitized ? 60 : 10;
constexpr double maxMegabytes = support::sanitized ? 3000 : 700;
constexpr std::size_t longestMessage = 1000;

std::string ruleFile(const std::string& rules)
{
    return "groups:\n- name: g\n  rules:\n" + rules;
}

/// A runner over a store that gets what its rules write.
class Rig
{
public:
    explicit Rig(const std::string& rules)
    {
        auto file = rules::parseRuleFile(ruleFile(rules), "rules.yml");
        if (!file) {
            qFatal("%s", file.error().message.c_str());
        }
        rules::GroupContext context{
            &m_store, [this](const metrics::ScrapeBatch& batch) { m_store.append(m_written, batch); }, {}, {}};
        m_runner
            = std::make_unique<rules::GroupRunner>(file->groups[0], 5s, promql::EngineOptions{}, std::move(context));
        m_runner->setRestored();
    }
    /// Series m{n="0"}, m{n="1"} … with these values.
    void scrape(int seconds, const std::vector<double>& values)
    {
        m_batch.time = base::fromUnixMs(seconds * 1000);
        m_batch.column = values;
        m_batch.column.resize(std::max(m_added, values.size()), metrics::staleValue());
        m_batch.firstAdded = static_cast<std::uint32_t>(m_added);
        m_batch.added.clear();
        for (; m_added < values.size(); ++m_added) {
            m_batch.added.push_back({{"__name__", "m"}, {"n", std::to_string(m_added)}});
        }
        m_store.append(m_scraped, m_batch);
    }
    rules::EvaluationResult evaluate(int seconds) { return m_runner->evaluate(base::fromUnixMs(seconds * 1000)); }
    [[nodiscard]] rules::RuleStatus status(std::size_t rule) const { return m_runner->status().at(rule); }
    [[nodiscard]] std::map<std::string, rules::AlertState> states() const
    {
        std::map<std::string, rules::AlertState> out;
        for (const rules::Alert& alert : m_runner->alerts()) {
            out[alert.identity->labels.toString()] = alert.state;
        }
        return out;
    }
    [[nodiscard]] const rules::Alert& alert(std::size_t index) const { return m_runner->alerts()[index]; }

private:
    tsdb::MemoryStore m_store;
    tsdb::GroupId m_scraped = m_store.addGroup();
    tsdb::GroupId m_written = m_store.addGroup();
    metrics::ScrapeBatch m_batch;
    std::size_t m_added = 0;
    std::unique_ptr<rules::GroupRunner> m_runner;
};

} // namespace

/// Rules and expressions that are far too big, far too deep or simply wrong: an error that says where, soon, and nobody else
/// the worse for it.
class TestBadRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hugeExpressions_data();
    void hugeExpressions();
    void bytesInRuleFiles_data();
    void bytesInRuleFiles();
    void everythingOfAMillionSeries();
    void templatesThatQueryForever();
    void aRuleThatFailsEachTimeIsFrozen();
    void sameLabelsTwice();
};

void TestBadRules::hugeExpressions_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("good");
    const auto row
        = [](const char* name, std::string text, bool good) { QTest::newRow(name) << std::move(text) << good; };
    constexpr std::size_t tenMegabytes = 10'000'000;
    row("10 MB of sums", repeated("a+", tenMegabytes / 2) + "a", false);
    row("10 MB of blanks", repeated(" ", tenMegabytes) + "a", true);
    row("10 MB of comments", repeated("# a\n", tenMegabytes / 4) + "a", true);
    row("10 MB of a name", repeated("a", tenMegabytes), true);
    row("10 MB of a label", "a{b=\"" + repeated("c", tenMegabytes) + "\"}", true);
    row("10 MB of matchers", "a{" + repeated("b=\"\",", tenMegabytes / 5) + "}", true);
    row("10 MB of labels to group by", "sum by (" + repeated("a,", tenMegabytes / 2) + "b) (c)", true);
    row("10 MB without an end", '"' + repeated("a", tenMegabytes), false);
    row("10 MB of digits", repeated("1", tenMegabytes), false);
    row("10 MB of arguments", "abs(" + repeated("a,", tenMegabytes / 2) + "a)", false);
    row("10 MB of NUL", std::string(tenMegabytes, '\0'), false);
    row("10,000 parentheses", repeated("(", 10'000) + "a" + repeated(")", 10'000), false);
    row("10,000 parentheses left open", repeated("(", 10'000), false);
    row("10,000 signs", repeated("-", 10'000) + "a", false);
    row("10,000 functions", repeated("abs(", 10'000) + "a" + repeated(")", 10'000), false);
    row("1 MB of a regex", "a{b=~\"" + repeated("c|d", 333'333) + "\"}", true);
    row("a regex of repetitions", "a{b=~\"((((c{1,1000}){1,1000}){1,1000}){1,1000})\"}", false);
    row("a regex within one", "a{b=~\"" + repeated("(", 10'000) + "c" + repeated(")", 10'000) + "\"}", true);
    row("half a character", "a{b=\"\xc3\"}", false);
}

void TestBadRules::hugeExpressions()
{
    QFETCH(std::string, text);
    QFETCH(bool, good);
    std::string place;
    const Cost cost = costOf([&] {
        const auto expr = promql::parse(text);
        QCOMPARE(expr.ok(), good);
        if (!good) {
            QVERIFY(expr.error().line >= 1 && expr.error().column >= 1);
            QVERIFY2(expr.error().message.size() < longestMessage,
                     expr.error().message.substr(0, longestMessage).c_str());
            return;
        }
        QVERIFY(promql::parse(promql::print(**expr)).ok());
        promql::Engine engine;
        tsdb::MemoryStore store;
        QVERIFY(engine.instant(store, *expr, base::fromUnixMs(0)).ok());
    });
    QVERIFY2(cost.cpuSeconds < maxSeconds, std::to_string(cost.cpuSeconds).c_str());
    QVERIFY2(cost.peakMegabytes < maxMegabytes, std::to_string(cost.peakMegabytes).c_str());
}

void TestBadRules::bytesInRuleFiles_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("error");
    const auto row = [](const char* name, std::string text, std::string error) {
        QTest::newRow(name) << std::move(text) << std::move(error);
    };
    using namespace std::string_literals;
    row("NUL in a name", ruleFile("  - {alert: \"a\0b\", expr: up}\n"s),
        "rules.yml: yaml: line 4: control characters are not allowed");
    row("NUL first", "\0groups: []\n"s, "rules.yml: yaml: line 1: control characters are not allowed");
    row("NUL last", ruleFile("  - {alert: a, expr: up}\n\0"s),
        "rules.yml: yaml: line 5: control characters are not allowed");
    row("not UTF-8 in an annotation", ruleFile("  - alert: a\n    expr: up\n    annotations: {a: \"\xff\xfe\"}\n"),
        "rules.yml: yaml: line 6: invalid UTF-8");
    row("half a character at the end", ruleFile("  - {alert: a, expr: up} # \xe2\x82"),
        "rules.yml: yaml: line 4: invalid UTF-8");
    row("10 MB expression", ruleFile("  - alert: a\n    expr: " + repeated("a+", 5'000'000) + "a\n"),
        "rules.yml: 5:11: group \"g\", rule 1, \"a\": could not parse expression: 1:");
    row("10,000 parentheses",
        ruleFile("  - alert: a\n    expr: " + repeated("(", 10'000) + "a" + repeated(")", 10'000) + "\n"),
        "rules.yml: 5:11: group \"g\", rule 1, \"a\": could not parse expression: 1:");
    row("half-written", ruleFile("  - alert: a\n    expr: up\n    labels: {a: \"b"), "rules.yml: yaml: line ");
    row("half-written expression", ruleFile("  - alert: a\n    expr: sum(rate(x[5m"),
        "rules.yml: 5:11: group \"g\", rule 1, \"a\": could not parse expression: 1:14: parse error: ");
    row("10,000 lists", repeated("[", 10'000), "rules.yml: yaml: ");
}

void TestBadRules::bytesInRuleFiles()
{
    QFETCH(std::string, text);
    QFETCH(std::string, error);
    const Cost cost = costOf([&] {
        const std::vector<std::string> complaints = rules::ruleFileComplaints(text, "rules.yml");
        QVERIFY(!complaints.empty());
        QVERIFY2(complaints.front().starts_with(error), complaints.front().substr(0, longestMessage).c_str());
        QVERIFY(complaints.front().size() < longestMessage);
        QVERIFY(!rules::parseRuleFile(text, "rules.yml").ok());
    });
    QVERIFY2(cost.cpuSeconds < maxSeconds, std::to_string(cost.cpuSeconds).c_str());
    QVERIFY2(cost.peakMegabytes < maxMegabytes, std::to_string(cost.peakMegabytes).c_str());
}

void TestBadRules::everythingOfAMillionSeries()
{
    constexpr std::size_t many = 1'000'000;
    tsdb::MemoryStore store({base::Duration::max() / 2, std::numeric_limits<std::size_t>::max()});
    metrics::ScrapeBatch batch;
    batch.added.reserve(many);
    for (std::size_t i = 0; i < many; ++i) {
        batch.added.push_back({{"__name__", "m"}, {"n", std::to_string(i)}});
    }
    batch.column.assign(many, 1);
    batch.time = base::fromUnixMs(0);
    store.append(store.addGroup(), batch);
    const auto ask = [&](const char* text, promql::EngineOptions options) {
        promql::Engine engine(options);
        return engine.instant(store, *promql::parse(text), base::fromUnixMs(1000));
    };
    const Cost cost = costOf([&] {
        const auto all = ask("{__name__=~\".+\"}", {});
        QCOMPARE(std::get<promql::Vector>(*all).elements.size(), many);
        const auto count = ask("count({n=~\".*(1|2|3).*\"})", {});
        QVERIFY(std::get<promql::Vector>(*count).elements.at(0).value > 500'000);
    });
    QVERIFY2(cost.cpuSeconds < 3 * maxSeconds, std::to_string(cost.cpuSeconds).c_str());
    QVERIFY2(cost.peakMegabytes < maxMegabytes, std::to_string(cost.peakMegabytes).c_str());
    promql::EngineOptions few;
    few.maxSamples = 10'000;
    QCOMPARE(ask("{__name__=~\".+\"}", few).error().code, base::ErrorCode::Limit);
    promql::EngineOptions quick;
    quick.timeout = 50ms;
    const char* const heavy = "sum_over_time(count({__name__=~\".+\"})[1h:1s])";
    const Cost stopped = costOf([&] { QCOMPARE(ask(heavy, quick).error().code, base::ErrorCode::Timeout); });
    QVERIFY2(stopped.cpuSeconds < maxSeconds, std::to_string(stopped.cpuSeconds).c_str());
}

void TestBadRules::templatesThatQueryForever()
{
    const std::string loops
        = "{{ range query \\\"m\\\" }}{{ range query \\\"m\\\" }}{{ range query \\\"m\\\" }}{{ query \\\"m\\\" }}"
          "{{ end }}{{ end }}{{ end }}";
    Rig rig("  - {alert: Loops, expr: vector(1), labels: {l: \"" + loops
            + "\"}}\n  - {alert: Fine, expr: vector(1)}\n");
    rig.scrape(0, std::vector<double>(300, 1));
    const Cost cost = costOf([&] { rig.evaluate(1); });
    QVERIFY2(cost.cpuSeconds < 2 * maxSeconds, std::to_string(cost.cpuSeconds).c_str());
    QCOMPARE(rig.states().size(), std::size_t{2});
    QVERIFY(rig.states().contains("{alertname=\"Fine\"}"));
    const std::string label(rig.alert(0).identity->labels.get("l"));
    QVERIFY2(label.starts_with("<error expanding template: ") && label.size() < longestMessage,
             label.substr(0, longestMessage).c_str());
}

void TestBadRules::aRuleThatFailsEachTimeIsFrozen()
{
    // While n="1" is there, both have equal labels without it.
    Rig rig("  - {alert: Fails, expr: m > 0, for: 10s, labels: {n: same}}\n  - {alert: Fine, expr: m > 0}\n");
    rig.scrape(0, {1});
    rig.evaluate(1);
    const auto before = rig.states();
    QCOMPARE(rig.status(0).health, rules::RuleHealth::Ok);
    for (int seconds = 5; seconds <= 60; seconds += 5) {
        rig.scrape(seconds, {1, 1});
        rig.evaluate(seconds + 1);
        QCOMPARE(rig.status(0).health, rules::RuleHealth::Error);
        QVERIFY(!rig.status(0).lastError.message.empty());
        QCOMPARE(rig.status(1).health, rules::RuleHealth::Ok);
        QCOMPARE(rig.states().at("{alertname=\"Fails\", n=\"same\"}"), before.at("{alertname=\"Fails\", n=\"same\"}"));
    }
    rig.scrape(65, {1});
    rig.evaluate(66);
    QCOMPARE(rig.status(0).health, rules::RuleHealth::Ok);
    QVERIFY(rig.status(0).lastError.message.empty());
    QCOMPARE(rig.states().at("{alertname=\"Fails\", n=\"same\"}"), rules::AlertState::Firing);
}

void TestBadRules::sameLabelsTwice()
{
    Rig rig("  - {alert: A, expr: m > 0, labels: {n: \"\"}}\n  - {record: r, expr: m > 0, labels: {n: x}}\n"
            "  - {record: s, expr: 'label_replace(m, \"n\", \"\", \"n\", \".*\")'}\n  - {record: t, expr: m}\n");
    rig.scrape(0, {1, 2});
    rig.evaluate(1);
    const char* const wanted[] = {"vector contains metrics with the same labelset after applying alert labels",
                                  "vector contains metrics with the same labelset after applying rule labels",
                                  "vector cannot contain metrics with the same labelset", ""};
    for (std::size_t i = 0; i < 4; ++i) {
        QCOMPARE(QByteArray::fromStdString(rig.status(i).lastError.message), QByteArray(wanted[i]));
        QCOMPARE(rig.status(i).health, i == 3 ? rules::RuleHealth::Ok : rules::RuleHealth::Error);
    }
}

QTEST_GUILESS_MAIN(TestBadRules)

} // namespace tst_badrules

#include "tst_badrules.moc"
