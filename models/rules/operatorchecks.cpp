#include "models/base/numbers.h"
#include "models/promql/names.h"
#include "models/rules/bounds.h"
#include "models/rules/rulechecker.h"

// What the checker says of operators between two sides.
namespace checkwatch::rules {
namespace {

using namespace promql;

std::string joinedClauses(const std::vector<std::string>& clauses)
{
    std::string out;
    for (std::size_t i = 0; i < clauses.size(); ++i) {
        out += (i == 0 ? "" : i + 1 == clauses.size() ? " and " : ", ") + clauses[i];
    }
    return out;
}

bool isCounterComparison(const Binary& node, const MetricTypes& types)
{
    const Expr& left = unwrapped(*node.left);
    const Expr& right = unwrapped(*node.right);
    return left.kind == ExprKind::Selector && right.kind == ExprKind::Number && as<NumberLiteral>(right).value > 0
        && (node.op == BinaryOp::Greater || node.op == BinaryOp::GreaterEqual)
        && isCounter(as<Selector>(left).name, types);
}

} // namespace

void RuleChecker::checkBinary(const Binary& node, Place place)
{
    if (isComparison(node.op)) {
        checkNever(node, place);
        if (isCounterComparison(node, m_conditions.types)) {
            m_verdict.findings.push_back({FindingCode::CounterCompared, Severity::Note,
                                          textOf(*node.left)
                                              + " is a counter: once above a number it stays there until its "
                                                "process starts again. increase() or rate() tell what happens now.",
                                          node.span});
        }
    }
    checkPartners(node, place);
}

void RuleChecker::checkPartners(const Binary& node, Place place)
{
    const bool vectors = node.left->type == ValueType::Vector && node.right->type == ValueType::Vector;
    if (!m_lookup.hasData() || !vectors || node.op == BinaryOp::Or) {
        return;
    }
    if (!isSetOperator(node.op)) {
        if (auto rivals = m_partners.tooMany(node)) {
            // An error anywhere is an error of the whole.
            m_verdict.findings.push_back({FindingCode::ManyToMany,
                                          rivals->always ? Severity::CannotFire : Severity::MayMiss,
                                          std::move(rivals->why), node.span});
        }
    }
    std::string why = m_partners.whyNone(node);
    if (why.empty()) {
        return;
    }
    if (node.op == BinaryOp::Unless) {
        m_verdict.findings.push_back(
            {FindingCode::NoSharedLabels, Severity::Note, why + " `unless` holds nothing back.", node.span});
    } else {
        addEmpty(node, {FindingCode::NoSharedLabels, Severity::MayMiss, std::move(why), {}}, place);
    }
}

void RuleChecker::checkNever(const Binary& node, Place place)
{
    const Bounds left = boundsOf(*node.left, m_conditions.types);
    const Bounds right = boundsOf(*node.right, m_conditions.types);
    if (node.returnBool || m_parts.empty.contains(&node) || !neverPasses(left, node.op, right)) {
        return;
    }
    Bounds premises = left;
    addPremises(premises, right);
    const std::string because = joinedClauses(premises.premises);
    std::string text = textOf(*node.left) + " is " + rangeWords(left) + ", so it is never "
        + std::string(nameOf(node.op)) + " "
        + (right.lo == right.hi ? base::formatFloat(right.lo, 'g') : rangeWords(right));
    addEmpty(node,
             {FindingCode::NeverTrue,
              Severity::MayMiss,
              text + (because.empty() ? "." : ", given that " + because + "."),
              {}},
             place);
}

} // namespace checkwatch::rules
