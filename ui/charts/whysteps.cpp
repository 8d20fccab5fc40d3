#include "ui/charts/whysteps.h"

#include "models/promql/names.h"
#include "ui/common/text.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::charts {

using promql::Derivation;

namespace {

constexpr int shownMembers = 4;
constexpr int labelsInALine = 4;

QString plural(std::size_t count, const char* what)
{
    return QStringLiteral("%1 %2%3").arg(count).arg(QLatin1String(what), count == 1 ? QString() : QStringLiteral("s"));
}

QString textOf(const promql::Explanation& record, const Derivation& step)
{
    const std::string_view text = record.text;
    return common::display(text.substr(step.printed.begin, step.printed.end - step.printed.begin), 160);
}

/// "× 60 / 55": what the samples stand for over what they span.
QString extrapolationWords(const promql::WindowNotes& notes)
{
    const promql::Extrapolation& e = *notes.extrapolation;
    QString out = QStringLiteral("last − first");
    if (notes.resetCount > 0)
        out += QStringLiteral(" + %1 lost in %2").arg(whyFigure(notes.lost), plural(notes.resetCount, "reset"));
    out += QStringLiteral(" = %1, × %2 / %3")
               .arg(whyFigure(e.difference), common::exact(e.extent), common::exact(e.sampled));
    if (e.fromZero)
        out += QStringLiteral(" (counted from where it was 0)");
    else if (e.startFar || e.endFar)
        out += QStringLiteral(" (half an interval %1, the window reaches further)")
                   .arg(e.startFar && e.endFar ? QStringLiteral("at both ends")
                            : e.startFar       ? QStringLiteral("before the first")
                                               : QStringLiteral("after the last"));
    return out;
}

QString windowWords(const promql::WindowStep& window, common::Zone zone)
{
    QString out = plural(window.count, window.step.count() > 0 ? "value" : "sample");
    if (window.count > 1 && window.first)
        out += QStringLiteral(", %1 to %2")
                   .arg(common::clockTime(window.first->time, zone),
                        common::clockTime(window.samples.back().time, zone));
    return out
        + QStringLiteral(", in the %1 to %2").arg(common::span(window.range), common::clockTime(window.end, zone));
}

const promql::WindowStep* windowOf(const Derivation& step)
{
    for (const Derivation& operand : step.operands) {
        if (const auto* window = std::get_if<promql::WindowStep>(&operand.detail))
            return window;
    }
    return nullptr;
}

WhyStep callStep(const promql::Explanation& record, const Derivation& step, const promql::CallStep& call,
                 common::Zone zone)
{
    WhyStep out;
    const promql::WindowStep* const window = windowOf(step);
    out.text = common::display(call.function);
    for (const Derivation& operand : step.operands) {
        if (std::holds_alternative<promql::WindowStep>(operand.detail))
            out.text += QStringLiteral(" of ") + textOf(record, operand);
    }
    if (window && window->count > 0) {
        out.more = windowWords(*window, zone);
        if (call.notes.extrapolation)
            out.more += QStringLiteral("; ") + extrapolationWords(call.notes);
        if (call.notes.extrapolation && call.function == "rate")
            out.more
                += QStringLiteral(", / %1 s").arg(common::exact(static_cast<double>(window->range.count()) / 1000));
    }
    return out;
}

/// What all of these have.
metrics::Labels commonLabels(const std::vector<promql::Element>& elements)
{
    metrics::LabelsBuilder common(elements.empty() ? metrics::Labels() : elements.front().labels);
    for (const promql::Element& element : elements) {
        for (const metrics::Label label : elements.front().labels) {
            if (element.labels.get(label.name) != label.value)
                common.remove(label.name);
        }
    }
    return common.build();
}

/// The members by the labels in which they differ, with their values.
QString memberWords(const promql::AggregateStep& step)
{
    const metrics::Labels common = commonLabels(step.shown);
    QStringList out;
    for (const promql::Element& member : step.shown) {
        if (out.size() == shownMembers)
            break;
        const QString labels = whyLabels(member.labels, common);
        out << (labels.isEmpty() ? whyFigure(member.value) : labels + QLatin1Char(' ') + whyFigure(member.value));
    }
    const auto rest = step.members - static_cast<std::size_t>(out.size());
    return out.join(QStringLiteral(" · ")) + (rest > 0 ? QStringLiteral(" · and %1 more").arg(rest) : QString());
}

WhyStep aggregateStep(const Derivation& step, const promql::AggregateStep& detail)
{
    WhyStep out;
    out.text = common::display(detail.operation);
    if (detail.parameter)
        out.text += QStringLiteral("(%1)").arg(whyFigure(*detail.parameter));
    QStringList names;
    for (const std::string& name : detail.grouping)
        names << common::display(name, 40);
    if (detail.without || !names.isEmpty())
        out.text += (detail.without ? QStringLiteral(" without (") : QStringLiteral(" by ("))
            + names.join(QStringLiteral(", ")) + QLatin1Char(')');
    if (detail.members > 0) {
        out.text += QStringLiteral(" of %1").arg(detail.members);
        const QString key = whyLabels(step.labels);
        const bool ranking = detail.rank > 0;
        out.more = ranking ? QStringLiteral("number %1: ").arg(detail.rank) : QString();
        out.more += (key.isEmpty() || ranking ? QString() : key + QStringLiteral(": ")) + memberWords(detail);
    }
    return out;
}

WhyStep setStep(const Derivation& step, const promql::BinaryStep& detail)
{
    WhyStep out;
    out.text = common::display(promql::nameOf(detail.op));
    if (!step.present)
        return out;
    const QString key = whyLabels(detail.key);
    const QString with = key.isEmpty() ? QString() : QStringLiteral(" with ") + key;
    if (detail.op == promql::BinaryOp::Or) {
        out.text = step.operands.size() > 1 ? QStringLiteral("or: the right side, the left has nothing")
                                            : QStringLiteral("or: the left side");
        return out;
    }
    out.text = QStringLiteral("kept by ") + out.text;
    out.more = detail.op == promql::BinaryOp::And ? QStringLiteral("the right side has something") + with
                                                  : QStringLiteral("the right side has nothing") + with;
    return out;
}

WhyStep binaryStep(const Derivation& step, const promql::BinaryStep& detail)
{
    WhyStep out;
    if (promql::isSetOperator(detail.op))
        return setStep(step, detail);
    const QString op = common::display(promql::nameOf(detail.op));
    const QString key = whyLabels(detail.key);
    if (!detail.left || !detail.right) {
        out.text = QStringLiteral("… ") + op + QStringLiteral(" …");
        if (detail.right && step.operands.size() == 2 && step.operands[1].kind == promql::ExprKind::Number)
            out.text = QStringLiteral("… %1 %2").arg(op, whyFigure(*detail.right));
        return out;
    }
    out.text = QStringLiteral("%1 %2 %3").arg(whyFigure(*detail.left), op, whyFigure(*detail.right));
    if (!key.isEmpty())
        out.more = QStringLiteral("both for ") + key;
    return out;
}

WhyStep selectorStep(const promql::Explanation& record, const Derivation& step, const promql::SelectorStep& selector,
                     common::Zone zone)
{
    WhyStep out;
    out.text = textOf(record, step);
    if (step.present && selector.newest)
        out.more
            = QStringLiteral("newest sample at %1, %2 old; one of %3 series")
                  .arg(common::clockTime(selector.newest->time, zone), common::age(selector.to - selector.newest->time))
                  .arg(selector.selected);
    return out;
}

WhyStep describe(const promql::Explanation& record, const Derivation& step, common::Zone zone)
{
    if (const auto* call = std::get_if<promql::CallStep>(&step.detail))
        return callStep(record, step, *call, zone);
    if (const auto* aggregate = std::get_if<promql::AggregateStep>(&step.detail))
        return aggregateStep(step, *aggregate);
    if (const auto* binary = std::get_if<promql::BinaryStep>(&step.detail))
        return binaryStep(step, *binary);
    if (const auto* selector = std::get_if<promql::SelectorStep>(&step.detail))
        return selectorStep(record, step, *selector, zone);
    WhyStep out;
    out.text = textOf(record, step);
    if (const auto* window = std::get_if<promql::WindowStep>(&step.detail); window && window->count > 0)
        out.more = windowWords(*window, zone);
    return out;
}

/// Numbers that are written there, and windows of a function that tells of them itself.
bool isToldAbove(const Derivation& step, const Derivation& parent)
{
    const bool window = step.kind == promql::ExprKind::Range && parent.kind == promql::ExprKind::Call;
    return step.kind == promql::ExprKind::Number || (window && step.present);
}

/// Of several operands each begins a branch, and what follows in a branch stands a little further in than its beginning.
void addSteps(const promql::Explanation& record, const Derivation& step, int depth, bool begins, common::Zone zone,
              QList<WhyStep>& out)
{
    WhyStep told = whyStep(record, step, zone);
    told.depth = depth;
    out << told;
    std::vector<const Derivation*> below;
    for (const Derivation& operand : step.operands) {
        if (!isToldAbove(operand, step))
            below.push_back(&operand);
    }
    const bool branches = below.size() > 1;
    for (const Derivation* operand : below)
        addSteps(record, *operand, branches ? depth + 2 : begins ? depth + 1 : depth, branches, zone, out);
    if (step.leftOut > 0)
        out << WhyStep{depth + 1, QStringLiteral("and %1 more").arg(plural(step.leftOut, "step")), {}, {}};
}

} // namespace

QString whyFigure(double value)
{
    if (std::isnan(value))
        return QStringLiteral("NaN");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("+Inf") : QStringLiteral("-Inf");
    const double size = std::abs(value);
    return value != 0 && (size < 0.01 || size >= 1e15) ? QString::number(value, 'g', 3) : common::exact(value);
}

QString whyLabels(const metrics::Labels& labels, const metrics::Labels& known)
{
    QStringList out;
    for (const metrics::Label label : labels) {
        if (label.name == metrics::metricNameLabel || known.get(label.name) == label.value)
            continue;
        if (out.size() == labelsInALine) {
            out << QStringLiteral("…");
            break;
        }
        out << common::display(label.name, 40) + QLatin1Char('=') + common::display(label.value, 40);
    }
    return out.join(QLatin1Char(' '));
}

WhyStep whyStep(const promql::Explanation& record, const Derivation& step, common::Zone zone)
{
    WhyStep out = describe(record, step, zone);
    const auto* binary = std::get_if<promql::BinaryStep>(&step.detail);
    const bool filter
        = binary && promql::isComparison(binary->op) && !binary->returnBool && step.type == promql::ValueType::Vector;
    if (!step.present) {
        const QString reason = whyMissing(step, zone);
        const bool compared = step.missing == promql::Missing::ComparedFalse;
        out.text = compared ? QStringLiteral("filtered: ") + reason : out.text + QStringLiteral(": ") + reason;
        out.tone = step.missing == promql::Missing::InOperand ? WhyStep::Tone::Idle : WhyStep::Tone::Lost;
        return out;
    }
    if (filter)
        out.text += QStringLiteral(" is true");
    else if (step.type != promql::ValueType::Matrix && !(binary && promql::isSetOperator(binary->op)))
        out.text += QStringLiteral(" = ") + whyFigure(step.value);
    if (step.time != record.time && step.kind != promql::ExprKind::Number)
        out.more = QStringLiteral("at %1: ").arg(common::clockTime(step.time, zone)) + out.more;
    return out;
}

QList<WhyStep> whySteps(const promql::Explanation& record, common::Zone zone)
{
    QList<WhyStep> out;
    addSteps(record, record.root, 0, false, zone, out);
    if (!out.isEmpty() && record.root.present)
        out.front().tone = WhyStep::Tone::True;
    return out;
}

} // namespace checkwatch::charts
