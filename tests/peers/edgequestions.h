#pragma once

#include "tests/peers/promtoolanswers.h"

#include <initializer_list>

namespace checkwatch::peers {

/// Adds one question at each of these times.
void ask(Questions& out, const std::string& text, bool exact, std::initializer_list<int> seconds);

/// Each function of Prometheus 2.42 over every odd series there is a name for (NaN, infinities, huge, tiny and negative
/// numbers, one sample, gaps, staleness, resets, nothing at all), with every odd number for its other arguments.
Questions questionsOfFunctions();
/// Each aggregation over every pair of odd numbers, with every odd parameter.
Questions questionsOfAggregations();
/// Each binary operator between every two odd numbers, as scalars, vectors and matched vectors.
Questions questionsOfOperators();
/// Quantiles of histograms whose buckets are not what they should be.
Questions questionsOfHistograms();
/// What changes labels: label_replace, label_join, absent, count_values, grouping and matching, with every odd text.
Questions questionsOfLabels();
/// Regular expressions over labels of more than one line.
Questions questionsOfLines();

/// Subqueries over series that come and go, whose names are dropped or not.
Questions questionsOfSteps();

} // namespace checkwatch::peers
