#include "models/fleet/silence.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Relabelling as a text, for events that a recording keeps: it must not depend on a configuration that is not there any more.
namespace checkwatch::fleet {
namespace {

using metrics::Matcher;
using metrics::RelabelStep;

constexpr std::string_view twoName = "prometheus"; ///< ="2": as Prometheus 2 does it

/// Fields that are as usual are left out.
std::string stepText(const RelabelStep& step, metrics::Dot dot)
{
    const RelabelStep usual;
    std::vector<Matcher> fields{Matcher::equal("action", std::string(metrics::nameOf(step.action)))};
    const auto add = [&](const char* name, const std::string& value, const std::string& other) {
        if (value != other) {
            fields.push_back(Matcher::equal(name, value));
        }
    };
    for (const std::string& name : step.sourceLabels) {
        fields.push_back(Matcher::equal("source_labels", name));
    }
    add("separator", step.separator, usual.separator);
    add("regex", step.regex, usual.regex);
    add("modulus", std::to_string(step.modulus), "0");
    add("target_label", step.targetLabel, usual.targetLabel);
    add("replacement", step.replacement, usual.replacement);
    add(twoName.data(), dot == metrics::Dot::Any ? "3" : "2", "3");
    return matchersText(fields) + '\n';
}

/// False where there is no such field.
bool take(const Matcher& field, RelabelStep& step, metrics::Dot& dot)
{
    const std::string& value = field.value();
    if (field.name() == "action") {
        const auto action = metrics::relabelActionFrom(value);
        step.action = action.value_or(step.action);
        return action.has_value();
    }
    if (field.name() == "source_labels") {
        step.sourceLabels.push_back(value);
        return true;
    }
    if (field.name() == "modulus") {
        return std::from_chars(value.data(), value.data() + value.size(), step.modulus).ec == std::errc{};
    }
    if (field.name() == twoName) {
        dot = value == "2" ? metrics::Dot::AllButNewline : metrics::Dot::Any;
        return true;
    }
    for (const auto& [name, slot] :
         {std::pair{"separator", &step.separator}, std::pair{"regex", &step.regex},
          std::pair{"target_label", &step.targetLabel}, std::pair{"replacement", &step.replacement}}) {
        if (field.name() == name) {
            *slot = value;
            return true;
        }
    }
    return false;
}

} // namespace

std::string relabellingText(const metrics::Relabelling& relabelling)
{
    std::string out;
    for (const RelabelStep& step : relabelling.steps()) {
        out += stepText(step, relabelling.dot());
    }
    return out;
}

std::optional<metrics::Relabelling> relabellingFrom(std::string_view text)
{
    std::vector<RelabelStep> steps;
    metrics::Dot dot = metrics::Dot::Any;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const auto fields = matchersFrom(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        RelabelStep& step = steps.emplace_back();
        for (const Matcher& field : fields.value_or(std::vector<Matcher>())) {
            if (!take(field, step, dot)) {
                return std::nullopt;
            }
        }
        if (!fields) {
            return std::nullopt;
        }
    }
    auto out = metrics::Relabelling::create(std::move(steps), dot);
    return out ? std::optional(*std::move(out)) : std::nullopt;
}

} // namespace checkwatch::fleet
