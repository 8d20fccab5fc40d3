#pragma once

#include "models/base/time.h"
#include "models/promql/engine.h"
#include "models/testfiles/seriesnotation.h"

#include <map>
#include <string>
#include <vector>

namespace checkwatch::peers {

/// A series as a line of Prometheus' test notation, with braces.
std::string notation(const testfiles::SeriesLine& series);

/// A question to both evaluators.
struct Question
{
    std::string text;
    base::Duration time{0};
    bool exact = true;  ///< false: Go's arithmetic may differ from ours in the last bits
    std::string theirs; ///< what promtool is asked instead, where that is another expression

    [[nodiscard]] const std::string& asked() const { return theirs.empty() ? text : theirs; }
};

/// Questions over the same data.
struct Questions
{
    std::vector<std::string>
        series; ///< lines of Prometheus' test notation: metric and values with a blank between them
    std::vector<Question> questions;
};

/// What an evaluator said: an error, or values by label set.
struct Answer
{
    std::string error;
    std::map<std::string, double> values;

    [[nodiscard]] bool empty() const { return error.empty() && values.empty(); }
};

/// The distance between samples and between a subquery's steps.
inline constexpr base::Duration questionStep = std::chrono::seconds{15};

/// The answers of the installed promtool, in the order of the questions of all sets; fewer where it broke off. All samples up
/// to an hour are there for each of them. `said`, where given, gets what it printed.
std::vector<Answer> promtoolAnswers(const std::vector<Questions>& all, std::string* said = nullptr);
/// Our answers to the questions of one set, each expression as it prints itself.
std::vector<Answer> ourAnswers(const Questions& set, promql::Compat compat);

/// The same values, to the last bit where `exact`, else to 1e-12 relative; errors in the same words, but for the series that
/// they name: which two depends on the order of the series.
bool sameAnswer(const Answer& a, const Answer& b, bool exact);
/// For a reader of a failure: the question and what both said.
std::string difference(const Question& question, const Answer& theirs, const Answer& ours);

} // namespace checkwatch::peers
