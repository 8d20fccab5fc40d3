#include "models/rules/rulevariant.h"

#include <QTest>

namespace tst_rulevariant {

using namespace checkwatch;
using namespace checkwatch::rules;

namespace {

Rule ruleOf(const std::string& expr)
{
    const auto file = parseRuleFile(
        "groups:\n- name: g\n  rules:\n  - alert: A\n    for: 1m\n    expr: |\n      " + expr + "\n", "r.yml");
    return file ? file->groups.at(0).rules.at(0) : Rule();
}

} // namespace

class TestRuleVariant : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesWhatIsAsked_data();
    void changesWhatIsAsked();
    void saysWhatARuleHasNot();
    void groupsAreChangedAsFarAsTheyCan();
    void wordsTellTheChange();
};

void TestRuleVariant::changesWhatIsAsked_data()
{
    QTest::addColumn<QString>("expr");
    QTest::addColumn<double>("threshold");
    QTest::addColumn<int>("window");
    QTest::addColumn<QString>("wanted");
    QTest::newRow("both") << "increase(x[1m]) > 0" << 2.0 << 300 << "increase(x[5m]) > 2";
    QTest::newRow("negative") << "(delta(x[1m]) < -3)" << -0.5 << 60 << "(delta(x[1m]) < -0.5)";
    QTest::newRow("offset and brackets in a label")
        << R"(rate(x{a="[1m]"}[1m] offset 5m) / rate(y[2m] @ 5) >= 1)" << 1.0 << 30
        << R"(rate(x{a="[1m]"}[30s] offset 5m) / rate(y[30s] @ 5.000) >= 1)";
    QTest::newRow("inside a subquery") << "max_over_time(rate(x[1m])[10m:1m]) > 1" << 7.0 << 120
                                       << "max_over_time(rate(x[2m])[10m:1m]) > 7";
}

void TestRuleVariant::changesWhatIsAsked()
{
    QFETCH(const QString, expr);
    QFETCH(const double, threshold);
    QFETCH(const int, window);
    QFETCH(const QString, wanted);
    const Rule rule = ruleOf(expr.toStdString());
    QVERIFY(rule.expr);
    const auto other = variantOf(rule, {std::chrono::seconds{30}, threshold, std::chrono::seconds{window}});
    QVERIFY2(other.ok(), other.ok() ? "" : other.error().message.c_str());
    QCOMPARE(QString::fromStdString(other->query), wanted);
    QCOMPARE(QString::fromStdString(promql::print(*other->expr)), wanted);
    QCOMPARE(other->holdFor, base::Duration{30'000});
    QCOMPARE(other->name, rule.name);
    const auto same = variantOf(rule, {});
    QVERIFY(same && sameRule(*same, rule));
}

void TestRuleVariant::saysWhatARuleHasNot()
{
    const auto noNumber = variantOf(ruleOf("x > y"), {{}, 3.0, {}});
    QVERIFY(!noNumber && noNumber.error().message.find("no comparison with a number") != std::string::npos);
    const auto noWindow = variantOf(ruleOf("x > 1"), {{}, {}, std::chrono::seconds{30}});
    QVERIFY(!noWindow && noWindow.error().message.find("no selector with a range") != std::string::npos);
}

void TestRuleVariant::groupsAreChangedAsFarAsTheyCan()
{
    Group group;
    group.rules = {ruleOf("x > 1"), ruleOf("x > y")};
    const auto changed = variantOf(std::vector{group}, {{}, 5.0, {}});
    QVERIFY(changed.ok());
    QCOMPARE(QString::fromStdString(changed->at(0).rules.at(0).query), QStringLiteral("x > 5"));
    QCOMPARE(QString::fromStdString(changed->at(0).rules.at(1).query), QStringLiteral("x > y"));
    QVERIFY(!variantOf(std::vector{group}, {{}, {}, std::chrono::seconds{30}}));
    QVERIFY(!variantOf(std::vector<Group>(), {{}, 5.0, {}}));
}

void TestRuleVariant::wordsTellTheChange()
{
    QCOMPARE(QString::fromStdString(RuleVariant{}.words()), QString());
    QCOMPARE(QString::fromStdString(RuleVariant{std::chrono::seconds{30}, 2.5, std::chrono::minutes{5}}.words()),
             QStringLiteral("for 30s, threshold 2.5, [5m]"));
}

QTEST_APPLESS_MAIN(TestRuleVariant)

} // namespace tst_rulevariant

#include "tst_rulevariant.moc"
