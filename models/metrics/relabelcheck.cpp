#include "models/metrics/relabelling.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace checkwatch::metrics {
namespace {

constexpr std::array<std::string_view, 11> relabelActions{"replace",   "keep",      "drop",     "keepequal",
                                                          "dropequal", "hashmod",   "labelmap", "labeldrop",
                                                          "labelkeep", "lowercase", "uppercase"};

bool isOneOf(RelabelAction action, std::initializer_list<RelabelAction> these)
{
    return std::ranges::find(these, action) != these.end();
}

/// A label name, perhaps made of groups.
bool isForm(const std::string& text)
{
    static const re2::RE2 form(R"((?:(?:[a-zA-Z_]|\$(?:\{\w+\}|\w+))+\w*)+)");
    return re2::RE2::FullMatch(text, form);
}

/// What a step must not say beside what it needs.
std::string tooMuch(const RelabelStep& step, const std::string& name)
{
    const RelabelStep usual;
    const bool plain
        = step.separator == usual.separator && step.modulus == usual.modulus && step.replacement == usual.replacement;
    if (isOneOf(step.action, {RelabelAction::KeepEqual, RelabelAction::DropEqual})
        && !(plain && step.regex == usual.regex)) {
        return name + " action requires only 'source_labels' and `target_label`, and no other fields";
    }
    if (isOneOf(step.action, {RelabelAction::LabelDrop, RelabelAction::LabelKeep})
        && !(plain && step.sourceLabels.empty() && step.targetLabel.empty())) {
        return name + " action requires only 'regex', and no other fields";
    }
    return {};
}

} // namespace

std::string_view nameOf(RelabelAction action) noexcept
{
    return relabelActions[static_cast<std::size_t>(action)];
}

std::optional<RelabelAction> relabelActionFrom(std::string_view name) noexcept
{
    const auto* const at = std::ranges::find(relabelActions, name);
    return at == relabelActions.end() ? std::nullopt
                                      : std::optional(static_cast<RelabelAction>(at - relabelActions.begin()));
}

std::string relabelComplaint(const RelabelStep& step)
{
    using enum RelabelAction;
    const std::string name(nameOf(step.action));
    const bool compares = isOneOf(step.action, {Lowercase, Uppercase, KeepEqual, DropEqual});
    const auto wrong = [&](const char* field, const std::string& value) {
        return quote(value) + " is invalid '" + field + "' for " + name + " action";
    };
    if (const auto bad = std::ranges::find_if_not(step.sourceLabels, isLabelName); bad != step.sourceLabels.end()) {
        return quote(*bad) + " is not a valid label name";
    }
    if (step.action == HashMod && step.modulus == 0) {
        return "relabel configuration for hashmod requires non-zero modulus";
    }
    if ((compares || isOneOf(step.action, {Replace, HashMod})) && step.targetLabel.empty()) {
        return "relabel configuration for " + name + " action requires 'target_label' value";
    }
    if ((compares || step.action == Replace) && !isForm(step.targetLabel)) {
        return wrong("target_label", step.targetLabel);
    }
    if (compares && step.replacement != RelabelStep().replacement) {
        return "'replacement' can not be set for " + name + " action";
    }
    if (step.action == LabelMap && !isForm(step.replacement)) {
        return wrong("replacement", step.replacement);
    }
    if (step.action == HashMod && !isLabelName(step.targetLabel)) {
        return wrong("target_label", step.targetLabel);
    }
    return tooMuch(step, name);
}

} // namespace checkwatch::metrics
