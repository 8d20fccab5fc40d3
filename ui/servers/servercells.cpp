#include "ui/servers/servercells.h"

#include "models/haproxy/checkstatus.h"
#include "ui/common/statewords.h"
#include "ui/common/text.h"

#include <QStringList>

#include <cmath>

namespace checkwatch::servers {

using common::Role;
using fleet::Shown;

namespace {

bool isStale(const fleet::ServerRow& row)
{
    return row.shown == Shown::Stale;
}

/// Values of a server that does not answer are what they were; nobody should take them for the present.
Cell number(double value, const fleet::ServerRow& row)
{
    if (std::isnan(value))
        return {.text = QStringLiteral("–")};
    return {.text = common::number(value), .colour = isStale(row) || value == 0 ? Role::Muted : Role::Text};
}

/// "DOWN, check passes" is told by "DOWN" and the check's own column; the rest by the tooltip.
QString untilComma(const QString& words)
{
    return words.section(QLatin1Char(','), 0, 0);
}

Cell stateCell(const fleet::ServerRow& row)
{
    Cell cell{.text = common::stateWords(row), .colour = common::textRole(row.shown)};
    cell.brief = untilComma(cell.text);
    if (isStale(row)) {
        cell.badge = common::Badge{.text = cell.text, .colour = Role::Muted, .style = common::BadgeStyle::Dashed};
    } else if (row.shown == Shown::DownRuleSilent || row.shown == Shown::DownFiring) {
        cell.badge = common::Badge{
            .text = cell.text, .colour = Role::Down, .ink = Role::OnDown, .style = common::BadgeStyle::Filled};
    } else if (row.shown == Shown::Up && row.lastCheckFailed) {
        cell.colour = Role::Text;
    }
    return cell;
}

Cell checkCell(const fleet::ServerRow& row, const CellContext& context)
{
    if (!isStale(row)) {
        const QString words = common::checkWords(row);
        const int kept
            = row.check == haproxy::CheckStatus::L4Con ? 0 : 1; // "refused" is told by L4CON, a 503 is not by L7STS
        return {.text = words, .brief = words.section(QStringLiteral(" · "), 0, 0).section(QLatin1Char(' '), 0, kept)};
    }
    const fleet::TargetRow* target = context.model.targetOf(row);
    if (target == nullptr || base::unixMs(target->lastGood) == 0)
        return {.text = QStringLiteral("no data")};
    return {.text = common::age(context.now - target->lastGood) + QStringLiteral(" ago")};
}

Cell failuresCell(const fleet::ServerRow& row)
{
    const bool isNumber = row.failuresCounted && !isStale(row);
    return {.text = common::failuresWords(row), .colour = isNumber && row.increase > 0 ? Role::Text : Role::Muted};
}

Cell alertCell(const fleet::ServerRow& row, const CellContext& context)
{
    const fleet::AlertRow* alert = context.model.alertOf(row);
    Cell cell{.text = common::alertWords(row, alert, context.model.targetOf(row), context.now, context.zone)};
    cell.brief = untilComma(cell.text).section(QStringLiteral(" since"), 0, 0);
    if (isStale(row) || cell.text.isEmpty())
        return cell;
    cell.colour = alert != nullptr ? common::textRole(alert->phase) : common::textRole(row.shown);
    return cell;
}

Cell exporterCell(const fleet::ServerRow& row, const CellContext& context)
{
    const fleet::ServerIdentity& who = *row.identity;
    return {.text = context.names.wholeNameOf(who.job, who.instance),
            .brief = context.names.nameOf(who.job, who.instance)};
}

Cell sinceCell(const fleet::ServerRow& row, const CellContext& context)
{
    if (base::unixMs(row.since) == 0)
        return {.text = QStringLiteral("–")};
    return {.text = common::age(context.now - row.since)};
}

QString stampLine(const char* what, base::Timestamp time, const CellContext& context)
{
    if (base::unixMs(time) == 0)
        return {};
    return QString::fromUtf8(what) + QLatin1Char(' ') + common::stamp(time, context.zone);
}

QString alertTip(const fleet::ServerRow& row, const CellContext& context)
{
    QStringList lines{common::shownWords(row, context.model.alertOf(row), context.model.targetOf(row), context.now),
                      alertCell(row, context).text};
    if (const fleet::AlertRow* alert = context.model.alertOf(row)) {
        lines += stampLine("pending since", alert->alert.activeAt, context);
        lines += stampLine("firing since", alert->alert.firedAt, context);
    }
    if (row.outCause == fleet::OutCause::Agent)
        lines += QStringLiteral("its own agent says it is down, no health check fails");
    lines += stampLine("cleared because the server went DOWN,", row.clearedDownAt, context);
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

QString checkTip(const fleet::ServerRow& row, const CellContext& context)
{
    QStringList lines{checkCell(row, context).text, common::display(haproxy::meaning(row.check))};
    if (const fleet::TargetRow* target = context.model.targetOf(row); target != nullptr && isStale(row))
        lines += stampLine("last data", target->lastGood, context);
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

} // namespace

Cell cellOf(const fleet::ServerRow& row, int column, const CellContext& context)
{
    switch (column) {
    case items::NameColumn:
        return {.text = common::display(row.identity->server),
                .colour = isStale(row) ? Role::Muted : Role::Text,
                .strong = true};
    case items::BackendColumn: return {.text = common::display(row.identity->proxy)};
    case items::ExporterColumn: return exporterCell(row, context);
    case items::StateColumn: return stateCell(row);
    case items::CheckColumn: return checkCell(row, context);
    case items::FailuresColumn: return failuresCell(row);
    case items::AlertColumn: return alertCell(row, context);
    case items::SessionsColumn: return number(row.sessions, row);
    case items::QueueColumn: return number(row.queue, row);
    case items::Rate5xxColumn: return number(row.rate5xx, row);
    case items::WeightColumn: return number(row.weight, row);
    case items::FailuresTotalColumn: return number(row.failuresTotal, row);
    case items::DownsColumn: return number(row.upDownTotal, row);
    case items::SinceColumn: return sinceCell(row, context);
    default: return {};
    }
}

QString spokenOf(const fleet::ServerRow& row, int column, const CellContext& context)
{
    if (column == items::GlyphColumn)
        return common::shownWords(row, context.model.alertOf(row), context.model.targetOf(row), context.now);
    if (column == items::NameColumn)
        return context.names.serverName(*row.identity);
    const QString text
        = column == items::SparklineColumn ? common::failuresWords(row) : cellOf(row, column, context).text;
    return text.isEmpty() ? QStringLiteral("none") : text;
}

double pendingFraction(const fleet::ServerRow& row, const CellContext& context)
{
    const fleet::AlertRow* alert = context.model.alertOf(row);
    if (alert == nullptr || alert->phase != fleet::AlertPhase::Pending || alert->firesAt <= alert->alert.activeAt)
        return 0;
    const double whole = static_cast<double>((alert->firesAt - alert->alert.activeAt).count());
    return static_cast<double>((context.now - alert->alert.activeAt).count()) / whole;
}

QString tipOf(const fleet::ServerRow& row, int column, const CellContext& context)
{
    switch (column) {
    case items::GlyphColumn:
    case items::StateColumn:
    case items::AlertColumn: return alertTip(row, context);
    case items::CheckColumn: return checkTip(row, context);
    case items::SinceColumn: return stampLine("since", row.since, context);
    case items::NameColumn:
    case items::BackendColumn:
    case items::ExporterColumn: return cellOf(row, column, context).text;
    default: return {};
    }
}

GroupWords groupWords(const items::ServerGroup& group)
{
    const auto of
        = [](std::uint32_t part, std::uint32_t whole) { return QStringLiteral("%1 of %2").arg(part).arg(whole); };
    const QString rotation = (group.stale == group.servers && group.stale > 0 ? QStringLiteral("was ") : QString())
        + of(group.inRotation, group.servers) + QStringLiteral(" in rotation");
    switch (group.grouping) {
    case items::Grouping::Backend:
        return {common::display(group.proxy), common::display(group.instance) + QStringLiteral(" · ") + rotation};
    case items::Grouping::Exporter: return {common::display(group.instance), rotation};
    case items::Grouping::Server:
        return {common::display(group.proxy) + QStringLiteral(" / ") + common::display(group.server),
                group.failing > 0 ? QStringLiteral("failing from ") + of(group.failing, group.servers)
                                  : QStringLiteral("seen from %1").arg(group.servers)};
    case items::Grouping::None: break;
    }
    return {};
}

} // namespace checkwatch::servers
