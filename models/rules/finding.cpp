#include "models/rules/finding.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace checkwatch::rules {
namespace {

constexpr std::array<std::string_view, 18> codeNames{"window_too_short", "window_often_short", "window_no_reserve",
                                                     "windows_skip",     "for_rounded",        "keep_firing_rounded",
                                                     "gaps_in_lookback", "event_forgotten",    "never_true",
                                                     "counter_compared", "metric_missing",     "label_missing",
                                                     "value_missing",    "nothing_matches",    "no_shared_labels",
                                                     "always_nan",       "some_nan",           "lint"};
static_assert(codeNames.size() == static_cast<std::size_t>(FindingCode::Lint) + 1);

} // namespace

std::string_view nameOf(FindingCode code)
{
    return codeNames[static_cast<std::size_t>(code)];
}

std::string_view nameOf(Severity severity)
{
    switch (severity) {
    case Severity::CannotFire: return "cannot_fire";
    case Severity::MayMiss: return "may_miss";
    case Severity::Note: return "note";
    }
    return {};
}

std::string_view nameOf(Catch caught)
{
    switch (caught) {
    case Catch::Never: return "never";
    case Catch::Sometimes: return "sometimes";
    case Catch::Always: return "always";
    }
    return {};
}

bool RuleVerdict::cannotFire() const
{
    const bool noResult = std::any_of(findings.begin(), findings.end(),
                                      [](const Finding& f) { return f.severity == Severity::CannotFire; });
    const bool noShape = !shapes.empty()
        && std::all_of(shapes.begin(), shapes.end(), [](const ShapeVerdict& s) { return s.caught == Catch::Never; });
    return noResult || noShape;
}

bool RuleVerdict::mayMiss() const
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& f) { return f.severity == Severity::MayMiss; })
        || std::any_of(shapes.begin(), shapes.end(), [](const ShapeVerdict& s) { return s.caught != Catch::Always; });
}

std::vector<std::string> cannotTell(const RuleVerdict& verdict)
{
    std::vector<std::string> out;
    for (const Finding& finding : verdict.findings) {
        if (finding.severity != Severity::Note) {
            out.push_back(finding.text);
        }
    }
    for (const ShapeVerdict& shape : verdict.shapes) {
        if (shape.caught != Catch::Always) {
            out.push_back("A server that " + shape.shape + ": " + shape.text);
        }
    }
    return out;
}

} // namespace checkwatch::rules
