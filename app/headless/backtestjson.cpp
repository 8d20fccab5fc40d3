#include "app/headless/backtest.h"
#include "app/headless/json.h"
#include "models/base/numbers.h"

#include <QJsonArray>

namespace checkwatch::app {
namespace {

using session::Backtest;
using session::Behind;
using session::RuleSetVerdict;
using session::Tally;

qint64 ms(base::Timestamp time)
{
    return base::unixMs(time);
}

qint64 count(std::size_t number)
{
    return static_cast<qint64>(number);
}

QString stateName(rules::AlertState state)
{
    switch (state) {
    case rules::AlertState::Pending: return QStringLiteral("pending");
    case rules::AlertState::Firing: return QStringLiteral("firing");
    case rules::AlertState::Inactive: break;
    }
    return QStringLiteral("inactive");
}

QJsonObject alertJson(const RuleSetVerdict& set, const session::ReplayedAlert& alert)
{
    QJsonArray transitions;
    for (const session::AlertTransition& to : alert.transitions) {
        transitions.append(QJsonObject{{QStringLiteral("time"), ms(to.time)},
                                       {QStringLiteral("state"), stateName(to.state)},
                                       {QStringLiteral("active_at"), ms(to.activeAt)},
                                       {QStringLiteral("value"), text(base::formatSampleValue(to.value))}});
    }
    return {{QStringLiteral("rules"), text(set.name)},
            {QStringLiteral("group"), text(set.rules[alert.rule].group->name)},
            {QStringLiteral("labels"), toJson(alert.labels)},
            {QStringLiteral("transitions"), transitions}};
}

QJsonValue orNull(const std::optional<base::Duration>& duration)
{
    return duration ? QJsonValue(static_cast<qint64>(duration->count())) : QJsonValue();
}

QJsonValue orNull(base::Duration interval)
{
    return interval > base::Duration{0} ? QJsonValue(static_cast<qint64>(interval.count())) : QJsonValue();
}

QJsonObject tallyJson(const Tally& tally)
{
    const auto behind = [&tally](Behind what) { return count(tally.behind.at(static_cast<std::size_t>(what))); };
    return {{QStringLiteral("fired"), count(tally.fired)},
            {QStringLiteral("fired_while_down"), behind(Behind::Down)},
            {QStringLiteral("fired_while_failing_never_down"), behind(Behind::FailingOnly)},
            {QStringLiteral("fired_with_nothing_wrong"), behind(Behind::Nothing)},
            {QStringLiteral("fired_about_no_server"), behind(Behind::NoServer)},
            {QStringLiteral("pending_only"), count(tally.pendingOnly)},
            {QStringLiteral("spells_caught"), count(tally.caught)},
            {QStringLiteral("spells_missed"), count(tally.missed)},
            {QStringLiteral("flaps"), count(tally.flaps)},
            {QStringLiteral("time_to_fire_median_ms"), orNull(tally.median())},
            {QStringLiteral("time_to_fire_worst_ms"), orNull(tally.worst())}};
}

QJsonArray byRuleJson(const RuleSetVerdict& set)
{
    QJsonArray out;
    for (std::size_t i = 0; i < set.rules.size(); ++i) {
        const session::ReplayedRule& rule = set.rules[i];
        QJsonObject object = rule.rule->kind == rules::Rule::Kind::Alerting ? tallyJson(set.byRule[i]) : QJsonObject();
        object.insert(QStringLiteral("rule"), text(rule.rule->name));
        object.insert(QStringLiteral("group"), text(rule.group->name));
        object.insert(QStringLiteral("evaluations"), static_cast<qint64>(rule.evaluations));
        object.insert(QStringLiteral("failures"), static_cast<qint64>(rule.failures));
        if (rule.failures > 0) {
            object.insert(QStringLiteral("error"), text(rule.firstError.text()));
        }
        out.append(object);
    }
    return out;
}

/// The servers that something happened to.
QJsonArray byServerJson(const Backtest& backtest, const RuleSetVerdict& set)
{
    QJsonArray out;
    for (std::size_t i = 0; i < backtest.servers.size(); ++i) {
        const Tally& tally = set.byServer[i];
        if (tally.fired + tally.pendingOnly + tally.caught + tally.missed > 0) {
            QJsonObject object = tallyJson(tally);
            object.insert(QStringLiteral("proxy"), text(backtest.servers[i].proxy));
            object.insert(QStringLiteral("server"), text(backtest.servers[i].server));
            out.append(object);
        }
    }
    return out;
}

QJsonObject setJson(const Backtest& backtest, const RuleSetVerdict& set)
{
    QJsonObject out = tallyJson(set.all);
    out.insert(QStringLiteral("rules"), text(set.name));
    out.insert(QStringLiteral("scrape_interval_ms"), orNull(set.scrapeInterval));
    out.insert(QStringLiteral("by_rule"), byRuleJson(set));
    out.insert(QStringLiteral("by_server"), byServerJson(backtest, set));
    return out;
}

QJsonObject spellJson(const Backtest& backtest, std::size_t number)
{
    const session::DownSpell& spell = backtest.spells[number];
    const session::ServerPast& server = backtest.servers[spell.server];
    QJsonArray caught;
    for (const RuleSetVerdict& set : backtest.sets) {
        if (const auto by = set.catches[number]) {
            const session::Firing& firing = set.firings[*by];
            caught.append(
                QJsonObject{{QStringLiteral("rules"), text(set.name)},
                            {QStringLiteral("alert"), text(set.rules[set.alerts[firing.alert].rule].rule->name)},
                            {QStringLiteral("fired_at"), ms(firing.firedAt)}});
        }
    }
    return {{QStringLiteral("proxy"), text(server.proxy)},
            {QStringLiteral("server"), text(server.server)},
            {QStringLiteral("instances"), QJsonArray::fromStringList([&server] {
                 QStringList list;
                 for (const std::string& instance : server.instances) {
                     list.append(text(instance));
                 }
                 return list;
             }())},
            {QStringLiteral("first_failure"), ms(spell.firstFailure)},
            {QStringLiteral("from"), ms(spell.time.from)},
            {QStringLiteral("to"), ms(spell.time.to)},
            {QStringLiteral("began_before"), spell.time.beganBefore},
            {QStringLiteral("goes_on"), spell.time.goesOn},
            {QStringLiteral("caught_by"), caught}};
}

} // namespace

QJsonObject toJson(const Backtest& backtest, const BacktestHeading& heading)
{
    QJsonArray alerts;
    QJsonArray sets;
    for (const RuleSetVerdict& set : backtest.sets) {
        for (const session::ReplayedAlert& alert : set.alerts) {
            alerts.append(alertJson(set, alert));
        }
        sets.append(setJson(backtest, set));
    }
    QJsonArray spells;
    for (std::size_t i = 0; i < backtest.spells.size(); ++i) {
        spells.append(spellJson(backtest, i));
    }
    const QJsonObject summary{
        {QStringLiteral("start"), ms(backtest.start)},
        {QStringLiteral("end"), ms(backtest.end)},
        {QStringLiteral("evaluation_interval_ms"), static_cast<qint64>(heading.options.rules.interval.count())},
        {QStringLiteral("compat"), static_cast<int>(heading.options.rules.promql.compat)},
        {QStringLiteral("min_down_ms"), static_cast<qint64>(heading.options.minDown.count())},
        {QStringLiteral("scrape_interval_ms"), orNull(heading.options.scrapeInterval)},
        {QStringLiteral("servers"), count(backtest.servers.size())},
        {QStringLiteral("down_spells"), count(backtest.spells.size())},
        {QStringLiteral("spells"), spells},
        {QStringLiteral("rule_sets"), sets}};
    return {{QStringLiteral("alerts"), alerts}, {QStringLiteral("summary"), summary}};
}

} // namespace checkwatch::app
