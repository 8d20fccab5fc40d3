#include "ui/wall/verdict.h"

#include "models/fleet/shown.h"
#include "ui/wall/blindspots.h"

#include <QStringList>

#include <algorithm>

namespace checkwatch::wall {

using common::Glyph;
using common::Role;
using Kind = Verdict::Kind;

namespace {

/// From when on an answer is too old to the first snapshot that says so.
constexpr base::Duration engineMayTake = std::chrono::seconds{3};

/// Whether nothing that any exporter said still counts: what fires now says no more than that.
bool isAllGone(const fleet::Snapshot& snapshot, base::Timestamp now)
{
    return std::ranges::none_of(snapshot.targets, [&](const fleet::TargetRow& target) {
        const bool current = target.freshness == base::Freshness::Fresh || target.freshness == base::Freshness::Late;
        return current && !isOverdue(target, now);
    });
}

/// Backends without one server that takes traffic, whoever wanted that; where all of them are DOWN, that number says it.
std::uint32_t outages(const fleet::Snapshot& snapshot)
{
    return static_cast<std::uint32_t>(std::ranges::count_if(snapshot.backends, [](const fleet::BackendRow& backend) {
        return backend.noneLeft && !backend.stale && backend.down < backend.servers;
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

/// `backends`: that have nobody left, and not only by servers that are DOWN.
Verdict bad(std::uint32_t backends, std::uint32_t down, std::uint32_t firing, std::uint32_t out)
{
    QStringList parts;
    QString gone;
    if (backends > 0) {
        gone = QStringLiteral("%1 BACKEND%2").arg(backends).arg(backends == 1 ? "" : "S");
        parts << gone + QStringLiteral(" DOWN");
    }
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
    const QString brief = gone.isEmpty() || down == 0
        ? QString()
        : gone + text.mid(parts.front().size()); // "DOWN" follows and is said of both
    return backends > 0 || down > 0 || out > 0
        ? Verdict{Kind::Bad, text, Glyph::Cross, Role::Down, Role::OnDown, brief}
        : Verdict{Kind::Bad, text, Glyph::Triangle, Role::Firing, Role::OnFiring, brief};
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
    const OtherAlerts& others = counted.others();
    const std::uint32_t firing = totals.firing + (isAllGone(snapshot, now) ? others.firingBelow : others.firing);
    const std::uint32_t backends = outages(snapshot);
    if (totals.down + firing + totals.outUnwanted + backends > 0) {
        return bad(backends, totals.down, firing, totals.outUnwanted); // product.md ranks it with DOWN
    }
    const auto fresh = [&](const fleet::TargetRow& target) { return isFresh(target, now); };
    if (totals.stale > 0 || !std::ranges::all_of(snapshot.targets, fresh) || isBlind(snapshot, counted)) {
        return unknown(snapshot, now, zone);
    }
    if (const std::uint32_t pending = totals.pending + others.pending; pending > 0) {
        return {Kind::Pending, QStringLiteral("%1 PENDING").arg(pending), Glyph::Progress, Role::Pending,
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
