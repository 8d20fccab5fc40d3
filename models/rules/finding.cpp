#include "models/rules/finding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace checkwatch::rules {
namespace {

constexpr std::array<std::string_view, 22> codeNames{"window_too_short",  "window_often_short",
                                                     "window_no_reserve", "windows_skip",
                                                     "for_rounded",       "keep_firing_rounded",
                                                     "gaps_in_lookback",  "event_forgotten",
                                                     "never_true",        "counter_compared",
                                                     "gauge_counted",     "target_away",
                                                     "metric_missing",    "label_missing",
                                                     "value_missing",     "nothing_matches",
                                                     "no_shared_labels",  "many_to_many",
                                                     "alert_missing",     "always_nan",
                                                     "some_nan",          "lint"};
static_assert(codeNames.size() == static_cast<std::size_t>(FindingCode::Lint) + 1);

std::string listed(const std::vector<std::string>& items)
{
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        out += (i == 0 ? "" : i + 1 == items.size() ? " or " : ", ") + items[i];
    }
    return out;
}

} // namespace

std::string_view nameOf(FindingCode code)
{
    return codeNames[static_cast<std::size_t>(code)];
}

std::string_view nameOf(Severity severity)
{
    switch (severity) {
    case Severity::CannotFire: return "cannot_fire";
    case Severity::NoData: return "no_data";
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

bool RuleVerdict::noData() const
{
    return !cannotFire() && std::any_of(findings.begin(), findings.end(), [](const Finding& f) {
        return f.severity == Severity::NoData;
    });
}

bool RuleVerdict::mayMiss() const
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& f) { return f.severity == Severity::MayMiss; })
        || std::any_of(shapes.begin(), shapes.end(), [](const ShapeVerdict& s) { return s.caught != Catch::Always; });
}

std::string percentWords(double share)
{
    const double value = share * 100;
    return value < 1 ? "less than 1 %" : std::to_string(static_cast<int>(std::lround(value))) + " %";
}

std::vector<std::string> cannotTell(const RuleVerdict& verdict)
{
    std::vector<std::string> out;
    for (const Finding& finding : verdict.findings) {
        if (finding.severity == Severity::CannotFire || finding.severity == Severity::MayMiss) {
            out.push_back(finding.text);
        }
    }
    std::vector<std::string> never;
    std::vector<std::string> sometimes;
    bool reasonGiven = false;
    for (const ShapeVerdict& shape : verdict.shapes) {
        if (shape.caught == Catch::Always) {
            continue;
        }
        if (reasonGiven) {
            (shape.caught == Catch::Never ? never : sometimes).push_back(shape.shape);
            continue;
        }
        const bool hardly = shape.caught == Catch::Sometimes && shape.probability >= 0 && shape.probability < 0.01;
        out.push_back(std::string(shape.caught == Catch::Never ? "It does not fire"
                                      : hardly                 ? "It hardly ever fires"
                                                               : "It fires only at times")
                      + " for a server that " + shape.shape + ": " + shape.text);
        reasonGiven = true;
    }
    if (!never.empty()) {
        out.push_back("It never fires for one that " + listed(never) + ".");
    }
    if (!sometimes.empty()) {
        out.push_back("Only at times for one that " + listed(sometimes) + ".");
    }
    return out;
}

} // namespace checkwatch::rules
