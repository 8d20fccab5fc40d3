#include "ui/common/statewords.h"
#include "ui/common/text.h"
#include "ui/wall/wordparts.h"
#include "ui/wall/worstwords.h"

namespace checkwatch::wall {

using common::display;
using Rank = WorstRow::Rank;

namespace {

/// What an alert is about is its name, as with servers; the rule's own only where that is nothing.
QString subjectOf(const WorstContext& context, const fleet::AlertRow& alert)
{
    const metrics::Labels& labels = alert.alert.identity->labels;
    const std::string_view server = labels.get("server");
    if (!alert.proxy.empty()) {
        return server.empty() ? display(alert.proxy, nameCap) : titleWords(alert.proxy, server);
    }
    return alert.instance.empty() ? display(labels.get("alertname"), nameCap)
                                  : context.exporters.nameOf(alert.job, alert.instance);
}

/// What its name does not say.
QString restOf(const WorstContext& context, const fleet::AlertRow& alert, const QString& name)
{
    const metrics::Labels& labels = alert.alert.identity->labels;
    const QString rule = display(labels.get("alertname"), nameCap);
    return joined({rule == name ? QString() : rule, display(alert.severity, 40),
                   alert.proxy.empty() ? QString() : exporterWords(context, alert.job, alert.instance)});
}

} // namespace

Rank rankOf(const WorstContext& context, const fleet::AlertRow& alert)
{
    return !context.counted.counts(alert)          ? Rank::Other
        : alert.phase == fleet::AlertPhase::Firing ? Rank::Firing
                                                   : Rank::Pending;
}

WorstRow alertEntry(const WorstContext& context, std::size_t place)
{
    const fleet::AlertRow& alert = (*context.snapshot.alerts)[place];
    WorstRow entry;
    entry.rank = rankOf(context, alert);
    entry.glyph = common::glyphFor(alert.phase);
    entry.fraction = progressOf(context, &alert);
    entry.name = subjectOf(context, alert);
    entry.age = common::phaseWords(alert, context.now, context.zone);
    entry.ageInk = common::textRole(alert.phase);
    entry.detail = joined({restOf(context, alert, entry.name), countedWords(entry.rank != Rank::Other)});
    entry.alert = static_cast<std::int32_t>(place);
    entry.server = alert.server;
    entry.order = static_cast<std::uint32_t>(place);
    return entry;
}

WorstRow clearedEntry(const WorstContext& context, std::size_t place)
{
    const fleet::AlertRow& alert = (*context.snapshot.alerts)[place];
    const metrics::Labels& labels = alert.alert.identity->labels;
    WorstRow entry;
    entry.rank = Rank::Cleared;
    entry.glyph = common::Glyph::Hollow;
    entry.server = alert.server;
    entry.name = subjectOf(context, alert);
    const QString ago = common::counting(context.now - alert.phaseSince);
    entry.age = alert.subject == fleet::SubjectKind::Server ? QStringLiteral("well for ") + ago
                                                            : QStringLiteral("cleared ") + ago + QStringLiteral(" ago");
    entry.ageInk = common::Role::Muted;
    const base::Duration fired = alert.alert.resolvedAt - alert.alert.firedAt;
    entry.detail = joined({labels.get("server").empty() ? restOf(context, alert, entry.name)
                                                        : exporterWords(context, alert.job, alert.instance),
                           QStringLiteral("was firing for ") + common::counting(fired)});
    entry.order = static_cast<std::uint32_t>(place);
    return entry;
}

} // namespace checkwatch::wall
