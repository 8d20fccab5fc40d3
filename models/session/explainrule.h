#pragma once

#include "models/fleet/explanation.h"
#include "models/promql/engine.h"

#include <optional>

namespace checkwatch::session {

/// The expression of a rule, when it was evaluated, and the element that is asked about: the labels of an alert's source,
/// or those that name a server.
struct RuleEvaluation
{
    promql::ExprPtr expr;
    base::Timestamp time{};
    std::optional<metrics::Labels> focus;
    base::Duration scrapeInterval{0}; ///< how close the picture's values lie; 0 = not known
};

/// Fills in what the evaluator says: record or trouble, isTrue, picture. Evaluates for engine.options().explainTimeout at
/// most; where that is too short it says so, or leaves the values out of the picture. One thread (the engine's).
void explainRule(promql::Engine& engine, const tsdb::Querier& data, const RuleEvaluation& evaluation,
                 fleet::Explanation& out);

} // namespace checkwatch::session
