#include "ui/charts/whywords.h"

#include "models/base/duration.h"
#include "models/promql/names.h"
#include "ui/charts/whysteps.h"
#include "ui/common/text.h"

namespace checkwatch::charts {

using common::exact;

namespace {

/// The parts of `increase(x[1m]) > 0`.
struct CounterForm
{
    const promql::BinaryStep* comparison = nullptr;
    const promql::Derivation* call = nullptr;
    const promql::CallStep* function = nullptr;
    const promql::WindowStep* window = nullptr;

    explicit operator bool() const { return comparison && function && window; }
};

CounterForm counterForm(const promql::Derivation& root)
{
    CounterForm form;
    form.comparison = std::get_if<promql::BinaryStep>(&root.detail);
    if (!form.comparison || !promql::isComparison(form.comparison->op) || form.comparison->returnBool
        || root.operands.size() != 2 || root.operands[1].kind != promql::ExprKind::Number)
        return {};
    form.call = &root.operands[0];
    form.function = std::get_if<promql::CallStep>(&form.call->detail);
    if (!form.function || form.call->operands.empty())
        return {};
    const std::string& name = form.function->function;
    if (name != "increase" && name != "rate" && name != "delta")
        return {};
    form.window = std::get_if<promql::WindowStep>(&form.call->operands.front().detail);
    if (form.window && form.call->operands.front().kind != promql::ExprKind::Range)
        form.window = nullptr;
    return form;
}

QString resetWords(const promql::WindowNotes& notes)
{
    if (notes.resetCount == 0)
        return QStringLiteral("no counter reset");
    return QStringLiteral("%1 counter reset%2, %3 added")
        .arg(notes.resetCount)
        .arg(notes.resetCount == 1 ? QString() : QStringLiteral("s"))
        .arg(exact(notes.lost));
}

} // namespace

QList<WhyLine> whyLines(const fleet::Explanation& why)
{
    QList<WhyLine> lines;
    const CounterForm form = why.record ? counterForm(why.record->root) : CounterForm();
    if (!form)
        return lines;
    const QString samples = QStringLiteral("%1 sample%2 in the window")
                                .arg(form.window->count)
                                .arg(form.window->count == 1 ? QString() : QStringLiteral("s"));
    if (!form.call->present || !form.function->notes.extrapolation) {
        const bool none = form.call->missing == promql::Missing::InOperand;
        lines.append({samples,
                      none ? whyMissing(form.call->operands.front(), common::Zone::Utc)
                           : QStringLiteral("two are needed: no value yet")});
        return lines;
    }
    const promql::WindowNotes& notes = form.function->notes;
    const promql::Extrapolation& e = *notes.extrapolation;
    const QString range = exact(static_cast<double>(form.window->range.count()) / 1000.0);
    const bool perSecond = form.function->function == "rate";
    lines.append({samples,
                  form.window->first ? whyFigure(form.window->first->value) + QStringLiteral(" → ")
                          + whyFigure(form.window->samples.back().value)
                                     : QString()});
    lines.append({QStringLiteral("they span %1 s of %2 s").arg(exact(e.sampled, 1), range),
                  QStringLiteral("× %1 / %2").arg(exact(e.extent), exact(e.sampled))
                      + (perSecond ? QStringLiteral(" / ") + range : QString())});
    lines.append({QStringLiteral("last − first = %1").arg(whyFigure(e.difference)),
                  e.fromZero ? QStringLiteral("counted from where it was 0") : resetWords(notes)});
    lines.append({(perSecond ? QStringLiteral("per second = %1") : QStringLiteral("extrapolated = %1"))
                      .arg(whyFigure(form.call->value)),
                  QStringLiteral("%1 %2 is %3")
                      .arg(common::display(promql::nameOf(form.comparison->op)), whyFigure(*form.comparison->right),
                           why.isTrue ? QStringLiteral("true") : QStringLiteral("false"))});
    return lines;
}

QString whyRule(const fleet::Explanation& why, common::Zone zone)
{
    QString text = common::display(why.expression, 1024);
    if (why.holdFor.count() > 0)
        text += QStringLiteral(" for ") + common::display(base::formatDuration(why.holdFor));
    if (why.keepFiringFor.count() > 0)
        text += QStringLiteral(", kept firing for ") + common::display(base::formatDuration(why.keepFiringFor));
    text += QStringLiteral(" · evaluated ") + common::clockTime(why.evaluatedAt, zone);
    if (why.interval.count() > 0)
        text += QStringLiteral(", every ") + common::span(why.interval);
    return text;
}

QString whyNext(const fleet::Explanation& why, base::Timestamp now, common::Zone zone)
{
    const QString since = common::clockTime(why.alert.activeAt, zone);
    switch (why.alert.state) {
    case rules::AlertState::Pending:
        return QStringLiteral("True since %1. Fires in %2 at the earliest.")
            .arg(since, common::counting(why.firesAt - now));
    case rules::AlertState::Firing:
        if (why.alert.keepFiringSince != base::Timestamp{})
            return QStringLiteral("Not true any more since %1, kept firing until %2.")
                .arg(common::clockTime(why.alert.keepFiringSince, zone),
                     common::clockTime(why.alert.keepFiringSince + why.keepFiringFor, zone));
        return QStringLiteral("True since %1, firing since %2.").arg(since, common::clockTime(why.alert.firedAt, zone));
    case rules::AlertState::Inactive: break;
    }
    return {};
}

QString whyCaveat(const fleet::Explanation& why)
{
    if (!why.trouble.empty())
        return common::display(why.trouble, 512);
    if (why.changedSince)
        return QStringLiteral("Samples that came in after the evaluation have changed what it sees: the alert was made "
                              "of the value %1.")
            .arg(whyFigure(why.alert.value));
    if (why.record && why.record->samplesCut)
        return QStringLiteral("The samples are too many to be shown.");
    return {};
}

} // namespace checkwatch::charts
