#pragma once

#include "models/base/result.h"
#include "models/exposition/scrapecache.h"
#include "models/exposition/series.h"

#include <deque>
#include <string>
#include <vector>

namespace checkwatch::exposition {

/// Makes the stored label set out of an exposed one: target labels, exported_ names, label limits (guides:
/// prometheus 1.4, 1.9). Keeps its buffers from sample to sample. One thread.
class SampleLabels
{
public:
    explicit SampleLabels(const ScrapeOptions& options);
    /// Of the sample that the Parser is at. Fails on a label name that stands twice and on a passed limit.
    base::Result<metrics::Labels> build(const Parser& parser);

private:
    void merge();
    void addExported();
    [[nodiscard]] bool taken(std::string_view name, std::size_t renamed) const;
    base::Result<void> checkLimits() const;

    const ScrapeOptions& m_options;
    const bool m_limited;
    std::vector<metrics::Label> m_target; ///< views into m_options.targetLabels
    ExposedLabels m_exposed;
    std::vector<metrics::Label> m_final;
    std::vector<metrics::Label> m_conflicts; ///< exposed labels that a target label displaces
    std::deque<std::string> m_names;         ///< of the renamed ones
};

} // namespace checkwatch::exposition
