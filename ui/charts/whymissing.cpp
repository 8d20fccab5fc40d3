#include "models/promql/names.h"
#include "ui/charts/whysteps.h"
#include "ui/common/text.h"

// The reasons why something is not in a result, in words.
namespace checkwatch::charts {

using promql::Missing;

namespace {

QString matcherList(const std::vector<std::string>& matchers)
{
    QStringList out;
    for (const std::string& matcher : matchers) {
        if (!matcher.starts_with("__name__"))
            out << common::display(matcher, 60);
    }
    return out.join(QStringLiteral(", "));
}

QString noSeries(const std::vector<std::string>& matchers)
{
    const QString list = matcherList(matchers);
    return list.isEmpty() ? QStringLiteral("no target exposes it") : QStringLiteral("no series has %1").arg(list);
}

QString selectionMissing(const promql::Derivation& step, common::Zone zone)
{
    const auto* selector = std::get_if<promql::SelectorStep>(&step.detail);
    const auto* window = std::get_if<promql::WindowStep>(&step.detail);
    const std::size_t selected = selector ? selector->selected : window ? window->selected : 0;
    switch (step.missing) {
    case Missing::NoSeries:
        return noSeries(selector ? selector->matchers : window ? window->matchers : std::vector<std::string>());
    case Missing::OtherSeries: return QStringLiteral("%1 series, none of them about this").arg(selected);
    case Missing::Stale:
        return QStringLiteral("the series ended at %1").arg(common::clockTime(selector->newest->time, zone));
    default: break;
    }
    if (window)
        return QStringLiteral("no sample in the window of ") + common::span(window->range);
    return selector ? QStringLiteral("no sample in the last ") + common::span(selector->to - selector->from)
                    : QStringLiteral("no sample");
}

QString differences(const promql::BinaryStep& step)
{
    QStringList out;
    for (const auto& difference : step.differences) {
        const QString name = common::display(difference.name, 40);
        const QString theirs = common::display(difference.theirs, 40);
        const QString ours = common::display(difference.ours, 40);
        out << (theirs.isEmpty()     ? QStringLiteral("has no %1").arg(name)
                    : ours.isEmpty() ? QStringLiteral("has %1=%2 besides").arg(name, theirs)
                                     : QStringLiteral("has %1=%2, not %3").arg(name, theirs, ours));
    }
    return out.join(QStringLiteral(", "));
}

QString binaryMissing(const promql::Derivation& step, const promql::BinaryStep& detail)
{
    const QString key = whyLabels(detail.key);
    const QString with = key.isEmpty() ? QString() : QStringLiteral(" with ") + key;
    switch (step.missing) {
    case Missing::ComparedFalse:
        return QStringLiteral("%1 %2 %3 is false")
            .arg(detail.left ? whyFigure(*detail.left) : QString(), common::display(promql::nameOf(detail.op)),
                 detail.right ? whyFigure(*detail.right) : QString());
    case Missing::EmptySide: return QStringLiteral("the other side is empty");
    case Missing::NoPartner:
        return QStringLiteral("the other side has nothing%1; the nearest of its %2 %3")
            .arg(with)
            .arg(detail.others)
            .arg(differences(detail));
    case Missing::HasPartner:
        return detail.op == promql::BinaryOp::Or ? QStringLiteral("the left side has it already%1").arg(with)
                                                 : QStringLiteral("the other side has something%1").arg(with);
    default: return QStringLiteral("it came out with other labels");
    }
}

QString rankMissing(const promql::AggregateStep& detail)
{
    return QStringLiteral("number %1 of %2, %3 are kept")
        .arg(detail.rank)
        .arg(detail.members)
        .arg(detail.parameter ? whyFigure(*detail.parameter) : QString());
}

} // namespace

QString whyMissing(const promql::Derivation& step, common::Zone zone)
{
    if (step.missing == Missing::InOperand)
        return QStringLiteral("nothing to go by");
    if (const auto* binary = std::get_if<promql::BinaryStep>(&step.detail))
        return binaryMissing(step, *binary);
    switch (step.missing) {
    case Missing::TooFewSamples: {
        const auto* window
            = step.operands.empty() ? nullptr : std::get_if<promql::WindowStep>(&step.operands.front().detail);
        const std::size_t count = window ? window->count : 0;
        return QStringLiteral("%1 sample%2 in the window, 2 are needed")
            .arg(count)
            .arg(count == 1 ? QString() : QStringLiteral("s"));
    }
    case Missing::OutRanked: return rankMissing(std::get<promql::AggregateStep>(step.detail));
    case Missing::IsPresent: return QStringLiteral("something is there");
    case Missing::Refused: return QStringLiteral("the function passes it by");
    case Missing::OtherSeries:
        if (step.kind == promql::ExprKind::Selector || step.kind == promql::ExprKind::Range)
            return selectionMissing(step, zone);
        return QStringLiteral("it came out with other labels");
    default: return selectionMissing(step, zone);
    }
}

} // namespace checkwatch::charts
