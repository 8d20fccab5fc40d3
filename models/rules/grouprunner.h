#pragma once

#include "models/metrics/scrapebatch.h"
#include "models/promql/engine.h"
#include "models/rules/alert.h"
#include "models/rules/finding.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace checkwatch::rules {

enum class RuleHealth : std::uint8_t { Unknown, Ok, Error };

/// The group a rule runs in.
struct GroupInfo
{
    std::string file;
    std::string name;
    base::Duration interval{0}; ///< as it is evaluated
    bool product = false;       ///< Checkwatch's own
};

struct RuleStatus
{
    std::shared_ptr<const Rule> rule;
    std::shared_ptr<const GroupInfo> group{};
    RuleHealth health = RuleHealth::Unknown;
    base::Error lastError{};
    base::Duration evaluationTime{0};
    RuleVerdictPtr verdict{}; ///< whether it can fire here; null before it was checked
};

/// A change of one alert in one evaluation: its state before and the alert after. Removed alerts have state Inactive.
struct AlertChange
{
    AlertState before = AlertState::Inactive;
    Alert alert;
    /// True where the alert ended because its element is gone from the result (not because a rule was removed).
    bool elementGone = false;
};

struct EvaluationResult
{
    base::Timestamp time{};
    std::vector<AlertChange> changes;
};

/// What a runner needs from outside: where to read, where to write. Tests pass lambdas.
struct GroupContext
{
    const tsdb::Querier* data = nullptr;
    /// Stores one rule's samples at once, so that the next rule of the group sees them at the same time. The batch numbers
    /// series by local number as in ScrapeBatch, one numbering per group.
    std::function<void(const metrics::ScrapeBatch&)> append;
    metrics::Labels externalLabels;
    std::string externalUrl;
};

/// Runs one group: evaluates its rules in order, keeps their alert states, writes recorded series, ALERTS and
/// ALERTS_FOR_STATE. One thread (the engine's).
class GroupRunner
{
public:
    GroupRunner(Group group, base::Duration defaultInterval, promql::EngineOptions options, GroupContext context);
    ~GroupRunner();
    GroupRunner(const GroupRunner&) = delete;
    GroupRunner& operator=(const GroupRunner&) = delete;

    [[nodiscard]] const Group& group() const noexcept;
    [[nodiscard]] base::Duration interval() const noexcept;
    /// The newest slot at or before `time`: slots lie xxHash64(file, group) apart from the epoch, as Prometheus' do
    /// (guides: prometheus 3.3). Nanoseconds, because Prometheus' slots are.
    [[nodiscard]] std::chrono::nanoseconds slotAtOrBefore(std::chrono::nanoseconds time) const noexcept;

    /// One evaluation at a slot time.
    EvaluationResult evaluate(base::Timestamp time);
    /// After the second silent evaluation: alerts that were active before a restart get their start back, as far as `past`
    /// has it in ALERTS_FOR_STATE (guides: prometheus 3.5). At any other time it does nothing. `now` is the wall clock.
    void restore(const tsdb::Querier& past, base::Timestamp now);
    /// Without the two silent evaluations at start-up that Prometheus has (ALERTS written from the first one on): for
    /// replay, tests and rules added later.
    void setRestored();

    [[nodiscard]] std::vector<RuleStatus> status() const;
    /// What status() says from now on. REQUIRES: one per rule of the group, in order.
    void setVerdicts(const std::vector<RuleVerdictPtr>& verdicts);
    /// Alerts that are pending or firing, and resolved ones for 15 minutes; valid until the next evaluate().
    [[nodiscard]] std::span<const Alert> alerts() const;
    /// Takes over the alert states of equal rules from the group this one replaces.
    void inherit(const GroupRunner& previous);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace checkwatch::rules
