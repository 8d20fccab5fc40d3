#include "models/promql/evaluation.h"

#include "models/promql/arithmetic.h"

namespace checkwatch::promql {
namespace {

/// The labels an element finds its partner by.
class Signature
{
public:
    explicit Signature(const Matching& matching) : m_on(matching.on), m_names(matching.labels)
    {
        if (!m_on) {
            m_names.emplace_back(metrics::metricNameLabel);
        }
    }
    const std::string& of(const Item& item)
    {
        m_key.clear();
        if (m_on) {
            appendKeyOf(m_key, item, m_names);
        } else {
            appendKeyWithout(m_key, item, m_names);
        }
        return m_key;
    }

private:
    bool m_on;
    std::vector<std::string> m_names;
    std::string m_key;
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
        : m_evaluation(evaluation), m_node(node), m_signature(node.matching),
          m_swapped(node.matching.card == Cardinality::OneToMany),
          m_oneToOne(node.matching.card == Cardinality::OneToOne)
    {
    }
    Items combine(const Items& left, const Items& right);

private:
    bool indexOne(const Items& one);
    void combineItem(const Item& many, const Item& one, std::uint32_t signature, Items& out);
    Item resultFor(const Item& many, const Item& one, double value);
    bool claim(const Item& result, std::uint32_t signature);

    Evaluation& m_evaluation;
    const Binary& m_node;
    Signature m_signature;
    bool m_swapped;
    bool m_oneToOne;
    KeyIndex m_index;            ///< signatures of the "one" side, numbered as its elements
    std::vector<bool> m_matched; ///< one-to-one: signatures that have a result
    KeyIndex m_results;          ///< otherwise: signature and labels of the results
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
        const auto partner = m_index.find(m_signature.of(item));
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
    for (const Item& item : one) {
        if (!m_evaluation.goOn()) {
            break;
        }
        const auto [number, isNew] = m_index.insert(m_signature.of(item));
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

void Matcher::combineItem(const Item& many, const Item& one, std::uint32_t signature, Items& out)
{
    Outcome outcome = m_swapped ? apply(m_node.op, one.value, many.value) : apply(m_node.op, many.value, one.value);
    if (m_node.returnBool) {
        outcome = {outcome.keep ? 1.0 : 0.0};
    }
    if (!outcome.keep) {
        return; // before any check for duplicates: whether those are errors depends on the values
    }
    const Item result = resultFor(many, one, outcome.value);
    if (claim(result, signature)) {
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

bool Matcher::claim(const Item& result, std::uint32_t signature)
{
    if (m_oneToOne) {
        if (m_matched[signature]) {
            m_evaluation.fail("multiple matches for labels: many-to-one matching must be explicit "
                              "(group_left/group_right)");
            return false;
        }
        m_matched[signature] = true;
        return true;
    }
    m_key.assign(reinterpret_cast<const char*>(&signature), sizeof signature); // NOLINT: bytes of a number
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

Items combineSets(Evaluation& evaluation, const Binary& node, const Items& left, const Items& right,
                  std::vector<std::uint32_t>* partners)
{
    const bool isOr = node.op == BinaryOp::Or;
    const Items& indexed = isOr ? left : right;
    Signature signature(node.matching);
    KeyIndex index;
    std::vector<std::uint32_t> first; // element of each signature
    for (std::uint32_t i = 0; i < indexed.size() && evaluation.goOn(); ++i) {
        if (index.insert(signature.of(indexed[i])).second && partners) {
            first.push_back(i);
        }
    }
    Items out;
    if (isOr) {
        out = left;
    }
    for (const Item& item : isOr ? right : left) {
        if (!evaluation.goOn()) {
            break;
        }
        const auto number = index.find(signature.of(item));
        const bool found = number.has_value();
        if (partners) {
            partners->push_back(found ? first[*number] : TapedStep::noPartner);
        }
        if (found == (node.op == BinaryOp::And)) {
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
    return isSetOperator(node.op) ? combineSets(*this, node, left, right, m_tape ? &m_tape->step().partners : nullptr)
                                  : Matcher(*this, node).combine(left, right);
}

} // namespace checkwatch::promql
