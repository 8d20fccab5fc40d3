#pragma once

#include "models/rules/alertlabels.h"
#include "models/rules/rulecontext.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace checkwatch::rules {

/// One alerting rule of a group: the state machine of guides: prometheus 3.4. An evaluation first finds out which element
/// belongs to which alert, changing nothing, so that an error leaves every alert as it was.
class AlertingRule
{
public:
    AlertingRule(std::shared_ptr<const Rule> rule, const promql::EngineOptions& options);

    [[nodiscard]] const std::shared_ptr<const Rule>& rule() const noexcept { return m_rule; }
    /// Evaluates and writes ALERTS and ALERTS_FOR_STATE (where `writes`), reporting changes.
    base::Result<void> evaluate(RuleContext& context, base::Timestamp time, bool writes,
                                std::vector<AlertChange>& changes);
    /// Takes over the other rule's alerts and written series; they may live in another group's table.
    void inherit(RuleContext& context, const AlertingRule& other, const AlertTable& table, const SeriesWriter& writer);

    /// Gives active alerts the start they had before a restart.
    void restore(const RuleContext& context, const tsdb::Querier& past, base::Timestamp now);

    /// What the newest good evaluation wrote; markers follow when it goes.
    std::vector<std::uint32_t> written;

private:
    static constexpr std::uint32_t none = SeriesWriter::none;

    /// An element without an alert yet, or one whose alert is another element's so far.
    struct Found
    {
        std::size_t element = 0;
        std::uint32_t slot = none;
        metrics::Labels source;
        metrics::Labels labels;
    };

    base::Result<void> match(RuleContext& context, base::Timestamp time);
    base::Result<void> matchSeries(RuleContext& context, TemplateData& data);
    base::Result<void> matchElements(RuleContext& context, TemplateData& data);
    base::Result<void> matchByLabels(AlertTable& table, std::size_t element, TemplateData& data);
    /// Marks the alert as in the result; false where it was already.
    [[nodiscard]] bool take(AlertTable& table, std::uint32_t slot) const;
    void checkSeries(RuleContext& context);

    void apply(RuleContext& context, base::Timestamp time, std::vector<AlertChange>& changes);
    void start(RuleContext& context, std::uint32_t slot, const metrics::Labels& labels, const metrics::Labels& source,
               base::Timestamp time, std::vector<AlertChange>& changes);
    std::uint32_t add(RuleContext& context, const metrics::Labels& labels);
    void link(AlertTable& table, std::uint32_t slot, const Found& found);
    void unlink(AlertTable& table, std::uint32_t slot);
    /// The number of pending and firing alerts afterwards.
    std::size_t advance(AlertTable& table, base::Timestamp time, std::vector<AlertChange>& changes);
    bool vanish(AlertTable& table, std::uint32_t slot, base::Timestamp time, std::vector<AlertChange>& changes);
    void forgetAll(AlertTable& table, std::vector<AlertChange>& changes);
    void remove(AlertTable& table, std::uint32_t slot);
    void relocate(AlertTable& table, std::uint32_t from, std::uint32_t to);
    void write(RuleContext& context, base::Timestamp time);

    std::shared_ptr<const Rule> m_rule;
    AlertLabels m_labels;
    std::unique_ptr<promql::FilterPlan> m_plan; ///< null: the general evaluator
    std::uint32_t m_evaluation = 0;
    std::uint64_t m_generation = 0;                                     ///< of the data when m_slotOfSeries was checked
    std::vector<std::uint32_t> m_list;                                  ///< this rule's slots
    std::vector<std::uint32_t> m_slotOfSeries;                          ///< by series; only with a plan
    std::unordered_map<metrics::Labels, std::uint32_t> m_slotOfElement; ///< only without a plan
    std::unordered_map<metrics::Labels, std::uint32_t> m_slotOfAlert;   ///< by final labels
    // Of the running evaluation; kept for their memory.
    std::vector<promql::RawElement> m_raw;
    promql::Vector m_vector;
    std::vector<std::uint32_t> m_slotOfResult; ///< by element; none: see m_found
    std::vector<Found> m_found;
    std::unordered_set<metrics::Labels> m_newLabels;
};

} // namespace checkwatch::rules
