#include "models/session/headline.h"
#include "models/session/rulesets.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_rulesets {

using namespace checkwatch;

namespace {

const char* const ownRules = "groups:\n- name: own\n  rules:\n  - alert: HaproxyServerHealthcheckFailure\n"
                             "    expr: increase(haproxy_server_check_failures_total[2m]) > 2\n    for: 3m\n";

std::size_t rulesNamed(const std::vector<rules::Group>& groups, const std::string& name)
{
    std::size_t count = 0;
    for (const rules::Group& group : groups) {
        count += static_cast<std::size_t>(std::count_if(group.rules.begin(), group.rules.end(),
                                                        [&](const rules::Rule& rule) { return rule.name == name; }));
    }
    return count;
}

std::size_t ruleCount(const std::vector<rules::Group>& groups)
{
    std::size_t count = 0;
    for (const rules::Group& group : groups) {
        count += group.rules.size();
    }
    return count;
}

} // namespace

/// Which rules run: the user's files, and the built-in sets that fit the exporter.
class TestRuleSets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void builtinSetsFitTheExporter()
    {
        const config::Config config;
        const auto native = session::builtinGroups(config, haproxy::Exporter::Native, {});
        const auto v1 = session::builtinGroups(config, haproxy::Exporter::V1, {});
        QCOMPARE(ruleCount(native), std::size_t{14 + 4});
        QCOMPARE(ruleCount(v1), std::size_t{16 + 4});
        QCOMPARE(rulesNamed(native, "HaproxyDown"), std::size_t{0});
        QCOMPARE(rulesNamed(v1, "HaproxyDown"), std::size_t{1});
    }
    void bothSetsTogetherRunTheSharedRuleOnce()
    {
        const config::Config config;
        auto groups = session::builtinGroups(config, haproxy::Exporter::Native, {});
        const auto more = session::builtinGroups(config, haproxy::Exporter::V1, groups);
        QCOMPARE(rulesNamed(more, "HaproxyServerHealthcheckFailure"), std::size_t{0});
        QCOMPARE(rulesNamed(more, "HaproxyServerFlapping"), std::size_t{0});
        QCOMPARE(rulesNamed(more, "HaproxyServerDown"), std::size_t{1});
    }
    void theUsersOwnRuleReplacesTheBuiltInOne()
    {
        const QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("a.yml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(ownRules);
        file.close();
        config::Config config;
        config.ruleFiles = {dir.filePath(QStringLiteral("*.yml")).toStdString()};
        const auto set = session::loadRuleFiles(config);
        QVERIFY2(set.ok(), set.ok() ? "" : set.error().text().c_str());
        const auto builtin = session::builtinGroups(config, haproxy::Exporter::Native, set->groups);
        QCOMPARE(rulesNamed(builtin, "HaproxyServerHealthcheckFailure"), std::size_t{0});
        const auto headline = session::headlineOf(session::headlineRule(set->groups, config.checkwatch.healthAlerts),
                                                  promql::Compat::Prometheus3);
        QCOMPARE(headline.range, base::Duration{120'000});
        QCOMPARE(headline.holdFor, base::Duration{180'000});
        QCOMPARE(headline.threshold, 2.0);
    }
    void aBadFileRefusesTheWholeSet()
    {
        const QTemporaryDir dir;
        for (const auto& [name, text] : {std::pair("a.yml", ownRules), std::pair("b.yml", "groups:\n- nam: x\n")}) {
            QFile file(dir.filePath(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        }
        config::Config config;
        config.ruleFiles = {dir.filePath(QStringLiteral("?.yml")).toStdString()};
        const auto set = session::loadRuleFiles(config);
        QVERIFY(!set.ok());
        QVERIFY2(set.error().text().find("b.yml") != std::string::npos, set.error().text().c_str());
        config.ruleFiles = {dir.filePath(QStringLiteral("missing.yml")).toStdString()};
        QVERIFY(!session::loadRuleFiles(config).ok());
    }
};

QTEST_GUILESS_MAIN(TestRuleSets)

} // namespace tst_rulesets

#include "tst_rulesets.moc"
