#pragma once

#include "models/base/time.h"
#include "models/metrics/labels.h"
#include "models/metrics/sample.h"

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace checkwatch::promql {

struct Scalar
{
    base::Timestamp time{};
    double value = 0;
};

struct String
{
    base::Timestamp time{};
    std::string value;
};

/// One element of an instant vector.
struct Element
{
    metrics::Labels labels; ///< with __name__ where the operation kept it
    double value = 0;
};

/// An instant vector: elements in the order Prometheus would give them, all at one time.
struct Vector
{
    base::Timestamp time{};
    std::vector<Element> elements;
    std::size_t omitted = 0; ///< elements past EngineOptions::maxSeries
};

struct Series
{
    metrics::Labels labels;
    std::vector<metrics::Sample> samples; ///< ascending
};

/// A range vector, or the answer of a range query (then sorted by labels).
struct Matrix
{
    std::vector<Series> series;
    std::size_t omitted = 0; ///< series past EngineOptions::maxSeries
};

using Value = std::variant<Scalar, Vector, Matrix, String>;

} // namespace checkwatch::promql
