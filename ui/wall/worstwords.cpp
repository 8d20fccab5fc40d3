#include "ui/wall/worstwords.h"

#include "models/haproxy/checkstatus.h"
#include "ui/common/statewords.h"
#include "ui/common/text.h"
#include "ui/wall/verdict.h"
#include "ui/wall/wordparts.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::wall {

using common::display;
using common::Role;
using fleet::Shown;
using Rank = WorstRow::Rank;

namespace {

bool isDown(Shown shown)
{
    return shown == Shown::DownRuleSilent || shown == Shown::DownFiring;
}

QString ageOf(const WorstContext& context, const fleet::ServerRow& row, const fleet::AlertRow* alert)
{
    const base::Timestamp since = common::shownSince(row, alert);
    const QString age = base::unixMs(row.since) == 0 && base::unixMs(since) == 0
        ? QString()
        : QLatin1Char(' ') + common::counting(context.now - since);
    switch (row.shown) {
    case Shown::DownRuleSilent:
    case Shown::DownFiring:
        return QStringLiteral("DOWN")
            + (base::unixMs(row.since) == 0 ? QString() : QLatin1Char(' ') + common::counting(context.now - row.since));
    case Shown::Firing: return QStringLiteral("firing") + age;
    case Shown::Pending: return QStringLiteral("pending") + age;
    default: return common::stateWords(row);
    }
}

/// What the rule says beside the state, or how fast it fails.
QString verdictOf(const WorstContext& context, const fleet::ServerRow& row, const fleet::AlertRow* alert)
{
    switch (row.shown) {
    case Shown::DownRuleSilent: {
        const QString words = common::alertWords(row, alert, nullptr, context.now, context.zone);
        return words == QStringLiteral("cleared, is DOWN") ? QStringLiteral("alert cleared") : words;
    }
    case Shown::DownFiring: return alert != nullptr ? common::phaseWords(*alert, context.now, context.zone) : QString();
    case Shown::Firing: return common::number(row.increase) + QStringLiteral("/min");
    case Shown::Pending: return alert != nullptr ? common::firesInWords(*alert, context.now) : QString();
    default: return {};
    }
}

/// The place of the alert that ended because its server went DOWN; -1 where there is none.
std::int32_t clearedDownOf(const fleet::Snapshot& snapshot, const fleet::ServerRow& row)
{
    if (base::unixMs(row.clearedDownAt) == 0 || !snapshot.alerts) {
        return -1;
    }
    const auto at = std::ranges::find_if(*snapshot.alerts, [&](const fleet::AlertRow& alert) {
        return alert.phase == fleet::AlertPhase::ClearedDown && alert.server == row.identity->id;
    });
    return at == snapshot.alerts->end() ? -1 : static_cast<std::int32_t>(at - snapshot.alerts->begin());
}

/// How many servers of a backend are in one way, the worst first.
struct Part
{
    std::uint32_t number = 0;
    QString words;
    Shown shown = Shown::Up;
    QString cause{}; ///< of all of them
};

std::vector<Part> partsOf(const fleet::BackendRow& backend, const UnwantedOuts::Of& outs)
{
    std::vector<Part> parts{
        {backend.down, QStringLiteral("DOWN"), Shown::DownRuleSilent},
        {outs.out, QStringLiteral("OUT"), Shown::Out, common::outCauseWords(outs.cause)},
        {backend.firing, QStringLiteral("firing"), Shown::Firing},
        {backend.pending - std::min(backend.pending, outs.pending), QStringLiteral("pending"), Shown::Pending}};
    std::erase_if(parts, [](const Part& part) { return part.number == 0; });
    return parts;
}

QString wordsOf(const Part& part)
{
    return QStringLiteral("%1 ").arg(part.number) + part.words;
}

QString firstWords(const WorstContext& context, const fleet::BackendRow& backend)
{
    const std::string& first = context.firstOut.of(backend);
    return first.empty() ? QString() : QStringLiteral("first ") + display(first, nameCap);
}

/// What its entry is about.
WorstRow entryOf(const fleet::BackendRow& backend)
{
    WorstRow entry;
    entry.name = display(backend.proxy, nameCap);
    entry.server = backend.firstDown;
    entry.order = backend.inRotation;
    entry.of = backend.job + '\n' + backend.instance + '\n' + backend.proxy;
    return entry;
}

} // namespace

Rank rankOf(const WorstContext& context, const fleet::ServerRow& row)
{
    const Shown shown = common::effective(row);
    if (row.shown != Shown::Stale && fleet::isOutUnwanted(row)) {
        return Rank::Down; // whatever an alert says besides
    }
    const bool alerting = shown == Shown::Firing || shown == Shown::Pending;
    if (alerting) {
        switch (context.counted.coverOf(row)) {
        case fleet::Cover::Firing: return Rank::Firing;
        case fleet::Cover::Pending: return Rank::Pending;
        case fleet::Cover::None: return Rank::Other;
        }
    }
    switch (shown) {
    case Shown::DownRuleSilent:
    case Shown::DownFiring:
    case Shown::Out: return Rank::Down;
    case Shown::Firing: return Rank::Firing;
    case Shown::Pending: return Rank::Pending;
    default: return Rank::Other;
    }
}

bool isListed(const fleet::ServerRow& row)
{
    switch (row.shown) {
    case Shown::DownRuleSilent:
    case Shown::DownFiring:
    case Shown::Firing:
    case Shown::Pending: return true;
    case Shown::Out: return !fleet::maybeOnPurpose(row.outCause);
    default: return false;
    }
}

const fleet::BackendRow* backendOf(const fleet::Snapshot& snapshot, const fleet::ServerIdentity& who)
{
    const auto at = std::ranges::find_if(snapshot.backends, [&](const fleet::BackendRow& backend) {
        return backend.proxy == who.proxy && backend.instance == who.instance && backend.job == who.job;
    });
    return at == snapshot.backends.end() ? nullptr : &*at;
}

const fleet::AlertRow* alertAt(const fleet::Snapshot& snapshot, std::int32_t place)
{
    const auto at = static_cast<std::size_t>(place);
    return place >= 0 && snapshot.alerts && at < snapshot.alerts->size() ? &(*snapshot.alerts)[at] : nullptr;
}

const fleet::AlertRow* alertOf(const fleet::Snapshot& snapshot, const fleet::ServerRow& row)
{
    return alertAt(snapshot, row.alert);
}

QString leftWords(const fleet::BackendRow& backend)
{
    if (backend.inRotation == 0) {
        return QStringLiteral("none left");
    }
    QString left = QStringLiteral("%1 of %2 left").arg(backend.inRotation).arg(backend.servers);
    if (backend.inRotation > 2 || backend.inRotation == backend.servers) {
        return left;
    }
    return left
        + QStringLiteral(", %1 more loss%2 to none")
              .arg(backend.inRotation)
              .arg(backend.inRotation == 1 ? QString() : QStringLiteral("es"));
}

QString causeWords(const fleet::ServerRow& row)
{
    if (row.outCause != fleet::OutCause::None) {
        return common::outCauseWords(row.outCause);
    }
    const std::string_view name = haproxy::checkStatusName(row.check);
    if (name.empty() || haproxy::isPass(row.check)) {
        return {};
    }
    const QString code = row.checkCode > 0 ? QStringLiteral(" %1").arg(qRound(row.checkCode)) : QString();
    const QString meaning
        = display(haproxy::shortMeaning(row.check)).remove(QStringLiteral("connection ")); // of course
    return QStringLiteral("%1 (%2%3)").arg(meaning, display(name), code);
}

QString titleWords(std::string_view proxy, std::string_view server)
{
    return display(proxy, nameCap) + QStringLiteral(" / ") + display(server, nameCap);
}

QString exporterWords(const WorstContext& context, std::string_view job, std::string_view instance)
{
    return context.exporters.several() ? context.exporters.nameOf(job, instance) : QString();
}

WorstRow serverEntry(const WorstContext& context, const fleet::ServerRow& row, const QString& where)
{
    const fleet::ServerIdentity& who = *row.identity;
    const fleet::AlertRow* alert = alertOf(context.snapshot, row);
    const fleet::BackendRow* backend = backendOf(context.snapshot, who);
    WorstRow entry;
    entry.rank = rankOf(context, row);
    entry.glyph = common::glyphFor(row.shown);
    entry.fraction = progressOf(context, alert);
    entry.name = titleWords(who.proxy, who.server);
    entry.age = ageOf(context, row, alert);
    entry.ageInk = common::textRole(row.shown);
    const bool lost = isDown(row.shown) || row.shown == Shown::Out;
    entry.detail = joined({where, causeWords(row), lost && backend != nullptr ? leftWords(*backend) : QString(),
                           context.firstOut.ledOthers(who) ? QStringLiteral("first") : QString(),
                           verdictOf(context, row, alert), countedWords(entry.rank != Rank::Other)});
    entry.alert = row.alert >= 0 ? row.alert : clearedDownOf(context.snapshot, row);
    entry.server = who.id;
    entry.order = row.urgency;
    return entry;
}

WorstRow outageEntry(const WorstContext& context, const fleet::BackendRow& backend)
{
    WorstRow entry = entryOf(backend);
    entry.rank = Rank::Outage;
    entry.glyph = common::Glyph::Cross;
    entry.age = QStringLiteral("NONE LEFT");
    entry.ageInk = Role::DownText;
    entry.detail
        = joined({exporterWords(context, backend.job, backend.instance),
                  QStringLiteral("no server of %1 takes traffic").arg(backend.servers), firstWords(context, backend)});
    return entry;
}

Rank rankOf(const fleet::BackendRow& backend, const UnwantedOuts::Of& outs)
{
    return backend.down + outs.out > 0 ? Rank::Down : backend.firing > 0 ? Rank::Firing : Rank::Pending;
}

WorstRow backendEntry(const WorstContext& context, const fleet::BackendRow& backend, const UnwantedOuts::Of& outs)
{
    WorstRow entry = entryOf(backend);
    entry.rank = rankOf(backend, outs);
    const std::vector<Part> parts = partsOf(backend, outs);
    const Part& worst = parts.front();
    entry.glyph = common::glyphFor(worst.shown);
    entry.age = wordsOf(worst);
    entry.ageInk = common::textRole(worst.shown);
    QStringList others;
    std::ranges::transform(parts.begin() + 1, parts.end(), std::back_inserter(others), [](const Part& part) {
        return part.cause.isEmpty() ? wordsOf(part) : wordsOf(part) + QStringLiteral(", ") + part.cause;
    });
    entry.detail = joined({exporterWords(context, backend.job, backend.instance), leftWords(backend), worst.cause,
                           firstWords(context, backend), joined(others)});
    return entry;
}

Rank rankOf(const WorstContext& context, const fleet::TargetRow& target)
{
    const bool late = target.freshness == base::Freshness::Late && !isOverdue(target, context.now);
    return late ? Rank::Late : Rank::Silent;
}

WorstRow silentEntry(const WorstContext& context, const fleet::TargetRow& target)
{
    WorstRow entry;
    entry.rank = rankOf(context, target);
    entry.glyph = common::Glyph::Stale;
    entry.name = context.exporters.nameOf(target.job, target.instance);
    const QString age = common::age(context.now - target.lastGood);
    entry.age = base::unixMs(target.lastGood) == 0 ? QStringLiteral("never answered")
        : entry.rank == Rank::Late                 ? QStringLiteral("late, data ") + age + QStringLiteral(" old")
                                                   : age + QStringLiteral(" silent");
    entry.ageInk = Role::Muted;
    const QString unknown = target.servers == 0 || base::unixMs(target.unknownSince) == 0
        ? QString()
        : QStringLiteral("%1 server%2 unknown since %3")
              .arg(target.servers)
              .arg(target.servers == 1 ? QString() : QStringLiteral("s"))
              .arg(common::clockTime(target.unknownSince, context.zone));
    entry.detail = joined({unknown, display(target.lastError.message, 120)});
    entry.order = target.id;
    return entry;
}

} // namespace checkwatch::wall
