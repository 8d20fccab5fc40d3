#pragma once

#include "models/promql/ast.h"
#include "models/promql/items.h"
#include "models/promql/window.h"
#include "models/tsdb/querier.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace checkwatch::promql {

/// A series that a selector selected, and its newest sample inside the lookback; that may be a staleness marker.
struct TapedSample
{
    tsdb::SeriesRef series = tsdb::noSeries;
    std::optional<metrics::Sample> newest;
};

/// A series that a range selected, or a subquery made, and what its window held.
struct TapedWindow
{
    Item series;
    tsdb::SeriesRef ref = tsdb::noSeries; ///< none of a subquery
    std::size_t first = 0;                ///< in TapedStep::samples; notKept: there were too many
    std::size_t count = 0;
    WindowNotes notes; ///< of the function that was given the window

    static constexpr std::size_t notKept = static_cast<std::size_t>(-1);
};

/// One evaluation of one node at one time. An element of `items` names by `origin` the operand's element it came from;
/// which operand, and what else tells of it, depends on the node.
struct TapedStep
{
    const Expr* node = nullptr; ///< never a Paren
    base::Timestamp time{};
    std::vector<std::unique_ptr<TapedStep>> operands; ///< of a node evaluated often, the newest
    Items items;
    double number = 0;                    ///< of a scalar
    base::Timestamp from{};               ///< selectors, ranges, subqueries: first and last time looked at
    base::Timestamp to{};                 ///<
    std::vector<TapedSample> selected;    ///< selectors; `origin` counts in it
    std::vector<TapedWindow> windows;     ///< ranges, subqueries; `origin` counts in it
    std::vector<metrics::Sample> samples; ///< of the windows
    /// Aggregations and histogram_quantile: for each operand element the number of its group, which without ranking is the
    /// number of the result. noGroup: left aside.
    std::vector<std::uint32_t> groups;
    std::vector<std::uint32_t> ranking; ///< rankings: the operand's elements group by group, best first
    /// Vector with vector: for each element of the side that looks (the "many" one; of `or` the right) its partner's
    /// number on the other, or noPartner. Empty where a side was.
    std::vector<std::uint32_t> partners;

    static constexpr std::uint32_t noPartner = 0xffffffffU;
    static constexpr std::uint32_t noGroup = 0xffffffffU;
    /// Set in the origin of an element that came from the right side.
    static constexpr std::uint32_t fromRight = 0x80000000U;

    /// Null where that was not evaluated.
    [[nodiscard]] const TapedStep* operand(const Expr& expr) const;
};

/// What one evaluation at one time did, written by the Evaluation it is attached to while it works. Item::labels point
/// into that and its Querier, so it is read before either goes.
class Tape
{
public:
    explicit Tape(std::size_t maxSamples) : m_maxSamples(maxSamples) {}

    /// What follows until end() belongs to this node; it becomes an operand of the one that is open.
    void begin(const Expr& node, base::Timestamp time);
    /// Keeps the result, then numbers its elements by `origin` for whoever goes on with them.
    void end(Items& result);
    void end(double result);
    void end() { m_open.pop_back(); }

    /// The node that is open.
    [[nodiscard]] TapedStep& step() { return *m_open.back(); }
    /// Of the node that is open; its number.
    std::uint32_t addSelected(tsdb::SeriesRef series, const std::optional<metrics::Sample>& newest);
    std::uint32_t addWindow(const Item& series, tsdb::SeriesRef ref, const Window& window);

    /// The whole expression. REQUIRES: an evaluation was recorded.
    [[nodiscard]] const TapedStep& root() const { return *m_root; }
    /// Whether samples were not kept because they were too many.
    [[nodiscard]] bool isCut() const { return m_cut; }

private:
    std::size_t m_maxSamples; ///< of one step
    bool m_cut = false;
    std::unique_ptr<TapedStep> m_root;
    std::vector<TapedStep*> m_open;
};

} // namespace checkwatch::promql
