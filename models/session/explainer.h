#pragma once

#include "models/config/config.h"
#include "models/fleet/explanation.h"
#include "models/fleet/snapshot.h"
#include "models/promql/engine.h"
#include "models/session/headline.h"
#include "models/tsdb/querier.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace checkwatch::session {

/// What an explanation is made of: everything that is known at `now`.
struct WhyMaterial
{
    fleet::SnapshotPtr snapshot;
    const config::Config& config;
    const std::vector<rules::Group>& groups;
    std::vector<std::chrono::nanoseconds> evaluated; ///< the newest slot of each group, since 1970
    const Headline& headline;
    const tsdb::Querier& data;
    promql::Engine& evaluator;
    base::Timestamp now{};
    /// Of a server of a target, as fleet::Tracker::spans() until now.
    std::function<std::vector<fleet::Span>(fleet::ServerId, std::uint32_t target, base::Timestamp from)> spans;
};

/// Says why a rule says what it says. Keeps the newest answer until its rule is evaluated again, so that asking often
/// costs nothing. One thread.
class Explainer
{
public:
    [[nodiscard]] fleet::ExplanationPtr explain(std::uint64_t request, const fleet::WhyQuestion& question,
                                                const WhyMaterial& about);
    /// Other rules, or another time: what was said holds no more.
    void forget() { m_lastWhy.reset(); }

private:
    struct Meant;
    void explainElement(const fleet::QueriedElement& element, fleet::Explanation& out) const;
    [[nodiscard]] Meant meaningOf(const fleet::WhyQuestion& question) const;
    void findRule(const fleet::WhyQuestion& question, Meant& meant) const;
    [[nodiscard]] const rules::Group* groupOf(const rules::Rule& rule) const;
    void describe(const Meant& meant, fleet::Explanation& out) const;
    void addAlert(const fleet::AlertRow& row, fleet::Explanation& out) const;
    void addSpans(const Meant& meant, fleet::Explanation& out) const;
    [[nodiscard]] static const fleet::AlertRow* alertOf(const Meant& meant, const fleet::Explanation& why);
    [[nodiscard]] std::vector<std::string> blindSpots(base::Duration scrapeInterval) const;
    [[nodiscard]] std::vector<std::string> blindSpots(const rules::Rule& rule) const;

    const WhyMaterial* m_about = nullptr; ///< of the explanation that is being made
    fleet::ExplanationPtr m_lastWhy;      ///< the newest
};

} // namespace checkwatch::session
