#pragma once

#include "models/rules/rulefile.h"
#include "models/rules/templateprogram.h"

#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::rules {

/// Makes the label sets around one alerting rule's alerts (guides: prometheus 3.4 and trap 3).
class AlertLabels
{
public:
    explicit AlertLabels(const Rule& rule);

    /// True where an alert's labels can change while its element stays: a label template uses more than $labels.
    [[nodiscard]] bool changeable() const noexcept { return m_changeable; }
    /// The final labels: the element's without __name__, the expanded rule labels over them, alertname over all. `data`
    /// holds element labels, value and time.
    [[nodiscard]] metrics::Labels ofAlert(const TemplateData& data) const;
    /// The labels of ALERTS (with a state) or ALERTS_FOR_STATE (without): raw rule labels under the alert's own.
    [[nodiscard]] metrics::Labels ofSeries(const metrics::Labels& alert, std::string_view metric,
                                           std::string_view state) const;

private:
    struct Part
    {
        std::string name;
        std::string raw;
        TemplateProgram program;
    };
    std::vector<Part> m_parts; ///< sorted by name
    std::string m_alertName;
    bool m_changeable = false;
};

} // namespace checkwatch::rules
