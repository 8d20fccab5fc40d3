#include "ui/alerts/alerttext.h"

#include "ui/common/statewords.h"
#include "ui/common/text.h"

#include <QStringList>

#include <algorithm>

namespace checkwatch::alerts {

using common::display;
using common::Glyph;
using common::Role;
using fleet::AlertPhase;
using items::AlertItem;
using items::AlertItemKind;

namespace {

const QString separator = QStringLiteral(" · ");

QString onlyName(const fleet::AlertRow& alert)
{
    return alert.alert.identity ? display(alert.alert.identity->labels.get("alertname")) : QString();
}

QString alertName(const AlertItem& item)
{
    QString text = onlyName(*item.alert);
    if (!item.alert->severity.empty())
        text += separator + display(item.alert->severity, 40);
    for (const fleet::AlertRow* companion : item.companions)
        text += QStringLiteral(" + ") + onlyName(*companion);
    return text;
}

QString companionWords(const AlertItem& item, const AlertMoment& moment)
{
    QStringList words;
    for (const fleet::AlertRow* companion : item.companions)
        words += onlyName(*companion) + QLatin1Char(' ') + common::phaseWords(*companion, moment.now, moment.zone);
    return words.isEmpty() ? QString() : QStringLiteral("and ") + words.join(QStringLiteral(", "));
}

void nameServer(AlertText& text, const fleet::ServerIdentity& who, const AlertMoment& moment)
{
    text.title = display(who.proxy, 80) + QStringLiteral(" / ") + display(who.server, 80);
    text.place = moment.names.suffix(who.job, who.instance).trimmed();
}

void nameSubject(AlertText& text, const AlertItem& item, const AlertMoment& moment)
{
    const fleet::AlertRow& alert = *item.alert;
    if (item.server != nullptr) {
        nameServer(text, *item.server->identity, moment);
        return;
    }
    const QString place = moment.names.suffix(alert.job, alert.instance).trimmed();
    switch (alert.subject) {
    case fleet::SubjectKind::Server:
        text.title = display(alert.proxy, 80) + QStringLiteral(" / ")
            + (alert.alert.identity ? display(alert.alert.identity->labels.get("server"), 80) : QString());
        text.place = place;
        break;
    case fleet::SubjectKind::Backend:
        text.title = display(alert.proxy, 80);
        text.place = place;
        break;
    case fleet::SubjectKind::Exporter: text.title = display(alert.instance, 80); break;
    case fleet::SubjectKind::Fleet: text.title = QStringLiteral("Fleet"); break;
    }
}

double pendingPart(const fleet::AlertRow& alert, base::Timestamp now)
{
    const auto whole = static_cast<double>((alert.firesAt - alert.alert.activeAt).count());
    return whole <= 0 ? 1 : std::clamp(static_cast<double>((now - alert.alert.activeAt).count()) / whole, 0.0, 1.0);
}

/// DOWN is said at the right of the row: what the check found, or what else made it DOWN.
QString whyDown(const fleet::ServerRow& row)
{
    switch (row.state) {
    case haproxy::ServerState::Down: return common::checkWords(row);
    case haproxy::ServerState::DownOther:
        return row.outCause == fleet::OutCause::Agent  ? QStringLiteral("by its agent")
            : row.outCause == fleet::OutCause::Tracked ? common::outCauseWords(row.outCause)
                                                       : QStringLiteral("no own check");
    default: return common::stateWords(row).section(QStringLiteral(", "), -1);
    }
}

AlertText silentText(const AlertItem& item, const AlertMoment& moment)
{
    AlertText text;
    nameServer(text, *item.server->identity, moment);
    text.glyph = Glyph::Cross;
    text.colour = Role::DownText;
    text.place += (text.place.isEmpty() ? QString() : separator) + whyDown(*item.server);
    text.state = QStringLiteral("DOWN");
    if (base::unixMs(item.server->since) != 0)
        text.state += QLatin1Char(' ') + common::counting(moment.now - item.server->since);
    const bool pending = item.alert != nullptr && item.alert->phase == AlertPhase::Pending;
    text.value = pending ? common::phaseWords(*item.alert, moment.now, moment.zone) : QStringLiteral("no alert");
    text.detail = pending                               ? QStringLiteral("Not counted while DOWN: may never fire")
        : base::unixMs(item.server->clearedDownAt) != 0 ? QStringLiteral("Alert cleared: not counted while DOWN")
                                                        : QStringLiteral("No health alert: not counted while DOWN");
    text.more = QStringLiteral("DOWN since ") + common::stamp(item.server->since, moment.zone)
        + QStringLiteral("\nHAProxy counts no failed checks while a server is DOWN, so the alert over them is silent.");
    return text;
}

AlertText alertText(const AlertItem& item, const AlertMoment& moment)
{
    const fleet::AlertRow& alert = *item.alert;
    AlertText text;
    nameSubject(text, item, moment);
    text.glyph = common::glyphFor(alert.phase);
    text.colour = common::textRole(alert.phase);
    text.state = common::phaseWords(alert, moment.now, moment.zone);
    text.detail = alertName(item);
    if (item.kind == AlertItemKind::Ended) {
        text.footer = QStringLiteral("not looked at yet");
    } else if (alert.health && alert.phase != AlertPhase::Unknown) {
        text.value = common::number(alert.alert.value) + QStringLiteral(" failures/min");
        text.briefValue = common::number(alert.alert.value) + QStringLiteral("/min");
    } else if (alert.phase != AlertPhase::Unknown) {
        text.value = common::number(alert.alert.value);
    }
    if (alert.phase == AlertPhase::Pending) {
        text.progress = pendingPart(alert, moment.now);
        text.footer = common::firesInWords(alert, moment.now);
    }
    text.more = QStringLiteral("true since ") + common::stamp(alert.alert.activeAt, moment.zone);
    if (base::unixMs(alert.alert.firedAt) != 0)
        text.more += QStringLiteral("\nfiring since ") + common::stamp(alert.alert.firedAt, moment.zone);
    return text;
}

const fleet::Event* acknowledgementOf(const AlertItem& item, const AlertMoment& moment)
{
    const bool open = item.kind == AlertItemKind::SilentDown || item.kind == AlertItemKind::Alert;
    if (!open || !moment.snapshot) {
        return nullptr;
    }
    if (item.server != nullptr) {
        return moment.acknowledged.of(*moment.snapshot, *item.server);
    }
    return item.alert != nullptr ? moment.acknowledged.of(*item.alert) : nullptr;
}

/// Of the row's own alert where it has one: another about the same server may not be silenced.
const fleet::Silence* silenceOf(const AlertItem& item, const AlertMoment& moment)
{
    return item.kind == AlertItemKind::Alert && item.alert != nullptr ? moment.silenced.of(*item.alert) : nullptr;
}

QString lackWords(const AlertItem& item)
{
    switch (item.target->lack) {
    case fleet::Lack::None: break;
    case fleet::Lack::Haproxy: return QStringLiteral("exporter answers, HAProxy does not");
    case fleet::Lack::Servers: return QStringLiteral("exporter answers, but tells of no server any more");
    case fleet::Lack::Metrics:
        return item.more == 0 ? QStringLiteral("no HAProxy metrics")
                              : QStringLiteral("and %1 more: no HAProxy metrics").arg(item.more);
    }
    return QStringLiteral("exporter not answering");
}

AlertText exporterText(const AlertItem& item, const AlertMoment& moment)
{
    const fleet::TargetRow& target = *item.target;
    AlertText text;
    text.glyph = Glyph::Stale;
    text.title = display(target.instance, 80);
    text.place = lackWords(item);
    if (base::unixMs(target.unknownSince) != 0)
        text.state = common::age(moment.now - target.unknownSince);
    text.detail
        = display(target.lack == fleet::Lack::Metrics ? fleet::lackWords(target.lack) : target.lastError.message);
    if (target.servers > 0 && base::unixMs(target.unknownSince) != 0)
        text.detail += (text.detail.isEmpty() ? QString() : separator)
            + QStringLiteral("%1 server%2 unknown since %3")
                  .arg(target.servers)
                  .arg(target.servers == 1 ? QString() : QStringLiteral("s"))
                  .arg(common::clockTime(target.unknownSince, moment.zone));
    text.more = display(target.url) + QLatin1Char('\n') + display(target.lastError.text());
    return text;
}

} // namespace

namespace {

AlertText ownText(const AlertItem& item, const AlertMoment& moment)
{
    // While rows are being taken out, a view may still ask for one whose subject is gone already.
    switch (item.kind) {
    case AlertItemKind::SilentDown: return item.server != nullptr ? silentText(item, moment) : AlertText{};
    case AlertItemKind::Alert:
    case AlertItemKind::Ended: return item.alert != nullptr ? alertText(item, moment) : AlertText{};
    case AlertItemKind::Exporter: return item.target != nullptr ? exporterText(item, moment) : AlertText{};
    case AlertItemKind::More: break;
    }
    AlertText text;
    text.title = QStringLiteral("and %1 more").arg(item.more);
    return text;
}

} // namespace

AlertText textOf(const AlertItem& item, const AlertMoment& moment)
{
    AlertText text = ownText(item, moment);
    text.also = companionWords(item, moment);
    if (const fleet::Event* event = acknowledgementOf(item, moment)) {
        text.detail += (text.detail.isEmpty() ? QString() : separator) + common::acknowledgedWords(*event, moment.zone);
    }
    if (const fleet::Silence* silence = silenceOf(item, moment)) {
        text.detail += (text.detail.isEmpty() ? QString() : separator)
            + common::silencedWords(*silence, moment.now, moment.zone);
    }
    return text;
}

QString lineOf(const AlertText& text)
{
    QStringList parts;
    for (const QString& part : {text.state, QString(text.title + QLatin1Char(' ') + text.place).trimmed(), text.detail,
                                text.value, text.footer, text.also}) {
        if (!part.isEmpty())
            parts.append(part);
    }
    return parts.join(separator);
}

QString summaryOf(const items::AlertListModel::Counts& counts)
{
    QStringList parts;
    const auto add = [&parts](int count, const QString& words) {
        if (count > 0)
            parts.append(QStringLiteral("%1 %2").arg(count).arg(words));
    };
    // The chips above count servers; of a server there may be several alerts.
    const auto alerts = [](int count) { return count == 1 ? QStringLiteral(" alert") : QStringLiteral(" alerts"); };
    add(counts.firing, QStringLiteral("firing") + (counts.pending > 0 ? QString() : alerts(counts.firing)));
    add(counts.pending, QStringLiteral("pending") + alerts(counts.pending));
    add(counts.silentDown, QStringLiteral("DOWN without one"));
    add(counts.unknown, QStringLiteral("unknown"));
    add(counts.ended, QStringLiteral("ended"));
    return parts.isEmpty() ? QStringLiteral("none") : parts.join(separator);
}

} // namespace checkwatch::alerts
