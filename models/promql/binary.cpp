#include "models/promql/evaluation.h"

#include "models/promql/arithmetic.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

/// The number of what an element finds its partner by: equal for elements of both sides that match.
class Signature
{
public:
    Signature(Evaluation& evaluation, const Expr& operand, const Matching& matching)
    {
        std::vector<std::string> names = matching.labels;
        if (!matching.on) {
            names.emplace_back(metrics::metricNameLabel);
        }
        m_groups = &evaluation.groupsOf(operand, names, !matching.on);
    }
    /// Of the operand's next element.
    std::uint32_t of(const Item& item) { return m_groups->find(item, m_next++); }

private:
    OperandGroups* m_groups = nullptr;
    std::size_t m_next = 0;
};

/// Numbers of elements by their signature.
class SignatureIndex
{
public:
    /// The number that is there, and whether it is this one.
    std::pair<std::uint32_t, bool> insert(std::uint32_t signature, std::uint32_t element)
    {
        if (signature >= m_elements.size()) {
            m_elements.resize(std::max<std::size_t>(signature + 1, 2 * m_elements.size()), none);
        }
        const bool isNew = m_elements[signature] == none;
        m_elements[signature] = isNew ? element : m_elements[signature];
        return {m_elements[signature], isNew};
    }
    [[nodiscard]] std::optional<std::uint32_t> find(std::uint32_t signature) const
    {
        const bool known = signature < m_elements.size() && m_elements[signature] != none;
        return known ? std::optional(m_elements[signature]) : std::nullopt;
    }

private:
    static constexpr std::uint32_t none = 0xffffffffU;
    std::vector<std::uint32_t> m_elements;
};

Items withScalar(const Binary& node, Items items, double number, bool numberLeft)
{
    const bool drop = dropsName(node);
    std::size_t kept = 0;
    for (const Item& item : items) {
        Outcome outcome = numberLeft ? apply(node.op, number, item.value) : apply(node.op, item.value, number);
        if (isComparison(node.op)) {
            outcome.value = item.value; // also where the number stands on the left
        }
        if (node.returnBool) {
            outcome = {outcome.keep ? 1.0 : 0.0};
        }
        if (outcome.keep) {
            items[kept++] = {item.labels, outcome.value, item.dropName || drop, item.origin};
        }
    }
    items.resize(kept);
    return items;
}

/// Vector with vector, other than set operators. "Many" is the left side unless group_right was written.
class Matcher
{
public:
    Matcher(Evaluation& evaluation, const Binary& node)
        : m_evaluation(evaluation), m_node(node), m_swapped(node.matching.card == Cardinality::OneToMany),
          m_oneToOne(node.matching.card == Cardinality::OneToOne),
          m_many(evaluation, m_swapped ? *node.right : *node.left, node.matching),
          m_one(evaluation, m_swapped ? *node.left : *node.right, node.matching)
    {
    }
    Items combine(const Items& left, const Items& right);

private:
    bool indexOne(const Items& one);
    void combineItem(const Item& many, const Item& one, std::uint32_t partner, Items& out);
    Item resultFor(const Item& many, const Item& one, double value);
    bool claim(const Item& result, std::uint32_t partner);

    Evaluation& m_evaluation;
    const Binary& m_node;
    bool m_swapped;
    bool m_oneToOne;
    Signature m_many;
    Signature m_one;
    SignatureIndex m_index;      ///< of the "one" side
    std::vector<bool> m_matched; ///< one-to-one: elements of the "one" side that have a result
    KeyIndex m_results;          ///< otherwise: partner and labels of the results
    std::string m_key;
};

Items Matcher::combine(const Items& left, const Items& right)
{
    Items out;
    if (left.empty() || right.empty()) {
        return out;
    }
    const Items& many = m_swapped ? right : left;
    const Items& one = m_swapped ? left : right;
    if (!indexOne(one)) {
        return out;
    }
    m_matched.resize(one.size());
    for (const Item& item : many) {
        if (!m_evaluation.goOn()) {
            break;
        }
        const auto partner = m_index.find(m_many.of(item));
        if (Tape* const tape = m_evaluation.tape()) {
            tape->step().partners.push_back(partner.value_or(TapedStep::noPartner));
        }
        if (partner && !m_evaluation.failed()) {
            combineItem(item, one[*partner], *partner, out);
        }
    }
    return out;
}

bool Matcher::indexOne(const Items& one)
{
    for (std::uint32_t i = 0; i < one.size() && m_evaluation.goOn(); ++i) {
        const Item& item = one[i];
        const auto [number, isNew] = m_index.insert(m_one.of(item), i);
        if (!isNew) {
            m_evaluation.fail("found duplicate series for the match group "
                              + textOf(matchedLabels(item, m_node.matching)) + " on the "
                              + (m_swapped ? "left" : "right") + " hand-side of the operation: ["
                              + textOf(labelsOf(item)) + ", " + textOf(labelsOf(one[number]))
                              + "];many-to-many matching not allowed: matching labels must be unique on one side");
            return false;
        }
    }
    return true;
}

void Matcher::combineItem(const Item& many, const Item& one, std::uint32_t partner, Items& out)
{
    Outcome outcome = m_swapped ? apply(m_node.op, one.value, many.value) : apply(m_node.op, many.value, one.value);
    if (m_node.returnBool) {
        outcome = {outcome.keep ? 1.0 : 0.0};
    }
    if (!outcome.keep) {
        return; // before any check for duplicates: whether those are errors depends on the values
    }
    const Item result = resultFor(many, one, outcome.value);
    if (claim(result, partner)) {
        out.push_back(result);
    }
}

Item Matcher::resultFor(const Item& many, const Item& one, double value)
{
    const Matching& matching = m_node.matching;
    const bool drop = dropsName(m_node);
    if (m_oneToOne ? !matching.on && matching.labels.empty() : matching.include.empty()) {
        return {many.labels, value, many.dropName || drop, many.origin};
    }
    metrics::LabelsBuilder builder(labelsOf(many));
    if (drop) {
        builder.remove(metrics::metricNameLabel);
    }
    if (m_oneToOne && matching.on) {
        builder.keep(matching.labels);
    } else if (m_oneToOne) {
        for (const std::string& name : matching.labels) {
            builder.remove(name);
        }
    }
    for (const std::string& name : matching.include) {
        builder.set(name, labelOf(one, name));
    }
    if (m_node.returnBool) {
        builder.remove(metrics::metricNameLabel);
    }
    return {m_evaluation.keep(builder.build()), value, false, many.origin};
}

bool Matcher::claim(const Item& result, std::uint32_t partner)
{
    if (m_oneToOne) {
        if (m_matched[partner]) {
            m_evaluation.fail("multiple matches for labels: many-to-one matching must be explicit "
                              "(group_left/group_right)");
            return false;
        }
        m_matched[partner] = true;
        return true;
    }
    m_key.assign(reinterpret_cast<const char*>(&partner), sizeof partner); // NOLINT: bytes of a number
    appendKeyWithout(m_key, result, {});
    if (!m_results.insert(m_key).second) {
        m_evaluation.fail("multiple matches for labels: grouping labels must ensure unique matches");
        return false;
    }
    return true;
}

} // namespace

metrics::Labels matchedLabels(const Item& item, const Matching& matching)
{
    metrics::LabelsBuilder builder(labelsOf(item));
    if (matching.on) {
        return builder.keep(matching.labels).build();
    }
    for (const std::string& name : matching.labels) {
        builder.remove(name);
    }
    return builder.remove(metrics::metricNameLabel).build();
}

/// Set operators: and, or, unless.
Items Evaluation::combineSets(const Binary& node, const Items& left, const Items& right)
{
    const bool isOr = node.op == BinaryOp::Or;
    const Items& indexed = isOr ? left : right;
    Signature known(*this, isOr ? *node.left : *node.right, node.matching);
    Signature other(*this, isOr ? *node.right : *node.left, node.matching);
    SignatureIndex index;
    for (std::uint32_t i = 0; i < indexed.size() && goOn(); ++i) {
        index.insert(known.of(indexed[i]), i);
    }
    Items out;
    if (isOr) {
        out = left;
    }
    for (const Item& item : isOr ? right : left) {
        if (!goOn()) {
            break;
        }
        const auto partner = index.find(other.of(item));
        if (m_tape) {
            m_tape->step().partners.push_back(partner.value_or(TapedStep::noPartner));
        }
        if (partner.has_value() == (node.op == BinaryOp::And)) {
            out.push_back(item);
        }
    }
    return out;
}

Items Evaluation::binary(const Binary& node, base::Timestamp time)
{
    if (node.left->type == ValueType::Scalar) {
        const double number = scalar(*node.left, time);
        return withScalar(node, vector(*node.right, time), number, true);
    }
    Items left = vector(*node.left, time);
    if (node.right->type == ValueType::Scalar) {
        return withScalar(node, std::move(left), scalar(*node.right, time), false);
    }
    Items right = vector(*node.right, time);
    if (m_failed) {
        return {};
    }
    if (m_tape) {
        for (Item& item : right) {
            item.origin |= TapedStep::fromRight;
        }
    }
    return isSetOperator(node.op) ? combineSets(node, left, right) : Matcher(*this, node).combine(left, right);
}

} // namespace checkwatch::promql
