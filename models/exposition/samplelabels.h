#pragma once

#include "models/base/result.h"
#include "models/exposition/scrapecache.h"
#include "models/exposition/series.h"
#include "models/metrics/labelpattern.h"

#include <deque>
#include <string>
#include <unordered_set>
#include <vector>

namespace checkwatch::exposition {

/// Makes the stored label set out of an exposed one: target labels, exported_ names, relabelling, label limits (guides:
/// prometheus 1.4, 1.9). Keeps its buffers from sample to sample. One thread.
class SampleLabels
{
public:
    explicit SampleLabels(const ScrapeOptions& options);
    /// A new body, and so a new Parser.
    void begin();
    /// Of the sample that the Parser is at; empty where relabelling drops it. Fails on a label name that stands twice, on a
    /// passed limit, and where relabelling leaves no name.
    base::Result<metrics::Labels> build(const Parser& parser);
    /// No text that came before it in this body, and is another, makes the set just built.
    [[nodiscard]] bool distinct() const noexcept { return m_distinct; }

private:
    bool framed(const Parser& parser);
    void remember(const Parser& parser);
    void merge();
    void addExported();
    base::Result<metrics::Labels> relabelled();
    [[nodiscard]] bool taken(std::string_view name, std::size_t renamed) const;
    base::Result<void> checkLimits() const;

    const ScrapeOptions& m_options;
    const bool m_limited;
    std::vector<metrics::Label> m_target; ///< views into m_options.targetLabels
    ExposedLabels m_exposed;
    std::vector<metrics::Label> m_final;
    std::vector<metrics::Label> m_conflicts; ///< exposed labels that a target label displaces
    std::deque<std::string> m_names;         ///< of the renamed ones
    bool m_distinct = false;
    // What the samples of one Parser::frame() have in common:
    std::uint32_t m_frame = 0; ///< 0 = nothing is remembered
    bool m_canonical = false;
    std::unordered_set<std::string> m_loose; ///< metrics that this body also writes in another way
    metrics::LabelMemory m_memory;
    metrics::LabelPattern m_pattern;
    std::vector<std::size_t> m_sources; ///< raw labels, in the order of the pattern
    std::vector<std::string_view> m_values;
};

} // namespace checkwatch::exposition
