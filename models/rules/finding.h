#pragma once

#include "models/promql/ast.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// What the check "can this rule ever fire here?" finds. Plain values; the words are whole sentences with their numbers.
namespace checkwatch::rules {

enum class Severity : std::uint8_t {
    CannotFire, ///< the rule has no result here, whatever happens
    NoData,     ///< it has none at the moment, until a target that is away answers again
    MayMiss,    ///< some of what the rule is for goes by unseen, or part of the expression never counts
    Note,       ///< true, and no reason to mistrust the rule's silence
};

enum class FindingCode : std::uint8_t {
    WindowTooShort,    ///< the range never holds as many samples as the function needs
    WindowOftenShort,  ///< at some evaluations it does not
    WindowNoReserve,   ///< one lost scrape, and it does not
    WindowsSkip,       ///< what happens between two evaluations' windows is looked at by none
    ForRounded,        ///< `for` is no multiple of the evaluation interval
    KeepFiringRounded, ///< `keep_firing_for` is shorter than it
    GapsInLookback,    ///< samples are further apart than the lookback
    EventForgotten,    ///< a single event leaves the window before `for` has passed
    NeverTrue,         ///< a comparison that no possible value passes
    CounterCompared,   ///< a counter as it stands, compared with a number
    GaugeCounted,      ///< rate() or increase() of what its target calls a gauge
    TargetAway,        ///< what it looks at comes from a target that does not answer at the moment
    MetricMissing,     ///< no target that answers exposes it
    LabelMissing,      ///< no series of the metric has the label
    ValueMissing,      ///< the label never has the value
    NothingMatches,    ///< each matcher is met, all together by no series
    NoSharedLabels,    ///< the two sides of an operator have no label set in common
    ManyToMany,        ///< elements compete for one partner: the evaluation ends in an error
    AlertMissing,      ///< ALERTS of an alert that no rule defines
    AlwaysNan,         ///< every value is NaN, and nothing compares with NaN
    SomeNan,           ///< some are: those series are never matched
    Lint,              ///< what rules::lint() says
};

/// "window_too_short": the name for programs.
[[nodiscard]] std::string_view nameOf(FindingCode code);
/// "cannot_fire", "may_miss", "note".
[[nodiscard]] std::string_view nameOf(Severity severity);

struct Finding
{
    FindingCode code = FindingCode::Lint;
    Severity severity = Severity::Note;
    std::string text;  ///< one plain sentence or two
    promql::Span at{}; ///< byte positions in Rule::query; empty where it is about the whole rule
};

/// Whether the alert of a rule is raised by what happens.
enum class Catch : std::uint8_t { Never, Sometimes, Always };

[[nodiscard]] std::string_view nameOf(Catch caught);

/// One way in which a server fails, and what the rule makes of it.
struct ShapeVerdict
{
    std::string shape; ///< "dies and stays dead, inter 2s fall 3"
    Catch caught = Catch::Never;
    double probability
        = 0;          ///< that it fires, over all phases of scrapes and evaluations; -1 = not a number one can give
    std::string text; ///< when it fires and for how long, or why it does not
};

/// What is known about one rule here.
struct RuleVerdict
{
    std::vector<Finding> findings;    ///< worst first
    std::vector<ShapeVerdict> shapes; ///< only for the health-check rule: see failureshapes.h
    /// For it, too: a server that dies and stays dead, by other settings of its checks.
    std::vector<ShapeVerdict> otherSettings;

    /// No result is possible, or no failure shape can make the alert fire.
    [[nodiscard]] bool cannotFire() const;
    /// Only a target that is away keeps it from having a result.
    [[nodiscard]] bool noData() const;
    [[nodiscard]] bool mayMiss() const;
};
using RuleVerdictPtr = std::shared_ptr<const RuleVerdict>;

/// What the rule cannot tell here, in few sentences: findings, then the shapes it does not catch, the first with its reason.
[[nodiscard]] std::vector<std::string> cannotTell(const RuleVerdict& verdict);

/// "33 %", "less than 1 %"; the share counts from 0 to 1.
[[nodiscard]] std::string percentWords(double share);

} // namespace checkwatch::rules
