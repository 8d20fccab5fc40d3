#include "app/headless/against.h"
#include "app/headless/json.h"
#include "app/headless/printable.h"
#include "models/base/duration.h"
#include "models/rules/rulehealth.h"

#include <QJsonArray>

#include <algorithm>

namespace checkwatch::app {
namespace {

using rules::Finding;
using rules::FindingCode;
using rules::RuleVerdict;
using rules::Severity;
using rules::ShapeVerdict;

std::string clean(const std::string& line)
{
    return printable(text(line)).toStdString();
}

std::string verdictName(const RuleVerdict& verdict)
{
    return verdict.cannotFire() ? "cannot_fire" : verdict.mayMiss() ? "may_miss" : "fires";
}

std::string verdictWords(const RuleVerdict& verdict, rules::Rule::Kind kind)
{
    const bool alert = kind == rules::Rule::Kind::Alerting;
    if (verdict.cannotFire()) {
        return alert ? "cannot fire here" : "records nothing here";
    }
    return verdict.mayMiss() ? "may miss" : alert ? "can fire here" : "records";
}

QJsonArray shapesJson(const std::vector<ShapeVerdict>& shapes)
{
    QJsonArray out;
    for (const ShapeVerdict& shape : shapes) {
        QJsonObject object{{QStringLiteral("shape"), text(shape.shape)},
                           {QStringLiteral("caught"), text(nameOf(shape.caught))},
                           {QStringLiteral("text"), text(shape.text)}};
        if (shape.probability >= 0) {
            object.insert(QStringLiteral("probability"), shape.probability);
        }
        out.append(object);
    }
    return out;
}

QJsonObject ruleJson(const rules::Group& group, const rules::Rule& rule, const RuleVerdict& verdict)
{
    QJsonArray findings;
    for (const Finding& finding : verdict.findings) {
        QJsonObject object{{QStringLiteral("code"), text(nameOf(finding.code))},
                           {QStringLiteral("severity"), text(nameOf(finding.severity))},
                           {QStringLiteral("text"), text(finding.text)}};
        if (finding.at.end > finding.at.begin) {
            object.insert(QStringLiteral("begin"), static_cast<qint64>(finding.at.begin));
            object.insert(QStringLiteral("end"), static_cast<qint64>(finding.at.end));
        }
        findings.append(object);
    }
    QJsonObject out{
        {QStringLiteral("file"), text(group.file)},  {QStringLiteral("group"), text(group.name)},
        {QStringLiteral("rule"), text(rule.name)},   {QStringLiteral("line"), rule.line},
        {QStringLiteral("query"), text(rule.query)}, {QStringLiteral("verdict"), text(verdictName(verdict))},
        {QStringLiteral("findings"), findings}};
    if (!verdict.shapes.empty()) {
        out.insert(QStringLiteral("shapes"), shapesJson(verdict.shapes));
        out.insert(QStringLiteral("other_settings"), shapesJson(verdict.otherSettings));
    }
    return out;
}

/// Columns: how often it is caught, which shape, what happens.
void sayShapes(const std::vector<ShapeVerdict>& shapes, const Streams& streams)
{
    for (const ShapeVerdict& shape : shapes) {
        std::string caught(nameOf(shape.caught));
        caught.resize(11, ' ');
        streams.say("      " + caught + shape.shape + ": " + shape.text);
    }
}

void sayRule(const rules::Rule& rule, const RuleVerdict& verdict, const Streams& streams)
{
    streams.say(clean("  " + rule.name + ": " + verdictWords(verdict, rule.kind)));
    for (const Finding& finding : verdict.findings) {
        if (finding.code != FindingCode::Lint) { // said with the file
            streams.say(clean("    " + std::string(finding.severity == Severity::Note ? "note: " : "") + finding.text));
        }
    }
    if (!verdict.shapes.empty()) {
        streams.say("    whether it fires for a server that …");
        sayShapes(verdict.shapes, streams);
    }
    if (!verdict.otherSettings.empty()) {
        streams.say("    … and for one that dies and stays dead, with other settings of its checks:");
        sayShapes(verdict.otherSettings, streams);
    }
}

void sayHeader(const Options& options, const rules::HealthConditions& conditions, const Exposed& exposed,
               const Streams& streams)
{
    streams.say(clean("Against " + options.against + ": " + std::to_string(exposed.series) + " series, scraped every "
                      + base::formatDuration(conditions.jobs.front().scrapeInterval) + ", evaluated every "
                      + base::formatDuration(conditions.evaluationInterval) + ", windows of Prometheus "
                      + std::to_string(static_cast<int>(conditions.compat))));
    if (!options.scrapeInterval || !options.evaluationInterval) {
        streams.say("  note: intervals that are not given are Prometheus' defaults; see --scrape-interval and "
                    "--evaluation-interval");
    }
}

} // namespace

bool reportAgainst(const std::vector<rules::Group>& groups, const Options& options, const Exposed& exposed,
                   const Streams& streams)
{
    const rules::HealthConditions conditions = conditionsOf(options, exposed);
    const auto verdicts = rules::checkRules(groups, conditions, {exposed.store.get(), exposed.time});
    bool allFire = true;
    QJsonArray list;
    if (!options.json) {
        sayHeader(options, conditions, exposed, streams);
    }
    for (std::size_t g = 0; g < groups.size(); ++g) {
        for (std::size_t r = 0; r < groups[g].rules.size(); ++r) {
            const RuleVerdict& verdict = *verdicts[g][r];
            allFire = allFire && !verdict.cannotFire();
            if (options.json) {
                list.append(ruleJson(groups[g], groups[g].rules[r], verdict));
            } else {
                sayRule(groups[g].rules[r], verdict, streams);
            }
        }
    }
    if (options.json) {
        const auto seconds = [](base::Duration d) { return std::chrono::duration<double>(d).count(); };
        const QByteArray line
            = jsonLine({{QStringLiteral("against"), text(options.against)},
                        {QStringLiteral("series"), static_cast<qint64>(exposed.series)},
                        {QStringLiteral("scrape_interval"), seconds(conditions.jobs.front().scrapeInterval)},
                        {QStringLiteral("evaluation_interval"), seconds(conditions.evaluationInterval)},
                        {QStringLiteral("compat"), static_cast<int>(conditions.compat)},
                        {QStringLiteral("rules"), list}});
        streams.say(line.trimmed().toStdString());
    }
    return allFire;
}

} // namespace checkwatch::app
