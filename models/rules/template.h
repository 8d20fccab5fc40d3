#pragma once

#include "models/base/result.h"
#include "models/metrics/labels.h"
#include "models/promql/engine.h"

#include <functional>
#include <string>
#include <string_view>

namespace checkwatch::rules {

/// What a template may use.
struct TemplateData
{
    metrics::Labels labels; ///< $labels: the element's labels before rule labels
    double value = 0;       ///< $value
    metrics::Labels externalLabels;
    std::string externalUrl;
    base::Timestamp time{};
    std::string name{}; ///< in error texts; Prometheus': "__alert_" and the alert's name
    /// Answers the function `query`; without it, `query` is an error in the text.
    std::function<base::Result<promql::Value>(std::string_view, base::Timestamp)> query{};
};

/// Checks that a label or annotation template parses (Go text/template with Prometheus' functions). Errors read
/// "template: name:1: …" as Go's.
base::Result<void> checkTemplate(std::string_view text, std::string_view name = {});

/// The expanded text. Errors never stop an alert: the text becomes "<error expanding template: …>" as in Prometheus.
std::string expandTemplate(std::string_view text, const TemplateData& data);

} // namespace checkwatch::rules
