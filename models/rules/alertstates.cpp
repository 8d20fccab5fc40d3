#include "models/rules/alertingrule.h"

#include <atomic>

namespace checkwatch::rules {
namespace {

constexpr base::Duration resolvedRetention = std::chrono::minutes{15};

/// Ids are unique in the process, whichever group or source an alert belongs to.
std::uint64_t nextAlertId()
{
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

} // namespace

void AlertingRule::apply(RuleContext& context, base::Timestamp time, std::vector<AlertChange>& changes)
{
    AlertTable& table = context.table;
    for (std::size_t i = 0; i < m_slotOfResult.size(); ++i) {
        const std::uint32_t slot = m_slotOfResult[i];
        if (slot == none) {
            continue;
        }
        table.alerts[slot].value = m_plan ? m_raw[i].value : m_vector.elements[i].value;
        if (table.alerts[slot].state == AlertState::Inactive) {
            const AlertIdentity& identity = *table.alerts[slot].identity;
            start(context, slot, identity.labels, identity.source, time, changes);
        }
    }
    for (const Found& found : m_found) {
        const std::uint32_t slot = found.slot == none ? add(context, found.labels) : found.slot;
        link(table, slot, found);
        if (m_plan) {
            table.slots[slot].seriesLabels = context.outside.data->labels(m_raw[found.element].series);
        }
        table.slots[slot].seen = m_evaluation;
        Alert& alert = table.alerts[slot];
        alert.value = m_plan ? m_raw[found.element].value : m_vector.elements[found.element].value;
        if (alert.state == AlertState::Inactive) {
            start(context, slot, found.labels, found.source, time, changes);
        } else if (!(alert.identity->source == found.source)) {
            auto identity = std::make_shared<AlertIdentity>(*alert.identity);
            identity->source = found.source;
            alert.identity = std::move(identity);
        }
    }
}

/// The slot's alert begins anew. The value is there already.
void AlertingRule::start(RuleContext& context, std::uint32_t slot, const metrics::Labels& labels,
                         const metrics::Labels& source, base::Timestamp time, std::vector<AlertChange>& changes)
{
    Alert& alert = context.table.alerts[slot];
    alert.identity
        = std::make_shared<AlertIdentity>(AlertIdentity{nextAlertId(), m_rule, context.group.name, labels, source});
    alert.state = AlertState::Pending;
    alert.activeAt = time;
    alert.firedAt = {};
    alert.resolvedAt = {};
    alert.keepFiringSince = {};
    if (m_rule->holdFor > base::Duration{0}) { // else advance() tells of it, as firing
        changes.push_back({AlertState::Inactive, alert});
    }
}

std::uint32_t AlertingRule::add(RuleContext& context, const metrics::Labels& labels)
{
    AlertTable& table = context.table;
    const auto slot = static_cast<std::uint32_t>(table.alerts.size());
    table.alerts.emplace_back();
    AlertSlot& added = table.slots.emplace_back();
    added.owner = this;
    added.position = static_cast<std::uint32_t>(m_list.size());
    m_list.push_back(slot);
    m_slotOfAlert[labels] = slot;
    return slot;
}

std::size_t AlertingRule::advance(AlertTable& table, base::Timestamp time, std::vector<AlertChange>& changes)
{
    std::size_t active = 0;
    // Downwards: removing puts the last of the list, which was looked at already, into the gap.
    for (std::size_t i = m_list.size(); i-- > 0;) {
        const std::uint32_t slot = m_list[i];
        if (table.slots[slot].seen != m_evaluation) {
            active += vanish(table, slot, time, changes) ? 1 : 0;
            continue;
        }
        ++active;
        Alert& alert = table.alerts[slot];
        alert.keepFiringSince = {};
        if (alert.state == AlertState::Pending && time - alert.activeAt >= m_rule->holdFor) {
            alert.state = AlertState::Firing;
            alert.firedAt = time;
            const bool atOnce = m_rule->holdFor <= base::Duration{0};
            changes.push_back({atOnce ? AlertState::Inactive : AlertState::Pending, alert});
        }
    }
    return active;
}

/// An alert whose element is not in the result. True where it goes on as firing.
bool AlertingRule::vanish(AlertTable& table, std::uint32_t slot, base::Timestamp time,
                          std::vector<AlertChange>& changes)
{
    Alert& alert = table.alerts[slot];
    switch (alert.state) {
    case AlertState::Inactive:
        if (time - alert.resolvedAt > resolvedRetention) {
            remove(table, slot);
        }
        return false;
    case AlertState::Pending:
        alert.state = AlertState::Inactive;
        alert.resolvedAt = time;
        changes.push_back({AlertState::Pending, alert, true});
        remove(table, slot);
        return false;
    case AlertState::Firing: break;
    }
    if (m_rule->keepFiringFor > base::Duration{0}) {
        if (alert.keepFiringSince == base::Timestamp{}) {
            alert.keepFiringSince = time;
        }
        if (time - alert.keepFiringSince < m_rule->keepFiringFor) {
            return true;
        }
    }
    alert.state = AlertState::Inactive;
    alert.resolvedAt = time;
    changes.push_back({AlertState::Firing, alert, true});
    return false;
}

void AlertingRule::forgetAll(AlertTable& table, std::vector<AlertChange>& changes)
{
    while (!m_list.empty()) {
        Alert& alert = table.alerts[m_list.back()];
        if (alert.state != AlertState::Inactive) {
            AlertChange change{alert.state, alert};
            change.alert.state = AlertState::Inactive;
            changes.push_back(std::move(change));
        }
        remove(table, m_list.back());
    }
}

void AlertingRule::write(RuleContext& context, base::Timestamp time)
{
    SeriesWriter& writer = context.writer;
    writer.begin();
    for (const std::uint32_t slot : m_list) {
        const Alert& alert = context.table.alerts[slot];
        if (alert.state == AlertState::Inactive) {
            continue;
        }
        AlertSlot& known = context.table.slots[slot];
        const bool firing = alert.state == AlertState::Firing;
        std::uint32_t& series = firing ? known.firingSeries : known.pendingSeries;
        const metrics::Labels& labels = alert.identity->labels;
        if (series == none) {
            series = writer.number(m_labels.ofSeries(labels, "ALERTS", firing ? "firing" : "pending"));
        }
        if (known.forStateSeries == none) {
            known.forStateSeries = writer.number(m_labels.ofSeries(labels, "ALERTS_FOR_STATE", {}));
        }
        writer.put(series, 1);
        writer.put(
            known.forStateSeries,
            static_cast<double>(std::chrono::floor<std::chrono::seconds>(alert.activeAt).time_since_epoch().count()));
    }
    writer.finish(time, written);
}

void AlertingRule::inherit(RuleContext& context, const AlertingRule& other, const AlertTable& table,
                           const SeriesWriter& writer)
{
    for (const std::uint32_t from : other.m_list) {
        const Alert& old = table.alerts[from];
        const std::uint32_t slot = add(context, old.identity->labels);
        Alert& alert = context.table.alerts[slot];
        alert = old;
        auto identity = std::make_shared<AlertIdentity>(*old.identity);
        identity->rule = m_rule;
        identity->group = context.group.name;
        alert.identity = std::move(identity);
    }
    for (const std::uint32_t number : other.written) {
        written.push_back(context.writer.number(writer.labels(number)));
    }
}

} // namespace checkwatch::rules
