#include "models/rules/recordingrule.h"

namespace checkwatch::rules {

base::Result<void> RecordingRule::evaluate(RuleContext& context, base::Timestamp time)
{
    const auto result = context.query(m_rule->expr, time);
    if (!result) {
        return result.error();
    }
    context.writer.begin();
    for (const promql::Element& element : result->elements) {
        metrics::LabelsBuilder labels(element.labels);
        labels.set(metrics::metricNameLabel, m_rule->name);
        for (const auto& [name, value] : m_rule->labels) {
            labels.set(name, value);
        }
        if (!context.writer.put(context.writer.number(labels.build()), element.value)) {
            return base::Error{base::ErrorCode::BadInput,
                               "vector contains metrics with the same labelset after applying rule labels"};
        }
    }
    const std::size_t count = result->elements.size();
    if (const int limit = context.group.limit; limit > 0 && count > static_cast<std::size_t>(limit)) {
        return base::Error{base::ErrorCode::Limit,
                           "exceeded limit of " + std::to_string(limit) + " with " + std::to_string(count) + " series"};
    }
    context.writer.finish(time, written);
    return {};
}

} // namespace checkwatch::rules
