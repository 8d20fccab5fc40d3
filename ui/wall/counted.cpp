#include "ui/wall/counted.h"

#include "models/fleet/severity.h"
#include "models/fleet/shown.h"
#include "ui/common/text.h"
#include "ui/wall/worstwords.h"

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

template <typename Numbers, typename Less>
Numbers without(Numbers numbers, const Less& less)
{
    numbers.firing -= std::min(numbers.firing, less.firing);
    numbers.pending -= std::min(numbers.pending, less.pending);
    numbers.pending += less.nowPending;
    return numbers;
}

} // namespace

Cover shownCover(const fleet::ServerRow& row)
{
    switch (row.shown) {
    case Shown::DownFiring:
    case Shown::Firing: return Cover::Firing;
    case Shown::Pending: return Cover::Pending;
    default: return Cover::None;
    }
}

std::string_view shownSeverity(const fleet::Snapshot& snapshot, const fleet::ServerRow& row)
{
    const fleet::AlertRow* const alert = alertOf(snapshot, row);
    return alert != nullptr ? std::string_view(alert->severity) : std::string_view();
}

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

Counted::Counted(const fleet::Snapshot& snapshot, const config::VerdictAlerts& rules, const fleet::Vantages* vantages)
    : m_rules(rules)
{
    const auto fails = [](const rules::RuleStatus& status) { return status.health == rules::RuleHealth::Error; };
    if (!rules.all() && std::ranges::any_of(snapshot.rules, fails)) {
        m_needed = NeededRules(snapshot.rules, [this](const rules::Rule& rule) { return counts(rule); });
    }
    if (!snapshot.alerts) {
        return;
    }
    if (!rules.all()) {
        learnCovers(snapshot);
    }
    m_others = otherAlerts(snapshot, *this);
    if (rules.all()) {
        return;
    }
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            takeBackend(row);
            if (vantages == nullptr) {
                const fleet::ServerRow* const only = &row;
                takeServer({&only, 1});
            }
        }
    }
    std::vector<const fleet::ServerRow*> rows;
    for (std::uint32_t server = 0; vantages != nullptr && server < vantages->servers(); ++server) {
        rows.clear();
        for (const fleet::RowPlace place : vantages->of(server)) {
            rows.push_back(&snapshot.blocks[place.block]->rows[place.row]);
        }
        takeServer(rows);
    }
    m_leftOut += m_others.notCounted;
}

void Counted::learnCovers(const fleet::Snapshot& snapshot)
{
    for (const fleet::AlertRow& alert : *snapshot.alerts) {
        if (alert.subject == fleet::SubjectKind::Server && alert.health && counts(alert)) {
            Told& told = m_covers[alert.server];
            const Cover cover = coverFrom(alert);
            if (cover > told.cover || (cover == told.cover && fleet::mayBeWorse(alert.severity, told.severity))) {
                told = {cover, alert.severity};
            }
        }
    }
}

bool Counted::counts(const rules::Rule& rule) const
{
    if (m_rules.all()) {
        return true;
    }
    const auto severity = std::ranges::find(rule.labels, "severity", [](const auto& label) { return label.first; });
    const auto isSevere = [&](const std::string& word) {
        return word.find("{{") != std::string::npos
            ? !m_rules.severities.empty()
            : std::ranges::find(m_rules.severities, word) != m_rules.severities.end();
    };
    return rule.kind == rules::Rule::Kind::Alerting
        && (std::ranges::find(m_rules.names, rule.name) != m_rules.names.end()
            || (severity == rule.labels.end() ? !m_rules.severities.empty() : isSevere(severity->second)));
}

Counted::Less& Counted::Less::operator+=(const Less& more)
{
    firing += more.firing;
    pending += more.pending;
    nowPending += more.nowPending;
    return *this;
}

Counted::Less Counted::lessOf(Cover shown, Cover counted, bool bad)
{
    Less less;
    if (shown != counted) {
        less.firing = shown == Cover::Firing ? 1 : 0;
        less.pending = shown == Cover::Pending && !bad ? 1 : 0;
        less.nowPending = counted == Cover::Pending && !bad ? 1 : 0;
    }
    return less;
}

void Counted::takeServer(std::span<const fleet::ServerRow* const> rows)
{
    Cover shown = Cover::None;
    Cover counted = Cover::None;
    bool bad = false; // whatever alerts say
    for (const fleet::ServerRow* const row : rows) {
        shown = std::max(shown, shownCover(*row));
        counted = std::max(counted, coverOf(*row));
        const bool known = row->shown != Shown::Stale;
        bad = bad || (known && (haproxy::isDown(row->state) || fleet::isOutUnwanted(*row)));
    }
    m_less += lessOf(shown, counted, bad);
    m_leftOut += shown != counted && counted == Cover::None && !bad ? 1 : 0;
}

void Counted::takeBackend(const fleet::ServerRow& row)
{
    const Cover shown = shownCover(row);
    if (const Cover counted = coverOf(row); counted != shown) {
        const fleet::ServerIdentity& who = *row.identity;
        m_backends[{who.job, who.instance, who.proxy}] += lessOf(shown, counted, haproxy::isDown(row.state));
    }
}

Cover Counted::coverOf(const fleet::ServerRow& row) const
{
    const Cover shown = shownCover(row);
    if (m_rules.all() || shown == Cover::None) {
        return shown;
    }
    const auto at = m_covers.find(row.identity->id);
    return at == m_covers.end() ? Cover::None : std::min(shown, at->second.cover);
}

std::string_view Counted::severityOf(const fleet::Snapshot& snapshot, const fleet::ServerRow& row) const
{
    if (m_rules.all()) {
        return shownSeverity(snapshot, row);
    }
    const auto at = m_covers.find(row.identity->id);
    return at == m_covers.end() ? std::string_view() : std::string_view(at->second.severity);
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
