#pragma once

#include "models/rules/rulefile.h"

#include <optional>
#include <string>
#include <vector>

namespace checkwatch::rules {

/// What is tried otherwise in a rule; unset: as it is.
struct RuleVariant
{
    std::optional<base::Duration> holdFor; ///< `for`
    std::optional<double> threshold;       ///< the number that the whole expression is compared with
    std::optional<base::Duration> window;  ///< of every selector with a range; more than 0

    /// "for 30s, > 2, [5m]"; empty where nothing is other.
    [[nodiscard]] std::string words() const;
};

/// What a rule has now of what can be tried otherwise; unset where it has no such thing. The first of several windows.
[[nodiscard]] RuleVariant valuesOf(const Rule& rule);

/// The rule with these changes. Fails where it has no such number or range.
base::Result<Rule> variantOf(const Rule& rule, const RuleVariant& variant, promql::ParseOptions options = {});

/// The groups with each alerting rule changed as far as it has what is changed. Fails where none has.
base::Result<std::vector<Group>> variantOf(std::vector<Group> groups, const RuleVariant& variant,
                                           promql::ParseOptions options = {});

} // namespace checkwatch::rules
