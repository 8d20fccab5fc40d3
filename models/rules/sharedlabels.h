#pragma once

#include "models/rules/selectorfacts.h"

#include <set>
#include <string>

namespace checkwatch::rules {

/// Names of metrics that rules record, ALERTS, and what a scrape adds: not asked for in the targets' data.
using OwnMetrics = std::set<std::string, std::less<>>;

/// Why no element of the left side of a vector operator finds a partner on the right: the words; empty where some may, or
/// where that cannot be told. Looks at all series of both sides where they are not too many. REQUIRES: lookup.hasData().
[[nodiscard]] std::string whyNoPartner(const promql::Binary& node, SelectorLookup& lookup, const OwnMetrics& own);

} // namespace checkwatch::rules
