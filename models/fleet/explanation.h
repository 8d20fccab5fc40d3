#pragma once

#include "models/fleet/history.h"
#include "models/promql/explanation.h"
#include "models/rules/alert.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace checkwatch::fleet {

/// A value that an expression has at a time, or could have.
struct QueriedElement
{
    std::string expression;
    base::Timestamp time{};
    std::optional<metrics::Labels> labels{}; ///< its own; none: the first there is

    bool operator==(const QueriedElement&) const = default;
};

/// What somebody wants to know the reason of.
struct WhyQuestion
{
    ServerId server = noServer; ///< what a rule says about this server
    std::uint64_t alert = 0;    ///< or about this alert, by AlertIdentity::id; 0 = none is meant
    std::string rule;           ///< by name and expression; "" = the alert's, or the headline rule
    std::string query;
    std::optional<QueriedElement> element{}; ///< or about this, and no rule

    bool operator==(const WhyQuestion&) const = default;
    [[nodiscard]] bool isEmpty() const { return server == noServer && alert == 0 && rule.empty() && !element; }
};

/// What of an explanation can be drawn: the one series that the value hangs on, where there is one, and the value as it
/// went before.
struct WhyPicture
{
    std::string what;         ///< the selector, as it is printed
    std::vector<Point> raw;   ///< samples from before the window to its end; empty = no single series decides
    base::Duration window{0}; ///< 0 = the newest sample alone counts
    base::Timestamp windowFrom{};
    bool leftOpen = true;      ///< whether a sample exactly at windowFrom stays outside
    std::string valueOf;       ///< the expression that is compared, as it is printed
    std::vector<Point> values; ///< of that, NaN where there was none; empty = it would have taken too long
    std::optional<double> threshold;
    promql::BinaryOp comparison = promql::BinaryOp::Greater; ///< value, this, threshold
    std::optional<double> value;                             ///< at the evaluation
};

/// Why a rule says what it says about a server or an alert: the evaluator's record of the rule's newest evaluation, what
/// became of it, and what can be drawn. Of a query's element the same without what is a rule's.
struct Explanation
{
    std::uint64_t request = 0;
    WhyQuestion question;
    std::string ruleName; ///< "" of a query
    std::string expression;
    base::Timestamp evaluatedAt{};
    base::Duration interval{0}; ///< evaluation interval; 0 = the rule is not being evaluated
    base::Duration scrapeInterval{0};
    base::Duration holdFor{0};
    base::Duration keepFiringFor{0};

    std::shared_ptr<const promql::Explanation> record; ///< null: see `trouble`
    std::string trouble;                               ///< why there is no record
    bool changedSince = false; ///< samples that came in after the evaluation have changed its value
    bool isTrue = false;       ///< whether the expression holds: its element is in the result
    WhyPicture picture;

    std::vector<Span> spans;
    rules::Alert alert; ///< state Inactive where there is none
    base::Timestamp firesAt{};
    std::vector<std::pair<std::string, std::string>> annotations; ///< expanded
    std::vector<std::string> cannotTell;                          ///< sentences: what this rule does not see here
};
using ExplanationPtr = std::shared_ptr<const Explanation>;

} // namespace checkwatch::fleet
