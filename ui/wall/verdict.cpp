#include "ui/wall/verdict.h"

#include "models/fleet/shown.h"

#include <QStringList>

#include <algorithm>

namespace checkwatch::wall {

using common::Glyph;
using common::Role;
using Kind = Verdict::Kind;

namespace {

/// From when on an answer is too old to the first snapshot that says so.
constexpr base::Duration engineMayTake = std::chrono::seconds{3};

/// Alerts that fire and change no server's state: of a backend, an exporter, the fleet.
std::uint32_t otherFiring(const fleet::Snapshot& snapshot, const Counted& counted)
{
    if (!snapshot.alerts) {
        return 0;
    }
    return static_cast<std::uint32_t>(std::ranges::count_if(*snapshot.alerts, [&](const fleet::AlertRow& alert) {
        return alert.phase == fleet::AlertPhase::Firing && alert.subject != fleet::SubjectKind::Server
            && counted.counts(alert);
    }));
}

Verdict unknown(const fleet::Snapshot& snapshot, base::Timestamp now, common::Zone zone)
{
    base::Timestamp since{};
    for (const fleet::TargetRow& target : snapshot.targets) {
        if (!isFresh(target, now) && base::unixMs(target.unknownSince) != 0
            && (base::unixMs(since) == 0 || target.unknownSince < since)) {
            since = target.unknownSince;
        }
    }
    const QString text = base::unixMs(since) == 0 ? QStringLiteral("UNKNOWN")
                                                  : QStringLiteral("UNKNOWN since ") + common::shortTime(since, zone);
    return {Kind::Unknown, text, Glyph::Stale, Role::Raised, Role::Text};
}

Verdict bad(std::uint32_t down, std::uint32_t firing, std::uint32_t out)
{
    QStringList parts;
    if (down > 0) {
        parts << QStringLiteral("%1 DOWN").arg(down);
    }
    if (firing > 0) {
        parts << QStringLiteral("%1 FIRING").arg(firing);
    }
    if (out > 0) {
        parts << QStringLiteral("%1 OUT").arg(out);
    }
    const QString text = parts.join(QStringLiteral(" · "));
    return down > 0 || out > 0 ? Verdict{Kind::Bad, text, Glyph::Cross, Role::Down, Role::OnDown}
                               : Verdict{Kind::Bad, text, Glyph::Triangle, Role::Firing, Role::OnFiring};
}

} // namespace

bool isOverdue(const fleet::TargetRow& target, base::Timestamp now)
{
    const base::Duration tooOld = std::max<base::Duration>(2 * target.interval, std::chrono::seconds{10});
    return now - target.lastGood > tooOld + engineMayTake;
}

bool isFresh(const fleet::TargetRow& target, base::Timestamp now)
{
    return target.freshness == base::Freshness::Fresh && !isOverdue(target, now);
}

Verdict verdictOf(const fleet::Snapshot& snapshot, const workstation::FleetTotals& all, base::Timestamp now,
                  common::Zone zone, const Counted& counted)
{
    const workstation::FleetTotals totals = counted.of(all);
    if (snapshot.targets.empty()) {
        return {Kind::NoExporters, QStringLiteral("NO EXPORTERS"), Glyph::Stale, Role::Raised, Role::Text};
    }
    const std::uint32_t firing = totals.firing + otherFiring(snapshot, counted);
    if (totals.down + firing + totals.outUnwanted > 0) {
        return bad(totals.down, firing, totals.outUnwanted); // product.md ranks it with DOWN
    }
    const auto fresh = [&](const fleet::TargetRow& target) { return isFresh(target, now); };
    if (totals.stale > 0 || !std::ranges::all_of(snapshot.targets, fresh)) {
        return unknown(snapshot, now, zone);
    }
    if (totals.pending > 0) {
        return {Kind::Pending, QStringLiteral("%1 PENDING").arg(totals.pending), Glyph::Progress, Role::Pending,
                Role::OnPending};
    }
    const bool starting = std::ranges::any_of(
        snapshot.targets, [&](const fleet::TargetRow& target) { return target.cannotFireBefore > now; });
    if (starting || all.servers == 0) {
        return {Kind::Starting, QStringLiteral("STARTING"), Glyph::Hollow, Role::Raised, Role::Text};
    }
    return {Kind::Ok, QStringLiteral("OK"), Glyph::None, Role::Raised, Role::Text};
}

QString nothingToTell(Verdict::Kind kind, bool filtered)
{
    switch (kind) {
    case Kind::NoExporters:
        return filtered ? QStringLiteral("No server fits the filter")
                        : QStringLiteral("The configuration names no exporter");
    case Kind::Unknown: return QStringLiteral("Nothing is known to be wrong");
    case Kind::Starting: return QStringLiteral("Nothing is wrong so far; rules need a whole window first");
    case Kind::Bad:
    case Kind::Pending: return QStringLiteral("No single server to name");
    case Kind::Ok: break;
    }
    return QStringLiteral("Nothing is wrong");
}

} // namespace checkwatch::wall
