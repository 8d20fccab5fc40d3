#include "models/promql/evaluation.h"

#include "models/base/numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace checkwatch::promql {
namespace {

/// One group of an aggregation while its elements come in.
struct Group
{
    std::uint32_t number = 0; ///< in its Grouping
    double value = 0;
    double mean = 0;
    std::size_t count = 0;
    std::vector<double> values; ///< for quantiles
    Items ranked;               ///< for topk, bottomk and limitk
};

/// An incremental mean, so that large values do not overflow (guides: prometheus 2.6).
void addToMean(Group& group, double v)
{
    if (std::isinf(group.mean)) {
        const bool sameInfinity = std::isinf(v) && (group.mean > 0) == (v > 0);
        if (sameInfinity || std::isfinite(v)) {
            return;
        }
    }
    const auto n = static_cast<double>(group.count);
    group.mean += v / n - group.mean / n;
}

void addToVariance(Group& group, double v)
{
    const double delta = v - group.mean;
    group.mean += delta / static_cast<double>(group.count);
    group.value += delta * (v - group.mean);
}

void addFirst(AggregateOp op, Group& group, const Item& item)
{
    group.count = 1;
    group.mean = item.value;
    const bool spread = op == AggregateOp::Stddev || op == AggregateOp::Stdvar;
    group.value = spread ? 0 : item.value;
}

void add(AggregateOp op, Group& group, const Item& item)
{
    const double v = item.value;
    ++group.count;
    switch (op) {
    case AggregateOp::Sum: group.value += v; break;
    case AggregateOp::Avg: addToMean(group, v); break;
    case AggregateOp::Max: group.value = group.value < v || std::isnan(group.value) ? v : group.value; break;
    case AggregateOp::Min: group.value = group.value > v || std::isnan(group.value) ? v : group.value; break;
    case AggregateOp::Stddev:
    case AggregateOp::Stdvar: addToVariance(group, v); break;
    default: break;
    }
}

/// Best first, NaN last, equals in the order they came.
void rank(Items& items, bool largest)
{
    std::stable_sort(items.begin(), items.end(), [largest](const Item& a, const Item& b) {
        if (std::isnan(a.value) || std::isnan(b.value)) {
            return !std::isnan(a.value) && std::isnan(b.value);
        }
        return largest ? a.value > b.value : a.value < b.value;
    });
}

double finished(AggregateOp op, Group& group, double param)
{
    const auto n = static_cast<double>(group.count);
    switch (op) {
    case AggregateOp::Avg: return group.mean;
    case AggregateOp::Count:
    case AggregateOp::CountValues: return n;
    case AggregateOp::Group: return 1;
    case AggregateOp::Stdvar: return group.value / n;
    case AggregateOp::Stddev: return std::sqrt(group.value / n);
    case AggregateOp::Quantile: return quantile(param, group.values);
    default: return group.value;
    }
}

/// Sorts elements into groups, in the order of first sight.
class Grouper
{
public:
    Grouper(SelectionCache& cache, const Aggregate& node, std::vector<std::string> names) : m_cache(cache)
    {
        if (node.without) {
            names.emplace_back(metrics::metricNameLabel);
        }
        m_operand = &cache.groupsOf(*node.inner, names, node.without);
        m_places.resize(m_operand->grouping().size(), none);
    }
    std::vector<Group>& groups() { return m_groups; }
    /// The group of the operand's next element, and whether it is new.
    std::pair<Group*, bool> find(const Item& item)
    {
        const std::uint32_t number = m_operand->find(item, m_next++);
        if (number >= m_places.size()) {
            m_places.resize(m_operand->grouping().size(), none);
        }
        const bool isNew = m_places[number] == none;
        if (isNew) {
            m_places[number] = static_cast<std::uint32_t>(m_groups.size());
            m_groups.push_back({});
            m_groups.back().number = number;
        }
        return {&m_groups[m_places[number]], isNew};
    }
    [[nodiscard]] const metrics::Labels* labels(const Group& group)
    {
        return m_operand->grouping().labels(group.number, m_cache);
    }

private:
    static constexpr std::uint32_t none = 0xffffffffU;

    SelectionCache& m_cache;
    OperandGroups* m_operand;
    std::size_t m_next = 0;
    std::vector<std::uint32_t> m_places; ///< by number in the grouping: index of the group here
    std::vector<Group> m_groups;
};

Items ranked(AggregateOp op, std::vector<Group>& groups, std::int64_t k, Tape* tape)
{
    Items out;
    for (Group& group : groups) {
        if (op != AggregateOp::Limitk) { // that takes them as they come
            rank(group.ranked, op == AggregateOp::Topk);
        }
        for (std::size_t i = 0; tape && i < group.ranked.size(); ++i) {
            tape->step().ranking.push_back(group.ranked[i].origin);
        }
        const auto count = std::min<std::size_t>(group.ranked.size(), static_cast<std::size_t>(k));
        out.insert(out.end(), group.ranked.begin(), group.ranked.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return out;
}

} // namespace

Items Evaluation::aggregate(const Aggregate& node, base::Timestamp time)
{
    const bool countsValues = node.op == AggregateOp::CountValues;
    const double param = node.param && !countsValues ? scalar(*node.param, time) : 0;
    Items items = vector(*node.inner, time);
    if (m_failed) {
        return {};
    }
    std::int64_t k = 0;
    if (isRanking(node.op)) {
        if (!(param >= -9223372036854775808.0 && param < 9223372036854775808.0)) {
            fail("Scalar value " + base::formatFloat(param, 'g') + " overflows int64");
            return {};
        }
        k = static_cast<std::int64_t>(param);
        if (k < 1) {
            return {};
        }
    }
    std::vector<std::string> names = node.grouping;
    if (countsValues && !labelValues(text(*node.param), items)) {
        return {};
    }
    if (countsValues && !node.without) {
        names.push_back(text(*node.param));
    }
    Grouper grouper(m_cache, node, std::move(names));
    for (const Item& item : items) {
        if (!goOn()) {
            break;
        }
        const auto [group, isNew] = grouper.find(item);
        tellGroup(static_cast<std::uint32_t>(group - grouper.groups().data()));
        if (isNew) {
            addFirst(node.op, *group, item);
        } else {
            add(node.op, *group, item);
        }
        if (isRanking(node.op)) {
            group->ranked.push_back(item);
        } else if (node.op == AggregateOp::Quantile) {
            group->values.push_back(item.value);
        }
    }
    if (isRanking(node.op)) {
        return ranked(node.op, grouper.groups(), k, m_tape);
    }
    Items out;
    for (Group& group : grouper.groups()) {
        out.push_back({grouper.labels(group), finished(node.op, group, param)});
    }
    return out;
}

void Evaluation::tellGroup(std::uint32_t number)
{
    if (m_tape) {
        m_tape->step().groups.push_back(number);
    }
}

bool Evaluation::labelValues(const std::string& name, Items& items)
{
    if (!isLabelName(name)) {
        fail("invalid label name " + metrics::quote(name));
        return false;
    }
    for (Item& item : items) {
        if (!goOn()) {
            break;
        }
        metrics::LabelsBuilder builder(labelsOf(item));
        item.labels = keep(builder.set(name, base::formatFloat(item.value, 'f')).build());
        item.dropName = false;
    }
    return true;
}

} // namespace checkwatch::promql
