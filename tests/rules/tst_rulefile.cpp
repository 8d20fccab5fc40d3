#include "models/rules/rulefile.h"

#include <QTest>

namespace tst_rulefile {

using namespace checkwatch::rules;
using namespace std::chrono_literals;

namespace {

/// All errors of the file, one a line; "" where it is good.
std::string errorsOf(std::string_view text)
{
    const auto file = parseRuleFile(text, "rules.yml");
    return file ? std::string() : file.error().message;
}

} // namespace

class TestRuleFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryField();
    void aByteOrderMarkHidesNothing();
    void acceptsWhatPrometheusAccepts_data();
    void acceptsWhatPrometheusAccepts();
    void refusesAsPrometheus_data();
    void refusesAsPrometheus();
    void syntaxErrorsSayTheLine_data();
    void syntaxErrorsSayTheLine();
    void errorsComeOneByOneWithPlaces();
    void manifestsAreUnwrapped();
    void mergesFillWhatIsAbsent();
    void aliasBombsAreRefused();
};

void TestRuleFile::readsEveryField()
{
    const auto file = parseRuleFile(R"yaml(groups:
- name: g
  interval: 1m30s
  limit: 0x10
  rules:
  - alert: "Foo>80% (v1)"
    expr: up > 0
    for: 2m
    keep_firing_for: 1h
    labels: {b: 010, a: yes, n: ~, d: 2020-01-01, f: 1.50}
    annotations:
      text: |-
        two
        lines
  - record: x:y
    expr: up
)yaml",
                                    "dir/rules.yml");
    QVERIFY2(file.ok(), file ? "" : file.error().message.c_str());
    QCOMPARE(file->groups.size(), std::size_t{1});
    const Group& group = file->groups[0];
    QCOMPARE(group.file, "dir/rules.yml");
    QCOMPARE(group.name, "g");
    QCOMPARE(group.interval, checkwatch::base::Duration{90s});
    QCOMPARE(group.limit, 16);
    QCOMPARE(group.rules.size(), std::size_t{2});
    const Rule& rule = group.rules[0];
    QCOMPARE(rule.name, "Foo>80% (v1)");
    QVERIFY(rule.kind == Rule::Kind::Alerting);
    QCOMPARE(rule.query, "up > 0");
    QCOMPARE(rule.holdFor, checkwatch::base::Duration{2min});
    QCOMPARE(rule.keepFiringFor, checkwatch::base::Duration{1h});
    QVERIFY((rule.labels == StringPairs{{"b", "010"}, {"a", "yes"}, {"n", ""}, {"d", "2020-01-01"}, {"f", "1.50"}}));
    QVERIFY((rule.annotations == StringPairs{{"text", "two\nlines"}}));
    QCOMPARE(rule.line, 6);
    QVERIFY(group.rules[1].kind == Rule::Kind::Recording);
    QCOMPARE(group.rules[1].name, "x:y");
}

void TestRuleFile::aByteOrderMarkHidesNothing()
{
    for (const char* lineEnd : {"\n", "\r\n"}) {
        QByteArray text = "\xef\xbb\xbfgroups:\n- name: g\n  rules:\n  - alert: A\n    expr: up == 0\n";
        const auto file = parseRuleFile(text.replace("\n", lineEnd).toStdString(), "rules.yml");
        QVERIFY(file.ok() && file->groups.size() == 1);
        QCOMPARE(file->groups[0].rules.size(), std::size_t{1});
    }
}

void TestRuleFile::acceptsWhatPrometheusAccepts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("null groups") << QByteArray("groups:\n");
    QTest::newRow("comment only") << QByteArray("# nothing\n");
    QTest::newRow("group without rules") << QByteArray("groups:\n- name: g\n");
    QTest::newRow("null rule") << QByteArray("groups:\n- name: g\n  rules: [null]\n");
    QTest::newRow("BOM") << QByteArray("\xef\xbb\xbfgroups: []\n");
    QTest::newRow("second document") << QByteArray("groups: []\n---\nfoo: bar\n");
    QTest::newRow("limits") << QByteArray(
        "groups:\n- name: g\n  limit: -1\n- name: h\n  limit: 1.5\n- name: i\n  limit: 1_000\n");
    QTest::newRow("durations") << QByteArray(
        "groups:\n- name: g\n  interval: null\n  rules:\n  - alert: a\n    expr: up\n    for: 0\n"
        "    keep_firing_for: 1d1h\n  - record: r\n    expr: up\n    for: 0s\n");
    QTest::newRow("any tag of a name") << QByteArray("groups:\n- name: 5\n- name: true\n- name: !foo x\n");
    QTest::newRow("merge") << QByteArray(
        "groups:\n- name: g\n  rules:\n  - &a\n    alert: A\n    expr: up\n  - <<: *a\n    alert: B\n");
    QTest::newRow("alertname label") << QByteArray(
        "groups:\n- name: g\n  rules:\n  - {alert: a, expr: up, labels: {alertname: x}}\n");
}

void TestRuleFile::acceptsWhatPrometheusAccepts()
{
    QFETCH(QByteArray, text);
    QCOMPARE(errorsOf(text.toStdString()), "");
}

void TestRuleFile::refusesAsPrometheus_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("errors");
    const auto row = [](const char* name, const char* text, const char* errors) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(errors);
    };
    row("unknown fields, all at once",
        "foo: 1\ngroups:\n- name: g\n  bar: 2\n  rules:\n  - alert: A\n    expr: up\n    foo: x\n",
        "line 1: field foo not found in type rulefmt.RuleGroups\nline 4: field bar not found in type "
        "rulefmt.RuleGroup\n"
        "line 8: field foo not found in type rulefmt.RuleNode");
    row("later Prometheus' field", "groups:\n- name: g\n  query_offset: 1m\n",
        "line 3: field query_offset not found in type rulefmt.RuleGroup");
    row("case", "groups: null\nGroups: []\n", "line 2: field Groups not found in type rulefmt.RuleGroups");
    row("top-level anchor", "x-foo: &a\n  b: c\ngroups:\n", "line 1: field x-foo not found in type rulefmt.RuleGroups");
    row("duplicate key", "groups:\n- name: g\n  rules:\n  - alert: a\n    expr: up\n    alert: b\n",
        "line 6: mapping key \"alert\" already defined at line 4");
    row("duplicate label",
        "groups:\n- name: g\n  rules:\n  - alert: a\n    expr: up\n    labels:\n      y: 1\n      y: 2\n",
        "line 8: mapping key \"y\" already defined at line 7");
    row("wrong types", "groups:\n- name: [g]\n  limit: [1]\n  interval: [1]\n  rules:\n  - alert: [a]\n    expr: up\n",
        "line 2: cannot unmarshal !!seq into string\nline 3: cannot unmarshal !!seq into int\n"
        "line 4: cannot unmarshal !!seq into string");
    row("wrong types of pairs",
        "groups:\n- name: g\n  rules:\n  - alert: a\n    expr: up\n    labels: [a]\n    annotations: {x: [1], y: {a: "
        "b}}\n",
        "line 6: cannot unmarshal !!seq into map[string]string\nline 7: cannot unmarshal !!seq into string\n"
        "line 7: cannot unmarshal !!map into string");
    row("limit words", "groups:\n- name: g\n  limit: yes\n", "line 3: cannot unmarshal !!str `yes` into int");
    row("limit quoted", "groups:\n- name: g\n  limit: \"3\"\n", "line 3: cannot unmarshal !!str `3` into int");
    row("groups scalar", "groups: 5\n", "line 1: cannot unmarshal !!int `5` into []rulefmt.RuleGroup");
    row("group scalar", "groups:\n- 5\n", "line 2: cannot unmarshal !!int `5` into rulefmt.RuleGroup");
    row("rules map", "groups:\n- name: g\n  rules: {a: b}\n", "line 3: cannot unmarshal !!map into []rulefmt.RuleNode");
    row("rule scalar", "groups:\n- name: g\n  rules: [some long text]\n",
        "line 3: cannot unmarshal !!str `some lo...` into rulefmt.RuleNode");
    row("root list", "[]\n", "line 1: cannot unmarshal !!seq into rulefmt.RuleGroups");
    row("root text", "hello\n", "line 1: cannot unmarshal !!str `hello` into rulefmt.RuleGroups");
    row("key not a scalar", "groups:\n- name: g\n  ? [a]\n  : b\n  1: 2\n",
        "line 3: cannot unmarshal !!seq into string\nline 5: field 1 not found in type rulefmt.RuleGroup");
    row("merge of a scalar", "groups:\n- name: g\n  rules:\n  - alert: a\n    <<: 5\n",
        "yaml: map merge requires map or sequence of maps as the value");
    row("group names", "groups:\n- name: g\n- name: g\n- name: ~\n",
        "3:3: groupname: \"g\" is repeated in the same file\n4:3: Groupname must not be empty");
    row("expression", "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up ===\n",
        "5:11: group \"g\", rule 1, \"A\": could not parse expression: 1:6: parse error: unexpected \"=\"");
    row("column in characters", "groups:\n- name: g\n  rules:\n  - {alert: \"\xc3\xb6\xc3\xb6\", expr: \"up ===\"}\n",
        "4:25: group \"g\", rule 1, \"\xc3\xb6\xc3\xb6\": could not parse expression: 1:6: parse error: unexpected "
        "\"=\"");
    row("kind", "groups:\n- name: g\n  rules:\n  - alert: A\n    record: b\n    expr: up\n  - expr: up\n  - alert: B\n",
        "5:13: 4:12: group \"g\", rule 1, \"A\": only one of 'record' and 'alert' must be set\n"
        "0:0: group \"g\", rule 2, \"\": one of 'record' or 'alert' must be set\n"
        "0:0: group \"g\", rule 3, \"B\": field 'expr' must be set in rule");
    row("names",
        "groups:\n- name: g\n  rules:\n  - alert: C\n    expr: up\n    labels: {\"a-b\": c, __name__: d}\n"
        "    annotations: {\"a-b\": x}\n",
        "group \"g\", rule 1, \"C\": invalid label name: a-b\ngroup \"g\", rule 1, \"C\": invalid label name: "
        "__name__\n"
        "group \"g\", rule 1, \"C\": invalid annotation name: a-b");
    row("recording",
        "groups:\n- name: g\n  rules:\n  - record: a b\n    expr: up\n    for: 1m\n    keep_firing_for: 1m\n"
        "    annotations: {x: y}\n",
        "4:13: group \"g\", rule 1, \"a b\": invalid field 'annotations' in recording rule\n"
        "4:13: group \"g\", rule 1, \"a b\": invalid field 'for' in recording rule\n"
        "4:13: group \"g\", rule 1, \"a b\": invalid field 'keep_firing_for' in recording rule\n"
        "4:13: group \"g\", rule 1, \"a b\": invalid recording rule name: a b");
}

void TestRuleFile::refusesAsPrometheus()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, errors);
    QCOMPARE(QByteArray::fromStdString(errorsOf(text.toStdString())), errors);
}

void TestRuleFile::syntaxErrorsSayTheLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("start");
    const auto row = [](const char* name, const char* text, const char* start) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(start);
    };
    row("tab", "groups:\n- name: g\n\trules:\n", "yaml: line 2: found a tab character that violates indentation");
    row("not UTF-8", "groups:\n- name: \xff\n", "yaml: line 2: invalid UTF-8");
    row("control character", "groups:\n- name: \"a\x01\"\n", "yaml: line 2: control characters are not allowed");
    row("unknown anchor", "groups:\n- name: *a\n", "yaml: line 2: unknown anchor 'a' referenced");
    row("own anchor", "groups: &a\n- *a\n", "yaml: line 2: anchor 'a' value contains itself");
    row("open quote", "groups: \"a\n", "yaml: line ");
    row("indentation", "groups:\n - name: a\n- name: b\n", "yaml: line ");
    row("colon", "groups:\n- name: g\n  rules:\n    - alert: a: b\n", "yaml: line 4: ");
    row("bad duration", "groups:\n- name: g\n  interval: 5\n  foo: bar\n", "not a valid duration string: \"5\"");
    row("fraction", "groups:\n- name: g\n  interval: 1.5m\n", "not a valid duration string: \"1.5m\"");
    row("unit order", "groups:\n- name: g\n  interval: 30m1h\n", "not a valid duration string: \"30m1h\"");
    row("empty duration", "groups:\n- name: g\n  interval: \"\"\n", "empty duration string");
    row("alias as expr", "groups:\n- name: g\n  rules:\n  - {alert: a, expr: &e up}\n  - {alert: b, expr: *e}\n",
        "line 5: alias as the value of expr");
}

void TestRuleFile::syntaxErrorsSayTheLine()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, start);
    const QByteArray errors = QByteArray::fromStdString(errorsOf(text.toStdString()));
    QVERIFY2(errors.startsWith(start), errors.constData());
}

void TestRuleFile::errorsComeOneByOneWithPlaces()
{
    const auto errors = ruleFileErrors("groups:\n- name: g\n  rules:\n  - {alert: a}\n  - {alert: b, expr: up ===}\n");
    QCOMPARE(errors.size(), std::size_t{2});
    QCOMPARE(errors[1].line, 5);
    QCOMPARE(errors[1].column, 22);
}

void TestRuleFile::manifestsAreUnwrapped()
{
    const std::string head = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\n"
                             "metadata: {name: haproxy, labels: {role: alert}}\nspec:\n";
    const auto file = parseRuleFile(head
                                        + "  groups:\n  - name: g\n    partial_response_strategy: abort\n    rules:\n"
                                          "    - {alert: A, expr: up == 0, for: 1m}\n",
                                    "manifest.yml");
    QVERIFY2(file.ok(), file ? "" : file.error().message.c_str());
    QCOMPARE(file->groups.size(), std::size_t{1});
    QCOMPARE(file->groups[0].rules.at(0).name, std::string("A"));
    QCOMPARE(file->groups[0].rules.at(0).line, 9);
    const auto bad = parseRuleFile(head + "  groups: []\n  foo: 1\n", "manifest.yml");
    QVERIFY(!bad.ok());
    QCOMPARE(bad.error().message, std::string("line 6: field foo not found in type PrometheusRuleSpec"));
    // Any other document with a spec is a bad rule file.
    QVERIFY(!parseRuleFile("kind: ConfigMap\nspec: {groups: []}\n", "other.yml").ok());
    QVERIFY(!parseRuleFile("groups: [{name: g, partial_response_strategy: abort}]\n", "rules.yml").ok());
}

void TestRuleFile::mergesFillWhatIsAbsent()
{
    const auto file
        = parseRuleFile("groups:\n- name: g\n  rules:\n  - &a {alert: A, expr: up, for: 5m, labels: {x: y}}\n"
                        "  - <<: [*a, {for: 9m, annotations: {t: u}}]\n    alert: B\n",
                        "f");
    QVERIFY(file.ok());
    const Rule& rule = file->groups[0].rules[1];
    QCOMPARE(rule.name, "B");
    QCOMPARE(rule.holdFor, checkwatch::base::Duration{5min});
    QVERIFY((rule.labels == StringPairs{{"x", "y"}}));
    QVERIFY((rule.annotations == StringPairs{{"t", "u"}}));
}

void TestRuleFile::aliasBombsAreRefused()
{
    std::string text = "groups:\n- name: g\n  rules: &r\n  - &x {alert: a, expr: up}\n";
    for (int i = 0; i < 3000; ++i) {
        text += "  - *x\n";
    }
    for (int i = 0; i < 3000; ++i) {
        text += "- {name: g" + std::to_string(i) + ", rules: *r}\n";
    }
    QCOMPARE(errorsOf(text), "yaml: document contains excessive aliasing");
}

QTEST_APPLESS_MAIN(TestRuleFile)

} // namespace tst_rulefile

#include "tst_rulefile.moc"
