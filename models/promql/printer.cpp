#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "models/promql/functions.h"
#include "models/promql/names.h"
#include "models/promql/places.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace checkwatch::promql {
namespace {

/// The text so far, and where in it each node stands, where somebody asks.
struct Text : std::string
{
    Places* places = nullptr;
};

void append(Text& out, const Expr& expr);

void appendJoined(std::string& out, const std::vector<std::string>& parts, std::string_view separator)
{
    for (std::size_t i = 0; i < parts.size(); ++i) {
        out.append(i == 0 ? "" : separator).append(parts[i]);
    }
}

void appendShift(std::string& out, const TimeShift& shift)
{
    if (shift.at == At::Time) {
        const std::int64_t ms = base::unixMs(shift.time);
        std::array<char, 40> buffer{};
        std::snprintf(buffer.data(), buffer.size(), " @ %s%lld.%03lld", ms < 0 ? "-" : "",
                      static_cast<long long>(std::abs(ms / 1000)), static_cast<long long>(std::abs(ms % 1000)));
        out += buffer.data();
    } else if (shift.at != At::None) {
        out += shift.at == At::Start ? " @ start()" : " @ end()";
    }
    if (shift.offset.count() != 0) {
        out += " offset " + base::formatDuration(shift.offset);
    }
}

void appendSelector(std::string& out, const Selector& selector)
{
    std::vector<std::string> matchers;
    for (const metrics::Matcher& matcher : selector.matchers) {
        // The matcher that the name before the brace stands for. {__name__=""} has no such name and stays, where Prometheus'
        // printer loses it: what is printed has to mean what was read.
        const bool isName = !selector.name.empty() && matcher.name() == metrics::metricNameLabel
            && matcher.type() == metrics::MatchType::Equal && matcher.value() == selector.name;
        if (!isName) {
            matchers.push_back(matcher.toString());
        }
    }
    std::sort(matchers.begin(), matchers.end());
    out += selector.name;
    if (!matchers.empty()) {
        out += '{';
        appendJoined(out, matchers, ",");
        out += '}';
    }
}

void appendSubquery(Text& out, const Subquery& node)
{
    append(out, *node.inner);
    out += '[' + base::formatDuration(node.range) + ':';
    if (node.step.count() != 0) {
        out += base::formatDuration(node.step);
    }
    out += ']';
    appendShift(out, node.shift);
}

void appendCall(Text& out, const Call& call)
{
    out.append(call.function->name) += '(';
    for (std::size_t i = 0; i < call.args.size(); ++i) {
        out += i == 0 ? "" : ", ";
        append(out, *call.args[i]);
    }
    out += ')';
}

void appendAggregate(Text& out, const Aggregate& node)
{
    out += nameOf(node.op);
    if (node.without || !node.grouping.empty()) {
        out += node.without ? " without (" : " by (";
        appendJoined(out, node.grouping, ", ");
        out += ") ";
    }
    out += '(';
    if (node.param) {
        append(out, *node.param);
        out += ", ";
    }
    append(out, *node.inner);
    out += ')';
}

void appendMatching(std::string& out, const Matching& matching)
{
    const bool grouped = matching.card == Cardinality::ManyToOne || matching.card == Cardinality::OneToMany;
    if (matching.labels.empty() && !matching.on && !grouped) {
        return; // Prometheus 2 leaves it out where grouped too, and so reads back another expression
    }
    out += matching.on ? " on (" : " ignoring (";
    appendJoined(out, matching.labels, ", ");
    out += ')';
    if (grouped) {
        out += matching.card == Cardinality::ManyToOne ? " group_left (" : " group_right (";
        appendJoined(out, matching.include, ", ");
        out += ')';
    }
}

void appendBinary(Text& out, const Binary& node)
{
    // "+Inf ^ 2" would read back as +(Inf ^ 2), so the sign is left out there.
    const bool infiniteBase = node.op == BinaryOp::Pow && node.left->kind == ExprKind::Number
        && std::isinf(as<NumberLiteral>(*node.left).value);
    if (infiniteBase) {
        out += "Inf";
    } else {
        append(out, *node.left);
    }
    out.append(" ").append(nameOf(node.op));
    out += node.returnBool ? " bool" : "";
    appendMatching(out, node.matching);
    out += ' ';
    append(out, *node.right);
}

void append(Text& out, const Expr& expr)
{
    const std::size_t begin = out.size();
    switch (expr.kind) {
    case ExprKind::Number: out += base::formatFloat(as<NumberLiteral>(expr).value, 'g'); break;
    case ExprKind::Text: out += metrics::quote(as<TextLiteral>(expr).value); break;
    case ExprKind::Selector:
        appendSelector(out, as<Selector>(expr));
        appendShift(out, as<Selector>(expr).shift);
        break;
    case ExprKind::Range:
        appendSelector(out, *as<Range>(expr).selector);
        out += '[' + base::formatDuration(as<Range>(expr).range) + ']';
        appendShift(out, as<Range>(expr).selector->shift);
        break;
    case ExprKind::Subquery: appendSubquery(out, as<Subquery>(expr)); break;
    case ExprKind::Call: appendCall(out, as<Call>(expr)); break;
    case ExprKind::Aggregate: appendAggregate(out, as<Aggregate>(expr)); break;
    case ExprKind::Binary: appendBinary(out, as<Binary>(expr)); break;
    case ExprKind::Unary:
        out += as<Unary>(expr).negative ? '-' : '+';
        append(out, *as<Unary>(expr).inner);
        break;
    case ExprKind::Paren:
        out += '(';
        append(out, *as<Paren>(expr).inner);
        out += ')';
        break;
    }
    if (out.places) {
        out.places->emplace(&expr, Span{begin, out.size()});
    }
}

} // namespace

std::string print(const Expr& expr)
{
    Text out;
    append(out, expr);
    return out;
}

std::string print(const Expr& expr, Places& places)
{
    Text out;
    out.places = &places;
    append(out, expr);
    return out;
}

} // namespace checkwatch::promql
