#pragma once

#include "models/promql/derivation.h"

#include <algorithm>

namespace checkwatch::support {

/// Whether a derivation that ends in nothing says somewhere below what was lost.
inline bool saysWhy(const promql::Derivation& step)
{
    return (step.missing != promql::Missing::Nothing && step.missing != promql::Missing::InOperand)
        || std::any_of(step.operands.begin(), step.operands.end(), saysWhy);
}

} // namespace checkwatch::support
