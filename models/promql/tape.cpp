#include "models/promql/tape.h"

#include <algorithm>

namespace checkwatch::promql {

const TapedStep* TapedStep::operand(const Expr& expr) const
{
    const Expr* wanted = &unwrapped(expr);
    const auto at = std::find_if(operands.begin(), operands.end(),
                                 [wanted](const std::unique_ptr<TapedStep>& step) { return step->node == wanted; });
    return at == operands.end() ? nullptr : at->get();
}

void Tape::begin(const Expr& node, base::Timestamp time)
{
    auto made = std::make_unique<TapedStep>();
    made->node = &node;
    made->time = time;
    TapedStep* const step = made.get();
    if (m_open.empty()) {
        m_root = std::move(made);
    } else {
        auto& operands = m_open.back()->operands;
        const auto old = std::find_if(operands.begin(), operands.end(),
                                      [&](const std::unique_ptr<TapedStep>& other) { return other->node == &node; });
        if (old == operands.end()) {
            operands.push_back(std::move(made));
        } else {
            *old = std::move(made); // a subquery's next time
        }
    }
    m_open.push_back(step);
}

void Tape::end(Items& result)
{
    step().items = result;
    m_open.pop_back();
    for (std::size_t i = 0; i < result.size(); ++i) {
        result[i].origin = static_cast<std::uint32_t>(i);
    }
}

void Tape::end(double result)
{
    step().number = result;
    m_open.pop_back();
}

std::uint32_t Tape::addSelected(tsdb::SeriesRef series, const std::optional<metrics::Sample>& newest)
{
    auto& selected = step().selected;
    selected.push_back({series, newest});
    return static_cast<std::uint32_t>(selected.size() - 1);
}

std::uint32_t Tape::addWindow(const Item& series, tsdb::SeriesRef ref, const Window& window)
{
    TapedStep& open = step();
    const bool fits = open.samples.size() + window.samples.size() <= m_maxSamples;
    m_cut = m_cut || !fits;
    open.windows.push_back({series, ref, open.samples.size(), window.samples.size(), {}});
    if (fits) {
        open.samples.insert(open.samples.end(), window.samples.begin(), window.samples.end());
    } else {
        open.windows.back().first = TapedWindow::notKept;
    }
    return static_cast<std::uint32_t>(open.windows.size() - 1);
}

} // namespace checkwatch::promql
