#pragma once

#include "models/base/result.h"
#include "models/metrics/matcher.h"
#include "models/metrics/scrapebatch.h"
#include "models/promql/value.h"
#include "models/tsdb/labelchoices.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What somebody asks of the samples of a session, and what comes back: plain values, shared between threads unchanged.
namespace checkwatch::session {

struct QueryRequest
{
    std::uint64_t number = 0;
    int channel = 0;
    std::string text;
    base::Timestamp from{};
    base::Timestamp to{};
    base::Duration step{0}; ///< 0 asks for one moment, `to`
};

/// What one query may take. It is evaluated on the engine's thread between the rules, so one moment may not take long.
struct QueryLimits
{
    base::Duration moment{200};          ///< of evaluating, for one moment
    base::Duration total{10'000};        ///< of evaluating, for all moments of a range
    std::size_t samples = 5'000'000;     ///< touched for one moment, points of the answer included
    std::size_t momentSeries = 20'000;   ///< of an answer for one moment; the others are counted
    std::size_t rangeSeries = 1'000;     ///< the same for a range
    std::size_t textBytes = 64UL * 1024; ///< of an expression
};

struct QueryAnswer
{
    QueryRequest asked;
    std::optional<base::Error> error;  ///< with line and column where the expression does not parse
    promql::Value value;               ///< REQUIRES: !error. For a range a Matrix
    std::size_t series = 0;            ///< found; the value may hold fewer
    std::size_t samples = 0;           ///< touched
    std::chrono::microseconds took{0}; ///< of evaluating, waiting left out
};
using QueryAnswerPtr = std::shared_ptr<const QueryAnswer>;

/// For an editor: what could stand here.
struct CompletionRequest
{
    enum class What : std::uint8_t { Metrics, LabelNames, LabelValues };
    std::uint64_t number = 0;
    What what = What::Metrics;
    std::string typed;                      ///< metrics and values hold it, in any case
    std::string label;                      ///< LabelValues: whose
    std::vector<metrics::Matcher> matchers; ///< only of series that these accept
};

struct CompletionAnswer
{
    struct Choice
    {
        std::string text;
        std::size_t series = 0;                                  ///< that have it; 0 for label names
        metrics::MetricType type = metrics::MetricType::Unknown; ///< of metrics, where a target says it
        std::string help;
    };
    std::uint64_t number = 0;
    std::vector<Choice> choices; ///< at most 200
    bool more = false;
};
using CompletionAnswerPtr = std::shared_ptr<const CompletionAnswer>;

} // namespace checkwatch::session
