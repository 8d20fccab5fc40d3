#include "models/promql/deriver.h"

namespace checkwatch::promql {
namespace {

std::vector<std::string> textsOf(const std::vector<metrics::Matcher>& matchers)
{
    std::vector<std::string> out;
    for (const metrics::Matcher& matcher : matchers) {
        if (out.size() == Explanation::maxMatchers) {
            break;
        }
        out.push_back(matcher.toString());
    }
    return out;
}

} // namespace

void Deriver::selector(Derivation& out, const TapedStep& step, Index selected) const
{
    SelectorStep detail;
    detail.matchers = textsOf(as<Selector>(*step.node).matchers);
    detail.selected = step.selected.size();
    detail.from = step.from;
    detail.to = step.to;
    if (selected) {
        detail.newest = step.selected[*selected].newest;
        detail.series = step.selected[*selected].series;
        out.labels = m_data.labels(detail.series);
    }
    out.detail = std::move(detail);
}

void Deriver::missingSelector(Derivation& out, const TapedStep& step, const Wanted& wanted) const
{
    Index found;
    int most = -1;
    for (std::size_t i = 0; i < step.selected.size(); ++i) {
        const auto common = agreement({&m_data.labels(step.selected[i].series)}, wanted);
        if (common && *common > most) {
            most = *common;
            found = i;
        }
    }
    if (found) {
        out.missing = step.selected[*found].newest ? Missing::Stale : Missing::NoSample;
    } else {
        out.missing = step.selected.empty() ? Missing::NoSeries : Missing::OtherSeries;
    }
    selector(out, step, found);
}

void Deriver::window(Derivation& out, const TapedStep& step, Index index) const
{
    WindowStep detail;
    if (step.node->kind == ExprKind::Range) {
        detail.matchers = textsOf(as<Range>(*step.node).selector->matchers);
        detail.range = as<Range>(*step.node).range;
    } else {
        detail.range = as<Subquery>(*step.node).range;
        detail.step = as<Subquery>(*step.node).step;
    }
    detail.selected = step.windows.size();
    detail.withSamples = out.count;
    detail.end = step.to;
    detail.leftOpen = m_leftOpen;
    if (index) {
        const TapedWindow& taped = step.windows[*index];
        out.labels = labelsOf(taped.series);
        detail.series = taped.ref;
        detail.count = taped.count;
        if (taped.count > 0 && taped.first != TapedWindow::notKept) {
            const auto begin = step.samples.begin() + static_cast<std::ptrdiff_t>(taped.first);
            const auto end = begin + static_cast<std::ptrdiff_t>(taped.count);
            const auto shown = static_cast<std::ptrdiff_t>(std::min(taped.count, Explanation::maxSamples));
            detail.first = *begin;
            detail.samples.assign(end - shown, end);
            out.value = detail.samples.back().value;
        }
    }
    out.detail = std::move(detail);
}

void Deriver::presentWindow(Derivation& out, const TapedStep& step, std::size_t index)
{
    window(out, step, index);
    if (step.node->kind == ExprKind::Subquery) {
        addFound(out, step.operand(*as<Subquery>(*step.node).inner), {out.labels});
    }
}

void Deriver::missingWindow(Derivation& out, const TapedStep& step, const Wanted& wanted)
{
    if (step.node->kind == ExprKind::Subquery) {
        const TapedStep* const inner = step.operand(*as<Subquery>(*step.node).inner);
        out.missing = inner ? Missing::InOperand : Missing::NoSample;
        window(out, step, std::nullopt);
        addFound(out, inner, wanted);
        return;
    }
    Index found;
    int most = -1;
    for (std::size_t i = 0; i < step.windows.size(); ++i) {
        const auto common = agreement(step.windows[i].series, wanted);
        if (common && *common > most) {
            most = *common;
            found = i;
        }
    }
    out.missing = found ? Missing::NoSample : step.windows.empty() ? Missing::NoSeries : Missing::OtherSeries;
    window(out, step, found);
}

} // namespace checkwatch::promql
