#include "models/rules/rulewriter.h"

#include <QTest>

#include <random>

namespace tst_rulewriter {

using namespace checkwatch::rules;

namespace {

RuleDraft draftOf(const std::string& expr)
{
    RuleDraft draft;
    draft.alert = "WebDown";
    draft.expr = expr;
    draft.holdFor = "1m";
    draft.labels = {{"severity", "warning"}};
    draft.annotations = {{"summary", "{{ $labels.server }} is down"}};
    return draft;
}

Rule onlyRule(const std::string& text)
{
    const auto file = parseRuleFile(text, "rules.yml");
    if (!file.ok()) {
        qWarning("%s\n%s", file.error().message.c_str(), text.c_str());
        return {};
    }
    return file->groups.back().rules.back();
}

} // namespace

/// What somebody types becomes YAML that reads as what was typed.
class TestRuleWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void looksLikeWrittenByHand()
    {
        QCOMPARE(QString::fromStdString(writeRuleFile(draftOf("increase(x[1m]) > 0"))),
                 QStringLiteral("groups:\n"
                                "  - name: checkwatch\n"
                                "    rules:\n"
                                "      - alert: WebDown\n"
                                "        expr: increase(x[1m]) > 0\n"
                                "        for: 1m\n"
                                "        labels:\n"
                                "          severity: warning\n"
                                "        annotations:\n"
                                "          summary: '{{ $labels.server }} is down'\n"));
    }
    void expressionsSurvive_data()
    {
        QTest::addColumn<QByteArray>("expr");
        QTest::newRow("comment") << QByteArray("x # y: z");
        QTest::newRow("lines") << QByteArray("sum by (a) (\n  rate(x[1m])\n)\n> 0");
        QTest::newRow("lines, blank") << QByteArray("x\n\n# said\n  > 1");
        QTest::newRow("quotes") << QByteArray(R"(x{a="it's", b='"', c=~"\\d+"} == 1)");
        QTest::newRow("braces first") << QByteArray(R"({__name__="x"} > 0)");
        QTest::newRow("tab") << QByteArray("x\n\t> 1");
        QTest::newRow("colon") << QByteArray(R"(x{a="b: c"} > 0)");
        QTest::newRow("number") << QByteArray("1");
        QTest::newRow("word") << QByteArray("true");
    }
    void expressionsSurvive()
    {
        QFETCH(QByteArray, expr);
        const std::string text = expr.toStdString();
        const Rule rule = onlyRule(writeRuleFile(draftOf(text)));
        const auto direct = checkwatch::promql::parse(text);
        QVERIFY(direct.ok());
        QCOMPARE(rule.query, checkwatch::promql::print(**direct));
        QCOMPARE(rule.name, std::string("WebDown"));
        QCOMPARE(rule.holdFor, checkwatch::base::Duration{60'000});
    }
    /// Random texts of what is dangerous in YAML come back as they were.
    void anyTextSurvives()
    {
        static const std::vector<std::string> pieces{
            "a",       "on", "true", "~",  "null", "1e3", "0x1",  ": ",  " #",   "#",
            "- ",      "? ", "'",    "\"", "\\",   "\n",  "\n\n", " ",   "{ ",   "}",
            "[",       "]",  "&a",   "*a", "!x",   "|",   ">",    "%",   "@",    "`",
            ",",       "\t", "é",    "😀", "=",    "<<",  "---",  "...", "\x7f", "\xe2\x80\xa8",
            "\xc2\x85"};
        std::mt19937 random(20261128); // NOLINT: the same texts each time
        for (int round = 0; round < 3000; ++round) {
            std::string text;
            for (unsigned i = random() % 7; i > 0; --i) {
                text += pieces[random() % pieces.size()];
            }
            RuleDraft draft = draftOf("x");
            draft.annotations = {{"text", text}};
            const Rule rule = onlyRule(writeRuleFile(draft));
            QVERIFY2(rule.annotations == draft.annotations, (writeRuleFile(draft)).c_str());
        }
    }
    void isPutBehindTheGroupsThatAreThere_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("indented") << QByteArray(
            "# mine\ngroups:\n  - name: a\n    rules:\n      - alert: A\n        expr: x\n");
        QTest::newRow("flush") << QByteArray("groups:\n- name: a\n  rules:\n  - alert: A\n    expr: x # why\n# end");
        QTest::newRow("comment first") << QByteArray("---\ngroups:\n\n# the first\n- name: a\n  rules:\n  - record: "
                                                     "r\n    expr: |\n      x\n      +\n      y\n");
    }
    void isPutBehindTheGroupsThatAreThere()
    {
        QFETCH(QByteArray, file);
        const auto result = appendToRuleFile(file.toStdString(), draftOf("y > 1"));
        QVERIFY2(result.ok(), result.ok() ? "" : result.error().message.c_str());
        QVERIFY(result->starts_with(file.toStdString()));
        const auto parsed = parseRuleFile(*result, "f");
        QVERIFY(parsed.ok());
        QCOMPARE(parsed->groups.size(), std::size_t{2});
        QCOMPARE(parsed->groups[1].rules[0].query, std::string("y > 1"));
    }
    void aTakenGroupNameGetsANumber()
    {
        const std::string once = writeRuleFile(draftOf("x"));
        const auto twice = appendToRuleFile(once, draftOf("y"));
        QVERIFY(twice.ok());
        const auto thrice = appendToRuleFile(*twice, draftOf("z"));
        QVERIFY(thrice.ok());
        QCOMPARE(parseRuleFile(*thrice, "f")->groups[2].name, std::string("checkwatch-3"));
    }
    void whatIsNotSafeIsRefused_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("flow") << QByteArray("groups: [{name: a, rules: [{alert: A, expr: x}]}]\n");
        QTest::newRow("not rules") << QByteArray("scrape_configs: []\n");
        QTest::newRow("broken") << QByteArray("groups:\n- name: a\n  rules:\n  - alert: A\n");
        QTest::newRow("manifest") << QByteArray("kind: PrometheusRule\nspec:\n  groups:\n  - name: a\n    rules:\n"
                                                "    - {alert: A, expr: x}\n");
        QTest::newRow("document end") << QByteArray("groups:\n- name: a\n  rules:\n  - {alert: A, expr: x}\n...\n");
    }
    void whatIsNotSafeIsRefused()
    {
        QFETCH(QByteArray, file);
        QVERIFY(!appendToRuleFile(file.toStdString(), draftOf("y")).ok());
    }
    void aBadDraftIsRefused() { QVERIFY(!appendToRuleFile(writeRuleFile(draftOf("x")), draftOf("y +")).ok()); }
};

QTEST_APPLESS_MAIN(TestRuleWriter)

} // namespace tst_rulewriter

#include "tst_rulewriter.moc"
