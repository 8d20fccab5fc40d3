#include "ui/wall/counted.h"

#include "ui/common/text.h"

#include <QStringList>

#include <algorithm>

namespace checkwatch::wall {

using fleet::Cover;
using fleet::Shown;

namespace {

Cover coverFrom(const fleet::AlertRow& alert)
{
    switch (alert.phase) {
    case fleet::AlertPhase::Firing: return Cover::Firing;
    case fleet::AlertPhase::Pending: return Cover::Pending;
    default: return Cover::None;
    }
}

Cover shownCover(const fleet::ServerRow& row)
{
    switch (row.shown) {
    case Shown::DownFiring:
    case Shown::Firing: return Cover::Firing;
    case Shown::Pending: return Cover::Pending;
    default: return Cover::None;
    }
}

template <typename Numbers, typename Less>
Numbers without(Numbers numbers, const Less& less)
{
    numbers.firing -= std::min(numbers.firing, less.firing);
    numbers.pending -= std::min(numbers.pending, less.pending);
    numbers.pending += less.nowPending;
    return numbers;
}

} // namespace

bool countsInVerdict(const config::VerdictAlerts& rules, const fleet::AlertRow& alert)
{
    const auto has = [](const std::vector<std::string>& list, std::string_view value) {
        return std::ranges::find(list, value) != list.end();
    };
    return rules.all() || has(rules.severities, alert.severity)
        || has(rules.names, alert.alert.identity->labels.get("alertname"));
}

QString verdictRuleWords(const config::VerdictAlerts& rules)
{
    QStringList words;
    for (const std::string& name : rules.names) {
        words += common::display(name, 60);
    }
    for (const std::string& severity : rules.severities) {
        words += QStringLiteral("severity ") + common::display(severity, 40);
    }
    return words.isEmpty() ? QString() : QStringLiteral("Verdict by ") + words.join(QStringLiteral(", "));
}

Counted::Counted(const fleet::Snapshot& snapshot, const config::VerdictAlerts& rules) : m_rules(rules)
{
    if (rules.all() || !snapshot.alerts) {
        return;
    }
    for (const fleet::AlertRow& alert : *snapshot.alerts) {
        const bool counted = countsInVerdict(rules, alert);
        if (alert.subject != fleet::SubjectKind::Server) {
            m_leftOut += !counted && alert.phase == fleet::AlertPhase::Firing ? 1 : 0;
        } else if (alert.health && counted) {
            Cover& cover = m_covers[alert.server];
            cover = std::max(cover, coverFrom(alert));
        }
    }
    for (const auto& block : snapshot.blocks) {
        std::ranges::for_each(block->rows, [this](const fleet::ServerRow& row) { takeServer(row); });
    }
}

void Counted::takeServer(const fleet::ServerRow& row)
{
    const Cover shown = shownCover(row);
    const Cover counted = coverOf(row);
    if (counted == shown) {
        return;
    }
    const fleet::ServerIdentity& who = *row.identity;
    Less& backend = m_backends[{who.job, who.instance, who.proxy}];
    for (Less* const less : {&m_less, &backend}) {
        less->firing += shown == Cover::Firing ? 1 : 0;
        less->pending += shown == Cover::Pending ? 1 : 0;
        less->nowPending += counted == Cover::Pending && row.shown == Shown::Firing ? 1 : 0;
    }
    m_leftOut += counted == Cover::None && row.shown != Shown::DownFiring ? 1 : 0;
}

Cover Counted::coverOf(const fleet::ServerRow& row) const
{
    const Cover shown = shownCover(row);
    if (m_rules.all() || shown == Cover::None) {
        return shown;
    }
    const auto at = m_covers.find(row.identity->id);
    return at == m_covers.end() ? Cover::None : std::min(shown, at->second);
}

workstation::FleetTotals Counted::of(workstation::FleetTotals totals) const
{
    return without(totals, m_less);
}

fleet::BackendRow Counted::of(fleet::BackendRow backend) const
{
    const auto at = m_backends.find({backend.job, backend.instance, backend.proxy});
    return at == m_backends.end() ? backend : without(std::move(backend), at->second);
}

} // namespace checkwatch::wall
