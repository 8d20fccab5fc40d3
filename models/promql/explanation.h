#pragma once

#include "models/promql/derivation.h"

#include <cstddef>
#include <string>

namespace checkwatch::promql {

/// Why an expression says what it says about one element: the evaluator's own record of one evaluation, cut down to what
/// that element came from, or to where it was lost. Plain values that point into nothing; bounded whatever the query.
struct Explanation
{
    std::string text; ///< the expression in normal form, at most maxText bytes
    base::Timestamp time{};
    Derivation root;
    bool samplesCut = false; ///< the windows held too many samples to keep them all

    static constexpr std::size_t maxText = 16384;
    static constexpr std::size_t maxSteps = 400;
    static constexpr std::size_t maxSamples = 400; ///< of a window
    static constexpr std::size_t maxMembers = 50;
    static constexpr std::size_t maxMatchers = 32;
    static constexpr std::size_t maxDifferences = 8;
};

} // namespace checkwatch::promql
