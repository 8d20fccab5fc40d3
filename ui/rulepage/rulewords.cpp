#include "ui/rulepage/rulewords.h"

#include "ui/common/format.h"
#include "ui/common/text.h"

#include <QStringList>

#include <cmath>

namespace checkwatch::rulepage {

using common::display;
using common::Role;
using items::RuleColumn;

namespace {

constexpr int nameCap = 120;

Words verdictWords(const rules::RuleStatus& status)
{
    if (!status.verdict)
        return {QStringLiteral("not checked yet"), Role::Muted};
    const bool alert = status.rule->kind == rules::Rule::Kind::Alerting;
    if (status.verdict->cannotFire())
        return {alert ? QStringLiteral("cannot fire here") : QStringLiteral("records nothing here"), Role::DownText};
    if (status.verdict->noData())
        return {QStringLiteral("no data at the moment"), Role::PendingText};
    if (status.verdict->mayMiss())
        return {QStringLiteral("may miss some"), Role::PendingText};
    return {alert ? QStringLiteral("can fire") : QStringLiteral("records"), Role::Text};
}

Words stateWords(const items::RuleItem& item)
{
    if (item.status.rule->kind == rules::Rule::Kind::Recording)
        return {QStringLiteral("–"), Role::Muted};
    QStringList parts;
    if (item.firing > 0)
        parts << QStringLiteral("%1 firing").arg(item.firing);
    if (item.pending > 0)
        parts << QStringLiteral("%1 pending").arg(item.pending);
    if (parts.isEmpty())
        return {QStringLiteral("inactive"), Role::Muted};
    return {parts.join(QStringLiteral(" · ")), item.firing > 0 ? Role::FiringText : Role::PendingText};
}

Words healthWords(const rules::RuleStatus& status)
{
    switch (status.health) {
    case rules::RuleHealth::Unknown: return {QStringLiteral("not evaluated yet"), Role::Muted};
    case rules::RuleHealth::Ok: return {QStringLiteral("ok"), Role::Muted};
    case rules::RuleHealth::Error: break;
    }
    return {QStringLiteral("error: ") + display(status.lastError.message), Role::DownText};
}

QString tookWords(const rules::RuleStatus& status)
{
    if (status.health == rules::RuleHealth::Unknown)
        return QStringLiteral("–");
    return status.evaluationTime.count() == 0
        ? QStringLiteral("< 1 ms")
        : common::milliseconds(static_cast<double>(status.evaluationTime.count()));
}

} // namespace

Words cellWords(const items::RuleItem& item, RuleColumn column)
{
    switch (column) {
    case items::RuleNameColumn: return {display(item.status.rule->name, nameCap), Role::Text};
    case items::RuleVerdictColumn: return verdictWords(item.status);
    case items::RuleStateColumn: return stateWords(item);
    case items::RuleHealthColumn: return healthWords(item.status);
    case items::RuleTimeColumn: return {tookWords(item.status), Role::Muted};
    case items::RuleGroupColumn:
        return {item.status.group ? display(item.status.group->name, nameCap) : QString(), Role::Muted};
    case items::RuleColumnCount: break;
    }
    return {};
}

QString heading(RuleColumn column)
{
    switch (column) {
    case items::RuleNameColumn: return QStringLiteral("Rule");
    case items::RuleVerdictColumn: return QStringLiteral("Can it fire?");
    case items::RuleStateColumn: return QStringLiteral("State");
    case items::RuleHealthColumn: return QStringLiteral("Evaluation");
    case items::RuleTimeColumn: return QStringLiteral("Took");
    case items::RuleGroupColumn: return QStringLiteral("Group");
    case items::RuleColumnCount: break;
    }
    return {};
}

QString placeWords(const rules::RuleStatus& status)
{
    if (!status.group)
        return {};
    return QStringLiteral("group %1 · %2:%3 · every %4, took %5")
        .arg(display(status.group->name, nameCap), display(status.group->file, nameCap))
        .arg(status.rule->line)
        .arg(common::span(status.group->interval), tookWords(status));
}

QString holdWords(const rules::Rule& rule)
{
    if (rule.kind == rules::Rule::Kind::Recording)
        return QStringLiteral("recorded at every evaluation");
    QString text = rule.holdFor.count() == 0
        ? QStringLiteral("fires as soon as it is true")
        : QStringLiteral("fires once it has been true for %1").arg(common::span(rule.holdFor));
    if (rule.keepFiringFor.count() != 0)
        text += QStringLiteral(", and for %1 after it was true last").arg(common::span(rule.keepFiringFor));
    return text;
}

Words severityWords(rules::Severity severity)
{
    switch (severity) {
    case rules::Severity::CannotFire: return {QStringLiteral("cannot fire"), Role::DownText};
    case rules::Severity::NoData: return {QStringLiteral("no data"), Role::PendingText};
    case rules::Severity::MayMiss: return {QStringLiteral("may miss"), Role::PendingText};
    case rules::Severity::Note: break;
    }
    return {QStringLiteral("note"), Role::Muted};
}

Words caughtWords(const rules::ShapeVerdict& shape)
{
    switch (shape.caught) {
    case rules::Catch::Always: return {QStringLiteral("fires"), Role::Text};
    case rules::Catch::Never: return {QStringLiteral("never"), Role::DownText};
    case rules::Catch::Sometimes: break;
    }
    const long percent = std::lround(shape.probability * 100);
    if (shape.probability >= 0 && percent == 0)
        return {QStringLiteral("hardly ever"), Role::DownText};
    return {percent > 0 ? QStringLiteral("at times, %1 %").arg(percent) : QStringLiteral("at times"),
            Role::PendingText};
}

QString rowWords(const items::RuleItem& item)
{
    QStringList parts;
    for (int column = 0; column < items::RuleColumnCount; ++column) {
        const auto which = static_cast<RuleColumn>(column);
        parts << heading(which) + QStringLiteral(": ") + cellWords(item, which).text;
    }
    return parts.join(QLatin1Char('\n'));
}

} // namespace checkwatch::rulepage
