#pragma once

#include "models/recording/arrivals.h"
#include "models/rules/grouprunner.h"
#include "models/session/farewells.h"
#include "models/session/overlaiddata.h"
#include "models/session/rulereplayoptions.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace checkwatch::session {

/// A state that an alert came into.
struct AlertTransition
{
    base::Timestamp time{}; ///< of the evaluation
    rules::AlertState state = rules::AlertState::Inactive;
    double value = 0;           ///< of the newest evaluation with the alert in its result
    base::Timestamp activeAt{}; ///< start of pending

    bool operator==(const AlertTransition&) const = default;
};

/// Everything that became of one alert. Before its first transition it was inactive.
struct ReplayedAlert
{
    std::size_t rule = 0; ///< index into RuleReplay::rules()
    metrics::Labels labels;
    /// Ascending in time. Of those from before the start the newest alone, and only where the alert was active by then.
    std::vector<AlertTransition> transitions;
};

/// A rule that was evaluated, and how that went. One that changes, but not in its place, its name and its labels, stays
/// the same, as its alerts do.
struct ReplayedRule
{
    std::shared_ptr<const rules::Rule> rule; ///< as it was last
    std::shared_ptr<const rules::GroupInfo> group;
    std::optional<base::Timestamp> since{}; ///< it came after the start; of the last time that it did
    std::optional<base::Timestamp> until{}; ///< it was gone before the end, or by the start
    std::uint64_t evaluations = 0;
    std::uint64_t failures = 0;
    base::Error firstError{}; ///< only with failures
};

/// Rules evaluated over samples that are there already: a recording, a test's data. Every group at start + k × its interval
/// up to `end` (RuleReplayOptions::liveSince says otherwise), at each time in their order, by rules::GroupRunner itself; what a rule writes the rules after it see. Groups
/// begin without a past, as after a first start, but without Prometheus' two silent evaluations. Rules that take over later
/// do so as in a live engine: groups that are the same go on, others inherit, and what is gone has ended. Works in pieces, so
/// that its thread can tell of progress and be cancelled; one thread at a time.
class RuleReplay
{
public:
    /// `data` must outlive it and stand still; recording::Sweep is made for this. Metrics that the groups write (ALERTS,
    /// ALERTS_FOR_STATE, what recording rules record) are not seen in it. `later`: ascending. What took over by the start
    /// matters with RuleReplayOptions::liveSince only: rules are not evaluated from before they were there. `arrivals`: of
    /// the data, which each evaluation sees as it was known by then, and others in whole; null: known at its own times.
    RuleReplay(const tsdb::Querier& data, const std::vector<rules::Group>& groups, const RuleReplayOptions& options,
               std::vector<LaterRules> later = {}, recording::Arrivals* arrivals = nullptr);
    RuleReplay(const RuleReplay&) = delete;
    RuleReplay& operator=(const RuleReplay&) = delete;

    /// Evaluates for about so long, one time at least. False when nothing is left to do: the end, or error().
    bool advance(std::chrono::nanoseconds budget);
    /// 0 to 1.
    [[nodiscard]] double progress() const noexcept;
    /// Why it ended early: there were too many changes to be kept.
    [[nodiscard]] const std::optional<base::Error>& error() const noexcept { return m_error; }

    /// Of every alert that came into being, as far as it has been evaluated; in the order of their first transitions.
    [[nodiscard]] const std::vector<ReplayedAlert>& alerts() const noexcept { return m_alerts; }
    /// All rules, group by group, and those that came later after them.
    [[nodiscard]] const std::vector<ReplayedRule>& rules() const noexcept { return m_rules; }

private:
    struct Running
    {
        std::unique_ptr<rules::GroupRunner> runner;
        tsdb::GroupId output = 0;
        std::uint32_t series = 0;         ///< local numbers used in output
        std::chrono::nanoseconds next{0}; ///< evaluation, since 1970: slots are not whole milliseconds
        std::vector<std::size_t> rules;   ///< indices into m_rules
    };

    void takeOver();
    void use(const LaterRules& rules);
    std::unique_ptr<Running> begin(const rules::Group& group, const LaterRules& rules);
    void count(Running& running, base::Timestamp from);
    void endGone(const std::vector<std::unique_ptr<Running>>& before, base::Timestamp at);
    [[nodiscard]] base::Timestamp earliest() const;
    [[nodiscard]] bool inGap(base::Timestamp time) const;
    void evaluateDue();
    void evaluate(Running& running);
    void forgetThePast();
    void note(const rules::AlertChange& change, base::Timestamp time);

    RuleReplayOptions m_options;
    const tsdb::Querier& m_recorded;
    recording::Arrivals* m_arrivals;  ///< of m_recorded; null: none
    std::vector<LaterRules> m_stages; ///< the first ones, then those that take over
    std::size_t m_stage = 0;          ///< the next of them
    std::vector<std::string> m_written;
    OverlaidData m_data;
    Farewells m_farewells;
    std::vector<std::unique_ptr<Running>> m_running;
    std::vector<ReplayedRule> m_rules;
    std::vector<ReplayedAlert> m_alerts;
    std::unordered_map<const rules::Rule*, std::size_t> m_ruleOf;             ///< index into m_rules
    std::vector<std::unordered_map<metrics::Labels, std::size_t>> m_alertsOf; ///< by rule: index into m_alerts
    std::size_t m_transitions = 0;
    base::Timestamp m_next{};
    bool m_before; ///< what is evaluated lies before the start
    std::optional<base::Error> m_error;
};

} // namespace checkwatch::session
