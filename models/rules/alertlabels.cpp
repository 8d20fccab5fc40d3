#include "models/rules/alertlabels.h"

#include <algorithm>

namespace checkwatch::rules {
namespace {

constexpr std::string_view alertNameLabel = "alertname";
constexpr std::string_view alertStateLabel = "alertstate";

} // namespace

AlertLabels::AlertLabels(const Rule& rule) : m_alertName(rule.name)
{
    for (const auto& [name, text] : rule.labels) {
        if (auto program = TemplateProgram::parse(text, "__alert_" + rule.name)) {
            m_changeable = m_changeable || !program->onlyLabels();
            m_parts.push_back({name, text, std::move(*program)});
        }
    }
    std::sort(m_parts.begin(), m_parts.end(), [](const Part& a, const Part& b) { return a.name < b.name; });
}

metrics::Labels AlertLabels::ofAlert(const TemplateData& data) const
{
    std::vector<std::pair<std::string, std::string>> out;
    out.reserve(data.labels.size() + m_parts.size() + 1);
    for (const metrics::Label label : data.labels) {
        if (label.name != metrics::metricNameLabel) {
            out.emplace_back(label.name, label.value);
        }
    }
    for (const Part& part : m_parts) {
        std::string value = part.program.constant() ? part.raw : part.program.expand(data);
        if (value.empty()) { // takes even the element's own label away
            std::erase_if(out, [&](const auto& label) { return label.first == part.name; });
        } else {
            out.emplace_back(part.name, std::move(value));
        }
    }
    out.emplace_back(alertNameLabel, m_alertName);
    return metrics::Labels(std::move(out));
}

metrics::Labels AlertLabels::ofSeries(const metrics::Labels& alert, std::string_view metric,
                                      std::string_view state) const
{
    std::vector<std::pair<std::string, std::string>> out;
    out.reserve(alert.size() + m_parts.size() + 3);
    for (const Part& part : m_parts) {
        out.emplace_back(part.name, part.raw);
    }
    for (const metrics::Label label : alert) {
        out.emplace_back(label.name, label.value);
    }
    out.emplace_back(metrics::metricNameLabel, metric);
    out.emplace_back(alertNameLabel, m_alertName);
    if (!state.empty()) {
        out.emplace_back(alertStateLabel, state);
    }
    return metrics::Labels(std::move(out));
}

} // namespace checkwatch::rules
