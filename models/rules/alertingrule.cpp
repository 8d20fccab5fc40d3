#include "models/rules/alertingrule.h"

#include <utility>

namespace checkwatch::rules {
namespace {

base::Error sameLabels()
{
    return {base::ErrorCode::BadInput, "vector contains metrics with the same labelset after applying alert labels"};
}

} // namespace

AlertingRule::AlertingRule(std::shared_ptr<const Rule> rule, const promql::EngineOptions& options)
    : m_rule(std::move(rule)), m_labels(*m_rule)
{
    // Labels that may change with the value have to be expanded each time anyway: nothing to keep by series.
    if (!m_labels.changeable() && m_rule->expr) {
        m_plan = promql::FilterPlan::compile(m_rule->expr, options);
    }
}

base::Result<void> AlertingRule::evaluate(RuleContext& context, base::Timestamp time, bool writes,
                                          std::vector<AlertChange>& changes)
{
    if (auto matched = match(context, time); !matched) {
        return matched;
    }
    apply(context, time, changes);
    const std::size_t active = advance(context.table, time, changes);
    if (const int limit = context.group.limit; limit > 0 && active > static_cast<std::size_t>(limit)) {
        forgetAll(context.table, changes);
        return base::Error{base::ErrorCode::Limit,
                           "exceeded limit of " + std::to_string(limit) + " with " + std::to_string(active)
                               + " alerts"};
    }
    if (writes) {
        write(context, time);
    }
    return {};
}

base::Result<void> AlertingRule::match(RuleContext& context, base::Timestamp time)
{
    ++m_evaluation;
    m_found.clear();
    m_newLabels.clear();
    TemplateData data = context.templateData(*m_rule, time);
    if (m_plan) {
        m_raw.clear();
        m_plan->evaluate(*context.outside.data, time, m_raw);
        return matchSeries(context, data);
    }
    auto result = context.query(m_rule->expr, time);
    if (!result) {
        return result.error();
    }
    m_vector = std::move(*result);
    return matchElements(context, data);
}

base::Result<void> AlertingRule::matchSeries(RuleContext& context, TemplateData& data)
{
    checkSeries(context);
    m_slotOfResult.assign(m_raw.size(), none);
    for (std::size_t i = 0; i < m_raw.size(); ++i) {
        const tsdb::SeriesRef series = m_raw[i].series;
        const std::uint32_t slot = series < m_slotOfSeries.size() ? m_slotOfSeries[series] : none;
        if (slot != none) {
            m_slotOfResult[i] = slot;
            if (!take(context.table, slot)) {
                return sameLabels();
            }
            continue;
        }
        const metrics::Labels& labels = context.outside.data->labels(series);
        data.labels
            = m_plan->dropsName() ? metrics::LabelsBuilder(labels).remove(metrics::metricNameLabel).build() : labels;
        data.value = m_raw[i].value;
        if (auto matched = matchByLabels(context.table, i, data); !matched) {
            return matched;
        }
    }
    return {};
}

base::Result<void> AlertingRule::matchElements(RuleContext& context, TemplateData& data)
{
    m_slotOfResult.assign(m_vector.elements.size(), none);
    for (std::size_t i = 0; i < m_vector.elements.size(); ++i) {
        const promql::Element& element = m_vector.elements[i];
        const auto known = m_slotOfElement.find(element.labels);
        if (known != m_slotOfElement.end()) {
            m_slotOfResult[i] = known->second;
            if (!take(context.table, known->second)) {
                return sameLabels();
            }
            continue;
        }
        data.labels = element.labels;
        data.value = element.value;
        if (auto matched = matchByLabels(context.table, i, data); !matched) {
            return matched;
        }
    }
    return {};
}

/// The alert with the final labels of an element that has none yet; where there is no such alert, it becomes a new one.
base::Result<void> AlertingRule::matchByLabels(AlertTable& table, std::size_t element, TemplateData& data)
{
    Found found{element, none, data.labels, m_labels.ofAlert(data)};
    const auto known = m_slotOfAlert.find(found.labels);
    if (known != m_slotOfAlert.end()) {
        found.slot = known->second;
    }
    const bool first = found.slot == none ? m_newLabels.insert(found.labels).second : take(table, found.slot);
    m_found.push_back(std::move(found));
    return first ? base::Result<void>() : sameLabels();
}

bool AlertingRule::take(AlertTable& table, std::uint32_t slot) const
{
    return std::exchange(table.slots[slot].seen, m_evaluation) != m_evaluation;
}

/// What is kept by series holds while the data's generation stands; after that each series is looked at again.
void AlertingRule::checkSeries(RuleContext& context)
{
    const tsdb::Querier& data = *context.outside.data;
    if (m_generation == data.generation()) {
        return;
    }
    m_generation = data.generation();
    for (const std::uint32_t slot : m_list) {
        const AlertSlot& known = context.table.slots[slot];
        if (known.series != none && !(data.labels(known.series) == known.seriesLabels)) {
            unlink(context.table, slot);
        }
    }
}

void AlertingRule::link(AlertTable& table, std::uint32_t slot, const Found& found)
{
    unlink(table, slot);
    if (!m_plan) {
        if (!m_labels.changeable()) {
            m_slotOfElement[found.source] = slot;
        }
        return;
    }
    const tsdb::SeriesRef series = m_raw[found.element].series;
    if (m_slotOfSeries.size() <= series) {
        m_slotOfSeries.resize(series + 1, none);
    }
    m_slotOfSeries[series] = slot;
    table.slots[slot].series = series;
}

void AlertingRule::unlink(AlertTable& table, std::uint32_t slot)
{
    AlertSlot& known = table.slots[slot];
    if (known.series != none) {
        m_slotOfSeries[known.series] = none;
        known.series = none;
        known.seriesLabels = {};
    }
    if (!m_plan && table.alerts[slot].identity) {
        const auto found = m_slotOfElement.find(table.alerts[slot].identity->source);
        if (found != m_slotOfElement.end() && found->second == slot) {
            m_slotOfElement.erase(found);
        }
    }
}

void AlertingRule::relocate(AlertTable& table, std::uint32_t from, std::uint32_t to)
{
    const AlertSlot& slot = table.slots[to];
    const AlertIdentity& identity = *table.alerts[to].identity;
    m_list[slot.position] = to;
    m_slotOfAlert[identity.labels] = to;
    if (slot.series != none) {
        m_slotOfSeries[slot.series] = to;
    }
    const auto element = m_plan ? m_slotOfElement.end() : m_slotOfElement.find(identity.source);
    if (element != m_slotOfElement.end() && element->second == from) {
        element->second = to;
    }
}

void AlertingRule::remove(AlertTable& table, std::uint32_t slot)
{
    unlink(table, slot);
    m_slotOfAlert.erase(table.alerts[slot].identity->labels);
    const std::uint32_t position = table.slots[slot].position;
    m_list[position] = m_list.back();
    table.slots[m_list[position]].position = position;
    m_list.pop_back();
    const auto last = static_cast<std::uint32_t>(table.alerts.size() - 1);
    if (slot != last) {
        table.alerts[slot] = std::move(table.alerts[last]);
        table.slots[slot] = std::move(table.slots[last]);
        table.slots[slot].owner->relocate(table, last, slot);
    }
    table.alerts.pop_back();
    table.slots.pop_back();
}

} // namespace checkwatch::rules
