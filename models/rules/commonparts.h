#pragma once

#include "models/promql/ast.h"
#include "models/rules/rulefile.h"

#include <span>
#include <string>
#include <vector>

/// What the rules of a group read and write.
namespace checkwatch::rules {

/// The metrics that the rules of these groups write.
[[nodiscard]] std::vector<std::string> writtenBy(std::span<const Group> groups);
/// Whether an expression may read one of these metrics. A selector that does not name its metric may read any.
[[nodiscard]] bool mayRead(const promql::Expr& expr, std::span<const std::string> metrics);
/// Whether a rule of the group may, in its expression or its templates.
[[nodiscard]] bool mayRead(const Group& group, std::span<const std::string> metrics);

/// Functions and aggregations that stand in the group's expressions more than once, and read nothing that the group
/// writes: at one time each comes to the same wherever it stands. Lists of equal ones.
[[nodiscard]] std::vector<std::vector<const promql::Expr*>> commonParts(const Group& group);

} // namespace checkwatch::rules
