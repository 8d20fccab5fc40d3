#include "models/exposition/samplelabels.h"

#include <algorithm>

namespace checkwatch::exposition {

using metrics::Label;

namespace {

/// Written as `name` or `name{a="1",b="2"}`, names ascending: of all texts with these labels there is only one such.
bool isCanonical(const Parser& parser)
{
    std::string_view rest = parser.series();
    const auto take = [&rest](std::string_view piece) {
        const bool there = rest.starts_with(piece);
        rest.remove_prefix(there ? piece.size() : 0);
        return there;
    };
    bool good = take(parser.name());
    std::string_view before = metrics::metricNameLabel;
    std::string_view comma = "{";
    for (const RawLabel& label : parser.rawLabels()) {
        good = good && take(comma) && take(label.name) && take("=\"") && take(label.value) && take("\"")
            && before < label.name;
        before = label.name;
        comma = ",";
    }
    return good && rest == (parser.rawLabels().empty() ? "" : "}");
}

} // namespace

SampleLabels::SampleLabels(const ScrapeOptions& options)
    : m_options(options),
      m_limited(options.labelLimit > 0 || options.labelNameLengthLimit > 0 || options.labelValueLengthLimit > 0)
{
    m_target.assign(options.targetLabels.begin(), options.targetLabels.end());
}

void SampleLabels::begin()
{
    m_frame = 0;
    m_loose.clear();
}

base::Result<metrics::Labels> SampleLabels::build(const Parser& parser)
{
    if (framed(parser)) {
        m_distinct = m_canonical;
        return m_pattern.make(m_values, m_memory);
    }
    if (!m_exposed.decode(parser)) {
        return base::Error{base::ErrorCode::BadInput,
                           "the label name \"" + std::string(m_exposed.twice()) + "\" stands twice in one sample"};
    }
    merge();
    if (!m_conflicts.empty()) {
        addExported();
    }
    if (!m_options.relabelling.isEmpty()) {
        return relabelled();
    }
    if (const auto limits = checkLimits(); !limits.ok()) {
        return limits.error();
    }
    remember(parser);
    return metrics::Labels::fromSorted(m_final);
}

/// The values of a sample of the frame that is remembered. An empty one is no label, which makes another set.
bool SampleLabels::framed(const Parser& parser)
{
    if (m_frame == 0 || parser.frame() != m_frame) {
        return false;
    }
    const std::vector<RawLabel>& labels = parser.rawLabels();
    for (std::size_t i = 0; i < m_sources.size(); ++i) {
        const RawLabel& label = labels[m_sources[i]];
        if (label.value.empty() || label.escaped) {
            return false;
        }
        m_values[i] = label.value;
    }
    return true;
}

/// Only where every label of the line is one of the set, under its own name, and nothing has to be checked again.
void SampleLabels::remember(const Parser& parser)
{
    const std::vector<RawLabel>& labels = parser.rawLabels();
    const bool all = m_final.size() == m_target.size() + 1 + labels.size() && m_conflicts.empty();
    const bool escaped = std::any_of(labels.begin(), labels.end(), [](const RawLabel& label) { return label.escaped; });
    m_canonical = all && isCanonical(parser);
    if (!m_canonical || escaped) {
        m_loose.emplace(parser.name());
    }
    m_canonical = m_canonical && !m_loose.contains(std::string(parser.name()));
    m_distinct = m_canonical;
    m_frame = all && !m_limited ? parser.frame() : 0;
    if (m_frame == 0) {
        return;
    }
    m_sources.clear();
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < m_final.size(); ++i) {
        const auto raw = std::find_if(labels.begin(), labels.end(),
                                      [&](const RawLabel& label) { return label.name == m_final[i].name; });
        if (raw != labels.end()) {
            open.push_back(i);
            m_sources.push_back(static_cast<std::size_t>(raw - labels.begin()));
        }
    }
    m_values.resize(open.size());
    m_pattern = metrics::LabelPattern(m_final, open);
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

/// Nothing is remembered of it: what relabelling makes of two samples may be one series, and anything.
base::Result<metrics::Labels> SampleLabels::relabelled()
{
    std::optional<metrics::Labels> left = m_options.relabelling.apply(metrics::Labels::fromSorted(m_final));
    if (!left || left->empty()) {
        return metrics::Labels();
    }
    if (!left->has(metrics::metricNameLabel)) {
        return base::Error{base::ErrorCode::BadInput, "metric_relabel_configs leaves no metric name (__name__)"};
    }
    m_final.assign(left->begin(), left->end());
    if (const auto limits = checkLimits(); !limits.ok()) {
        return limits.error();
    }
    return *std::move(left);
}

base::Result<void> SampleLabels::checkLimits() const
{
    if (!m_limited) {
        return {};
    }
    const auto passed = [this](const char* limit, std::size_t value, std::size_t allowed) {
        const auto name = std::ranges::find(m_final, metrics::metricNameLabel, &Label::name);
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
