#pragma once

#include "models/testfiles/testoptions.h"

#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::testfiles {

/// How a script of Prometheus' promql test language went (form of 2.42, guides: prometheus 5.1).
struct ScriptResult
{
    int passed = 0;  ///< eval commands, each with all its variants
    int failed = 0;  ///< the same, and commands that cannot be read
    int queries = 0; ///< instant queries of the eval commands and of their variants with @
    int ranges = 0;  ///< the same queries as the middle step of a range query
    std::vector<std::string>
        failures; ///< "line 12: eval instant at 5m x", and under it what was expected and what came
};

/// Runs a script: `clear`, `load`, `eval`, `eval_ordered`, `eval_fail`, each eval also with every selector pinned by @ at
/// several times, and each of those as the middle step of a range query, as upstream's runner does.
ScriptResult runPromqlScript(std::string_view script, const TestOptions& options);

} // namespace checkwatch::testfiles
