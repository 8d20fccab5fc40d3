#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/rules/rulefile.h"

#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::testfiles {

struct InputSeries
{
    std::string series;
    std::string values;
};

struct ExpectedAlert
{
    rules::StringPairs labels; ///< without alertname
    rules::StringPairs annotations;
};

struct AlertTest
{
    base::Duration evalTime{0};
    std::string alertName;
    std::vector<ExpectedAlert> expected;
};

struct ExpectedSample
{
    std::string labels; ///< a metric, as written
    double value = 0;
};

struct ExprTest
{
    std::string expr;
    base::Duration evalTime{0};
    std::vector<ExpectedSample> expected;
};

struct UnitTest
{
    std::string name;
    base::Duration interval{0}; ///< between the samples of the input series
    std::vector<InputSeries> series;
    std::vector<AlertTest> alertTests;
    std::vector<ExprTest> exprTests;
    rules::StringPairs externalLabels;
    std::string externalUrl;

    /// The latest time any of its tests asks for.
    [[nodiscard]] base::Duration maxEvalTime() const;
};

/// A unit-test file of promtool 2.42 (guides: prometheus 5.3).
struct UnitTestFile
{
    std::vector<std::string> ruleFiles; ///< patterns, relative to the file's folder
    base::Duration evaluationInterval = std::chrono::minutes{1};
    std::vector<std::string> groupOrder;
    std::vector<UnitTest> tests;
};

/// Reads it strictly; what was wrong goes to `errors`.
UnitTestFile readUnitTestFile(std::string_view text, std::vector<base::Error>& errors);

} // namespace checkwatch::testfiles
