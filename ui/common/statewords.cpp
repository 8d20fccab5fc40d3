#include "ui/common/statewords.h"

#include "ui/common/text.h"

#include <cmath>

namespace checkwatch::common {

using fleet::Shown;
using haproxy::ServerState;

namespace {

bool isDown(const fleet::ServerRow& row)
{
    return effective(row) == Shown::DownRuleSilent || effective(row) == Shown::DownFiring;
}

QString checkResult(const fleet::ServerRow& row)
{
    switch (row.check) {
    case haproxy::CheckStatus::L4Con: return QStringLiteral(" refused");
    default: return row.checkCode > 0 ? QStringLiteral(" %1").arg(qRound(row.checkCode)) : QString();
    }
}

QString liveState(const fleet::ServerRow& row)
{
    if (row.outCause != fleet::OutCause::None && row.shown == Shown::Out)
        return outCauseWords(row.outCause);
    if (row.outCause == fleet::OutCause::Agent)
        return QStringLiteral("DOWN, by its agent");
    if (row.state == ServerState::UpWarming && std::isfinite(row.throttlePercent))
        return QStringLiteral("slow start %1").arg(percent(row.throttlePercent));
    if (row.lastCheckFailed && row.state == ServerState::Up)
        return QStringLiteral("UP, failing");
    return haproxyStateWords(row.state);
}

} // namespace

Shown effective(const fleet::ServerRow& row)
{
    return row.shown == Shown::Stale ? row.was : row.shown;
}

QString haproxyStateWords(ServerState state)
{
    switch (state) {
    case ServerState::Unknown: return QStringLiteral("unknown");
    case ServerState::Maint: return QStringLiteral("MAINT");
    case ServerState::Down:
    case ServerState::DownOther: return QStringLiteral("DOWN");
    case ServerState::DownCheckOk: return QStringLiteral("DOWN, check passes");
    case ServerState::NotUp: return QStringLiteral("not UP");
    case ServerState::Nolb: return QStringLiteral("NOLB");
    case ServerState::Drain: return QStringLiteral("DRAIN");
    case ServerState::UpGoingDown: return QStringLiteral("UP, failing");
    case ServerState::UpUnverified: return QStringLiteral("UP, not checked");
    case ServerState::UpUnchecked: return QStringLiteral("UP, unchecked");
    case ServerState::UpNoTraffic: return QStringLiteral("weight 0");
    case ServerState::UpWarming: return QStringLiteral("slow start");
    case ServerState::Up: return QStringLiteral("UP");
    }
    return {};
}

QString stateWords(const fleet::ServerRow& row)
{
    if (row.shown == Shown::Stale) {
        fleet::ServerRow was = row;
        was.shown = row.was;
        return QStringLiteral("was ") + liveState(was);
    }
    return liveState(row);
}

QString checkWords(const fleet::ServerRow& row)
{
    const std::string_view name = haproxy::checkStatusName(row.check);
    if (name.empty())
        return QStringLiteral("–");
    QString text = display(name) + checkResult(row);
    if (row.check != haproxy::CheckStatus::L4Con && row.checkDurationMs >= 0)
        text += QStringLiteral(" · ") + milliseconds(std::round(row.checkDurationMs));
    return text;
}

QString failuresWords(const fleet::ServerRow& row)
{
    if (row.shown == Shown::Stale)
        return QStringLiteral("?");
    if (row.state == ServerState::Maint || row.state == ServerState::UpUnchecked)
        return QStringLiteral("–");
    if (!row.failuresCounted)
        return QStringLiteral("not counted");
    return number(row.increase);
}

QString outCauseWords(fleet::OutCause cause)
{
    switch (cause) {
    case fleet::OutCause::None: return {};
    case fleet::OutCause::Maint: return QStringLiteral("MAINT");
    case fleet::OutCause::Drain: return QStringLiteral("DRAIN");
    case fleet::OutCause::Nolb: return QStringLiteral("NOLB");
    case fleet::OutCause::WeightZero: return QStringLiteral("weight 0");
    case fleet::OutCause::NoDns: return QStringLiteral("no DNS answer");
    case fleet::OutCause::Tracked: return QStringLiteral("tracked server out");
    case fleet::OutCause::Agent: return QStringLiteral("out by its agent");
    }
    return {};
}

QString phaseWords(const fleet::AlertRow& alert, base::Timestamp now, Zone zone)
{
    switch (alert.phase) {
    case fleet::AlertPhase::Pending: return QStringLiteral("pending ") + counting(now - alert.alert.activeAt);
    case fleet::AlertPhase::Firing: return QStringLiteral("firing ") + counting(now - alert.alert.firedAt);
    case fleet::AlertPhase::Resolved: return QStringLiteral("resolved %1 ago").arg(age(now - alert.phaseSince));
    case fleet::AlertPhase::ClearedDown: return QStringLiteral("cleared, server is DOWN");
    case fleet::AlertPhase::Unknown: return QStringLiteral("unknown since ") + clockTime(alert.phaseSince, zone);
    }
    return {};
}

QString acknowledgedWords(const fleet::Event& event, Zone zone)
{
    return QStringLiteral("acknowledged by %1 at %2")
        .arg(display(event.detail, 40), shortTime(fleet::acknowledgedAt(event), zone));
}

QString silencedWords(const fleet::Silence& silence, base::Timestamp now, Zone zone)
{
    const bool today = silence.endsAt - now < std::chrono::hours{12};
    QString words = QStringLiteral("silenced by %1 until %2")
                        .arg(display(silence.createdBy, 40),
                             today ? shortTime(silence.endsAt, zone) : stamp(silence.endsAt, zone));
    if (!silence.isKnown()) {
        words += QStringLiteral(", unknown since ") + shortTime(silence.unknownSince, zone);
    }
    const QString comment = display(silence.comment, 80).simplified();
    return comment.isEmpty() ? words : words + QStringLiteral(": ") + comment;
}

QString firesInWords(const fleet::AlertRow& alert, base::Timestamp now)
{
    if (alert.phase != fleet::AlertPhase::Pending)
        return {};
    return QStringLiteral("fires in %1 at the earliest").arg(counting(alert.firesAt - now));
}

QString alertWords(const fleet::ServerRow& row, const fleet::AlertRow* alert, const fleet::TargetRow* target,
                   base::Timestamp now, Zone zone)
{
    if (row.shown == Shown::Stale) {
        const base::Timestamp since = target != nullptr ? target->unknownSince : base::Timestamp{};
        return base::unixMs(since) == 0 ? QStringLiteral("unknown")
                                        : QStringLiteral("unknown since ") + clockTime(since, zone);
    }
    if (alert != nullptr)
        return phaseWords(*alert, now, zone);
    if (base::unixMs(row.clearedDownAt) != 0 && isDown(row))
        return QStringLiteral("cleared, is DOWN");
    return row.shown == Shown::DownRuleSilent ? QStringLiteral("no alert") : QString();
}

base::Timestamp shownSince(const fleet::ServerRow& row, const fleet::AlertRow* alert)
{
    if (alert != nullptr && (effective(row) == Shown::Firing || effective(row) == Shown::DownFiring))
        return alert->alert.firedAt;
    if (alert != nullptr && effective(row) == Shown::Pending)
        return alert->alert.activeAt;
    return row.since;
}

QString shownWords(const fleet::ServerRow& row, const fleet::AlertRow* alert, const fleet::TargetRow* target,
                   base::Timestamp now)
{
    switch (row.shown) {
    case Shown::Stale:
        if (target == nullptr || base::unixMs(target->lastGood) == 0)
            return stateWords(row);
        return stateWords(row) + QStringLiteral(" · %1 ago").arg(age(now - target->lastGood));
    case Shown::DownRuleSilent: return stateWords(row) + QStringLiteral(" · no alert");
    case Shown::DownFiring:
        return stateWords(row)
            + (alert != nullptr ? QStringLiteral(" · firing ") + counting(now - alert->alert.firedAt)
                                : QStringLiteral(" · firing"));
    case Shown::Firing: return alert != nullptr ? phaseWords(*alert, now, Zone::Utc) : QStringLiteral("firing");
    case Shown::Pending:
        return alert != nullptr ? phaseWords(*alert, now, Zone::Utc) + QStringLiteral(" · ") + firesInWords(*alert, now)
                                : QStringLiteral("pending");
    case Shown::Unverified:
        return row.state == ServerState::UpWarming ? stateWords(row) : QStringLiteral("not checked since restart");
    case Shown::Unchecked: return QStringLiteral("nobody checks this server");
    case Shown::Out:
    case Shown::Up: return stateWords(row);
    }
    return {};
}

Role textRole(Shown shown)
{
    switch (shown) {
    case Shown::DownRuleSilent:
    case Shown::DownFiring: return Role::DownText;
    case Shown::Firing: return Role::FiringText;
    case Shown::Pending: return Role::PendingText;
    case Shown::Out: return Role::OutText;
    case Shown::Stale:
    case Shown::Unverified:
    case Shown::Unchecked:
    case Shown::Up: return Role::Muted;
    }
    return Role::Muted;
}

Role shapeRole(Shown shown)
{
    switch (shown) {
    case Shown::DownRuleSilent:
    case Shown::DownFiring: return Role::Down;
    case Shown::Firing: return Role::Firing;
    case Shown::Pending: return Role::Pending;
    case Shown::Out: return Role::Out;
    case Shown::Stale: return Role::Muted;
    case Shown::Unverified:
    case Shown::Unchecked:
    case Shown::Up: return Role::Neutral;
    }
    return Role::Neutral;
}

Role textRole(fleet::AlertPhase phase)
{
    switch (phase) {
    case fleet::AlertPhase::Pending: return Role::PendingText;
    case fleet::AlertPhase::Firing: return Role::FiringText;
    case fleet::AlertPhase::ClearedDown: return Role::DownText;
    case fleet::AlertPhase::Resolved:
    case fleet::AlertPhase::Unknown: return Role::Muted;
    }
    return Role::Muted;
}

} // namespace checkwatch::common
