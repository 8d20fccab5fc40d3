#pragma once

#include "models/promql/engine.h"

#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::support {

/// How a script of Prometheus' own test language went (form of 2.42, guides: prometheus 5.1).
struct ScriptResult
{
    int cases = 0;                     ///< eval commands
    int pinned = 0;                    ///< queries of their variants with @
    int ranges = 0;                    ///< queries of their variants as the middle of a range
    std::vector<std::string> failures; ///< "line 12: what"
};

/// Runs a script: `clear`, `load`, `eval`, `eval_ordered`, `eval_fail`, each eval also with every selector pinned by @ and
/// as the middle step of a range query, as upstream's runner does.
ScriptResult runPromqlScript(std::string_view script, promql::Compat compat = promql::Compat::Prometheus2);

/// Upstream's comparison: NaN equals NaN, otherwise within 1e-6 of the sum.
bool almostEqual(double a, double b);

} // namespace checkwatch::support
