#include "tests/rules/healthrig.h"

namespace checkwatch::healthrig {

using namespace rules;

HealthConditions every(base::Duration scrape, base::Duration evaluation, promql::Compat compat)
{
    HealthConditions conditions;
    conditions.jobs = {{"", scrape}};
    conditions.evaluationInterval = evaluation;
    conditions.compat = compat;
    return conditions;
}

Group ruleOf(const std::string& expr, const std::string& more)
{
    const auto file
        = parseRuleFile("groups: [{name: g, rules: [{alert: A, expr: '" + expr + "'" + more + "}]}]", "f.yml");
    return file ? file->groups.front() : Group{};
}

QStringList findings(const RuleVerdict& verdict, bool words)
{
    QStringList out;
    for (const Finding& finding : verdict.findings) {
        QString line
            = QString::fromStdString(std::string(nameOf(finding.severity)) + " " + std::string(nameOf(finding.code)));
        out << (words ? line + ": " + QString::fromStdString(finding.text) : line);
    }
    return out;
}

RuleVerdict checkOne(const Group& group, const HealthConditions& conditions, const HealthData& data)
{
    return *checkRules({group}, conditions, data).front().front();
}

} // namespace checkwatch::healthrig
