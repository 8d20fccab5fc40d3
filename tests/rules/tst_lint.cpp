#include "models/rules/lint.h"

#include <QTest>

namespace tst_lint {

using namespace checkwatch;

namespace {

/// "rule: message" of each note about one alert.
QStringList notes(const std::string& expr, const std::string& annotation)
{
    const auto file = rules::parseRuleFile("groups: [{name: g, rules: [{alert: A, expr: '" + expr
                                               + "', annotations: {text: '" + annotation + "'}}]}]",
                                           "f.yml");
    QStringList out;
    if (!file) {
        return {QString::fromStdString(file.error().text())};
    }
    for (const rules::LintNote& note : rules::lint(*file)) {
        out << QString::fromStdString(note.rule + ": " + note.message);
    }
    return out;
}

} // namespace

class TestLint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void labels_data();
    void labels();
    void rates();
    void duplicates();
};

void TestLint::labels_data()
{
    QTest::addColumn<QString>("expr");
    QTest::addColumn<QString>("keeps"); ///< what the note says is kept; empty: no note
    const auto row = [](const char* expr, const char* keeps) { QTest::newRow(expr) << expr << keeps; };
    row("up == 0", "");
    row("sum by (proxy) (up) > 0", "only proxy");
    row("sum by (instance) (up) > 0", "");
    row("sum(up) > 0", "no label");
    row("sum without (proxy) (up)", "");
    row("sum without (instance) (sum by (instance, proxy) (up))", "only proxy");
    row("abs(sum by (proxy) (up))", "only proxy");
    row("-(sum by (proxy) (up))", "only proxy");
    row("topk(3, sum by (proxy) (up))", "only proxy");
    row("topk(3, up)", "");
    row("count_values(\"instance\", up)", "");
    row("1 < sum by (proxy) (up)", "only proxy");
    row("a / on (proxy) b", "only proxy");
    row("a / ignoring (proxy) b", "");
    row("a * on (proxy) group_left (instance) sum by (proxy, instance) (b)", "");
    row("sum by (proxy) (a) or sum by (server) (b)", "only proxy, server");
    row("sum by (proxy) (a) or b", "");
    row("sum by (proxy) (a) and b", "only proxy");
    row("label_replace(sum by (proxy) (a), \"instance\", \"$1\", \"proxy\", \"(.*)\")", "");
    row("absent(up{instance=\"a\"})", "");
    row("vector(1)", "no label");
}

void TestLint::labels()
{
    QFETCH(QString, expr);
    QFETCH(QString, keeps);
    QStringList expected;
    if (!keeps.isEmpty()) {
        expected << "A: $labels.instance in \"text\" is always empty: the expression keeps " + keeps;
    }
    QCOMPARE(notes(expr.toStdString(), "of {{ $labels.instance }}"), expected);
}

void TestLint::rates()
{
    QCOMPARE(notes("rate(a_total[1m]) + increase(b_sum[1m]) + irate(c_bucket[1m]) > 0", "").size(), 0);
    QCOMPARE(notes("rate(a:rate[1m]) > 0", "").size(), 0);
    QCOMPARE(notes("delta(queue[1m]) > 0", "").size(), 0);
    const QStringList gauge = notes("sum(rate(queue[1m])) > 0", "");
    QCOMPARE(gauge.size(), 1);
    QVERIFY(gauge.first().startsWith("A: rate() of queue, which is not named as a counter"));
}

void TestLint::duplicates()
{
    const auto file
        = rules::parseRuleFile("groups:\n- name: g\n  rules:\n  - {record: a, expr: b}\n  - {record: a, expr: c}\n"
                               "  - {record: a, expr: c, labels: {x: '1'}}\n- name: h\n  rules:\n"
                               "  - {record: a, expr: d}\n  - {alert: A, expr: d}\n",
                               "f.yml");
    QVERIFY(file.ok());
    const auto found = rules::duplicateRules(*file);
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found.front().name, std::string("a"));
    QVERIFY(found.front().labels.empty());
}

QTEST_APPLESS_MAIN(TestLint)

} // namespace tst_lint

#include "tst_lint.moc"
