#include "tests/ui/walltruths.h"
#include "ui/wall/neededrules.h"

#include <QTest>

namespace tst_wallblind {

using namespace checkwatch;
using namespace checkwatch::wallshow;
using rules::Rule;

namespace {

std::shared_ptr<Rule> ruleOf(Rule::Kind kind, const std::string& name, const std::string& query,
                             const std::string& severity = {})
{
    auto rule = std::make_shared<Rule>();
    rule->kind = kind;
    rule->name = name;
    rule->query = query;
    if (!severity.empty()) {
        rule->labels = {{"severity", severity}};
    }
    return rule;
}

void add(fleet::Snapshot& snapshot, std::shared_ptr<Rule> rule, bool fails)
{
    snapshot.rules.push_back(
        {.rule = std::move(rule), .health = fails ? rules::RuleHealth::Error : rules::RuleHealth::Ok});
    snapshot.rules.back().lastError.message = fails ? "many-to-many matching not allowed" : "";
}

} // namespace

/// What rules that do not work leave unknown.
class WallBlindTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAFailingRuleRecordsMayBeNeeded_data()
    {
        QTest::addColumn<QByteArray>("read"); // by the alert that counts
        QTest::addColumn<bool>("blind");
        QTest::newRow("read") << QByteArray("app:failures:rate1m > 0") << true;
        QTest::newRow("read through another") << QByteArray("app:share > 0.5") << true;
        QTest::newRow("by a pattern") << QByteArray("{__name__=~\"app:.+\"} > 0") << true;
        QTest::newRow("not read") << QByteArray("up == 0") << false;
    }
    void whatAFailingRuleRecordsMayBeNeeded()
    {
        QFETCH(QByteArray, read);
        QFETCH(bool, blind);
        const auto snapshot = changeable(quiet().build());
        add(*snapshot, ruleOf(Rule::Kind::Recording, "app:failures:rate1m", "rate(failures[1m])"), true);
        add(*snapshot, ruleOf(Rule::Kind::Recording, "app:share", "app:failures:rate1m / 2"), false);
        add(*snapshot, ruleOf(Rule::Kind::Alerting, "Failing", read.toStdString(), "critical"), false);
        QVERIFY(Shown(snapshot).says(QStringLiteral("UNKNOWN"))); // everything counts
        const Shown shown(snapshot, {1920, 1080}, {{}, {"critical"}});
        QVERIFY(shown.says(blind ? QStringLiteral("UNKNOWN") : QStringLiteral("OK")));
        QCOMPARE(shown.entries(),
                 QStringList{QStringLiteral("app:failures:rate1m | rule fails | many-to-many matching not allowed")
                             + (blind ? QString() : QStringLiteral(" · not in the verdict"))});
    }

    /// "page" or "ticket", by the value it would have.
    void whatATemplateWouldSayIsNotKnown()
    {
        const auto snapshot = changeable(quiet().build());
        add(*snapshot,
            ruleOf(Rule::Kind::Alerting, "Slow", "x > 1", "{{ if gt $value 5.0 }}page{{ else }}ticket{{ end }}"), true);
        QVERIFY(Shown(snapshot, {1920, 1080}, {{}, {"page"}}).says(QStringLiteral("UNKNOWN")));
        QVERIFY(Shown(snapshot, {1920, 1080}, {{"Another"}, {}}).says(QStringLiteral("OK")));
    }

    /// Its series may say it.
    void whoNamesNoSeverityMayHaveOne()
    {
        const auto snapshot = changeable(quiet().build());
        add(*snapshot, ruleOf(Rule::Kind::Alerting, "Slow", "x > 1"), true);
        QVERIFY(Shown(snapshot, {1920, 1080}, {{}, {"page"}}).says(QStringLiteral("UNKNOWN")));
        QVERIFY(Shown(snapshot, {1920, 1080}, {{"Another"}, {}}).says(QStringLiteral("OK")));
    }
    /// What fires is recorded, too.
    void anAlertMayReadOthers()
    {
        const auto snapshot = changeable(quiet().build());
        add(*snapshot, ruleOf(Rule::Kind::Alerting, "Slow", "x > 1", "info"), true);
        QVERIFY(Shown(snapshot, {1920, 1080}, {{}, {"page"}}).says(QStringLiteral("OK")));
        add(*snapshot, ruleOf(Rule::Kind::Alerting, "Page", "count(ALERTS{alertname=\"Slow\"}) > 5", "page"), false);
        QVERIFY(Shown(snapshot, {1920, 1080}, {{}, {"page"}}).says(QStringLiteral("UNKNOWN")));
    }
    /// Whatever reads whatever, twice a second.
    void eachExpressionIsReadOnce()
    {
        const auto rulesOf = [](int count) {
            std::vector<rules::RuleStatus> out;
            for (int i = 0; i < count; ++i) {
                const std::string next = i + 1 < count ? "r" + std::to_string(i + 1) + " + r0" : "up";
                out.push_back({.rule = ruleOf(Rule::Kind::Recording, "r" + std::to_string(i), next)});
            }
            out.push_back({.rule = ruleOf(Rule::Kind::Alerting, "Page", "r0", "page")});
            return out;
        };
        const auto all = rulesOf(20'000);
        const wall::NeededRules needed(all, [](const Rule& rule) { return rule.kind == Rule::Kind::Alerting; });
        QVERIFY(needed.has(*all.front().rule) && needed.has(*all[19'999].rule));
        QVERIFY(!needed.has(*all.back().rule));
    }

    void allThatFailAreCounted()
    {
        const auto snapshot = changeable(quiet().build());
        for (int i = 0; i < 150; ++i) {
            add(*snapshot, ruleOf(Rule::Kind::Alerting, "Broken" + std::to_string(i), "x"), true);
        }
        const Shown shown(snapshot);
        QCOMPARE(shown.view.worst().all, std::size_t{150});
        QCOMPARE(shown.view.worst().rows.size(), std::size_t{60});
    }

    void eachHealthRuleThatCannotFireIsNamed()
    {
        const auto snapshot = changeable(quiet().build());
        auto verdict = std::make_shared<rules::RuleVerdict>();
        verdict->shapes.push_back({"dies and stays dead", rules::Catch::Never, 0, "never twice in its window"});
        for (const char* name : {"Aaa", "Bbb", "Bbb"}) { // one stands in two files
            add(*snapshot, ruleOf(Rule::Kind::Alerting, name, "x"), false);
            snapshot->rules.back().verdict = verdict;
        }
        QCOMPARE(
            Shown(snapshot).entries(),
            QStringList{QStringLiteral("Health checks | 2 rules cannot fire | Aaa · Bbb · not at these intervals · "
                                       "DOWN is shown all the same")});
        for (const char* name : {"Ccc", "Ddd"}) {
            add(*snapshot, ruleOf(Rule::Kind::Alerting, name, "x"), false);
            snapshot->rules.back().verdict = verdict;
        }
        QVERIFY(Shown(snapshot).entries().front().startsWith(
            QStringLiteral("Health checks | 4 rules cannot fire | Aaa · Bbb · Ccc · and 1 more · ")));
    }
};

QTEST_MAIN(WallBlindTest)

} // namespace tst_wallblind

#include "tst_wallblind.moc"
