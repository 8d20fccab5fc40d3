#include "models/exposition/samplelabels.h"

#include <algorithm>

namespace checkwatch::exposition {

using metrics::Label;

SampleLabels::SampleLabels(const ScrapeOptions& options)
    : m_options(options),
      m_limited(options.labelLimit > 0 || options.labelNameLengthLimit > 0 || options.labelValueLengthLimit > 0)
{
    m_target.assign(options.targetLabels.begin(), options.targetLabels.end());
}

base::Result<metrics::Labels> SampleLabels::build(const Parser& parser)
{
    if (!m_exposed.decode(parser)) {
        return base::Error{base::ErrorCode::BadInput,
                           "the label name \"" + std::string(m_exposed.twice()) + "\" stands twice in one sample"};
    }
    merge();
    if (!m_conflicts.empty()) {
        addExported();
    }
    if (m_limited) {
        if (const auto limits = checkLimits(); !limits.ok()) {
            return limits.error();
        }
    }
    return metrics::Labels::fromSorted(m_final);
}

/// Both lists are sorted; exposed empty values are no labels, but with honor_labels they keep the target's away.
void SampleLabels::merge()
{
    m_final.clear();
    m_conflicts.clear();
    auto target = m_target.begin();
    for (const Label& exposed : m_exposed.labels()) {
        for (; target != m_target.end() && nameBefore(target->name, exposed.name); ++target) {
            m_final.push_back(*target);
        }
        const bool same = target != m_target.end() && target->name == exposed.name;
        if (same && !m_options.honorLabels) {
            m_final.push_back(*target);
            if (!exposed.value.empty()) {
                m_conflicts.push_back(exposed);
            }
        } else if (!exposed.value.empty()) {
            m_final.push_back(exposed);
        }
        if (same) {
            ++target;
        }
    }
    m_final.insert(m_final.end(), target, m_target.end());
}

void SampleLabels::addExported()
{
    m_names.clear();
    std::stable_sort(m_conflicts.begin(), m_conflicts.end(),
                     [](const Label& a, const Label& b) { return a.name.size() < b.name.size(); });
    for (std::size_t i = 0; i < m_conflicts.size(); ++i) {
        std::string& name = m_names.emplace_back(m_conflicts[i].name);
        do {
            name.insert(0, "exported_");
        } while (taken(name, i));
        m_conflicts[i].name = name;
    }
    m_final.insert(m_final.end(), m_conflicts.begin(), m_conflicts.end());
    std::sort(m_final.begin(), m_final.end(), [](const Label& a, const Label& b) { return a.name < b.name; });
}

bool SampleLabels::taken(std::string_view name, std::size_t renamed) const
{
    return m_exposed.find(name) != nullptr || m_options.targetLabels.has(name)
        || std::any_of(m_conflicts.begin(), m_conflicts.begin() + static_cast<std::ptrdiff_t>(renamed),
                       [&](const Label& label) { return label.name == name; });
}

base::Result<void> SampleLabels::checkLimits() const
{
    const auto passed = [this](const char* limit, std::size_t value, std::size_t allowed) {
        const Label* const name = m_exposed.find(metrics::metricNameLabel);
        return base::Error{base::ErrorCode::Limit,
                           std::string(limit) + " exceeded: " + std::to_string(value) + " where "
                               + std::to_string(allowed) + " are allowed, in metric "
                               + std::string(name->value.substr(0, 50))};
    };
    if (m_options.labelLimit > 0 && m_final.size() > m_options.labelLimit) {
        return passed("label_limit", m_final.size(), m_options.labelLimit);
    }
    for (const Label& label : m_final) {
        if (m_options.labelNameLengthLimit > 0 && label.name.size() > m_options.labelNameLengthLimit) {
            return passed("label_name_length_limit", label.name.size(), m_options.labelNameLengthLimit);
        }
        if (m_options.labelValueLengthLimit > 0 && label.value.size() > m_options.labelValueLengthLimit) {
            return passed("label_value_length_limit", label.value.size(), m_options.labelValueLengthLimit);
        }
    }
    return {};
}

} // namespace checkwatch::exposition
