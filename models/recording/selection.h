#pragma once

#include "models/metrics/labels.h"
#include "models/metrics/matcher.h"
#include "models/rules/rulefile.h"

#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace checkwatch::recording {

/// Which series are recorded: those that some rule reads, those that the screens show, and the synthetic ones of each
/// scrape; or everything.
class Selection
{
public:
    explicit Selection(bool everything = false) : m_everything(everything) {}

    /// Adds what the rules of these groups read.
    void add(std::span<const rules::Group> groups);
    [[nodiscard]] bool wants(const metrics::Labels& series) const;

private:
    void add(const promql::ExprPtr& expr);
    void add(const std::vector<metrics::Matcher>& matchers);

    bool m_everything;
    std::unordered_set<std::string> m_names;               ///< metrics that are named outright
    std::vector<std::vector<metrics::Matcher>> m_matchers; ///< of selectors that name no metric
};

} // namespace checkwatch::recording
