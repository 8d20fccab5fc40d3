#pragma once

#include "models/base/time.h"
#include "models/rules/rulefile.h"

#include <vector>

namespace checkwatch::session {

/// How far back the newest samples that an expression looks at may lie, ranges and offsets together.
[[nodiscard]] base::Duration reachOf(const promql::Expr& expr);
/// How long before a time the state of an alert then can have come about, as far as its rule and those it reads say.
[[nodiscard]] base::Duration memoryOf(const std::vector<rules::Group>& groups);

} // namespace checkwatch::session
