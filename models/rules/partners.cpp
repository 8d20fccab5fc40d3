#include "models/rules/partners.h"

#include <algorithm>
#include <map>

namespace checkwatch::rules {
namespace {

using namespace promql;
using metrics::Labels;

struct Sides
{
    LabelSetsPtr left;
    LabelSetsPtr right;
};

std::optional<Sides> sidesOf(const Binary& node, LabelSetFinder& finder)
{
    Sides sides{finder.of(*node.left), nullptr};
    sides.right = sides.left ? finder.of(*node.right) : nullptr;
    const bool known = sides.left && sides.right && !sides.left->sets.empty() && !sides.right->sets.empty();
    return known ? std::optional(std::move(sides)) : std::nullopt;
}

std::string example(const std::unordered_set<Labels>& sets)
{
    return std::min_element(sets.begin(), sets.end())->toString();
}

/// Two elements of one side with the same labels to match by, and those labels.
struct Rivals
{
    Labels first;
    Labels second;
    Labels shared;
};

/// The first in the order of labels, so that the words stay the same; with `partners` only such as have one there.
std::optional<Rivals> rivalsIn(const LabelSets& side, const Matching& matching, const LabelSets* partners)
{
    std::vector<Labels> ordered(side.sets.begin(), side.sets.end());
    std::sort(ordered.begin(), ordered.end());
    std::map<Labels, const Labels*> seen;
    for (const Labels& labels : ordered) {
        Labels by = matched(labels, matching);
        if (partners != nullptr && !partners->sets.contains(by)) {
            continue;
        }
        const auto [at, isNew] = seen.try_emplace(std::move(by), &labels);
        if (!isNew) {
            return Rivals{*at->second, labels, at->first};
        }
    }
    return std::nullopt;
}

/// Whether any side has rivals at all, dead series included: what costs less to tell.
bool mayHaveRivals(const Sides& sides, const Matching& matching)
{
    return matched(*sides.left, matching).sets.size() < sides.left->sets.size()
        || matched(*sides.right, matching).sets.size() < sides.right->sets.size();
}

std::string sentence(const Rivals& rivals, bool left, const std::string& advice)
{
    return "On the " + std::string(left ? "left" : "right") + " " + rivals.first.toString() + " and "
        + rivals.second.toString() + " both match by " + rivals.shared.toString()
        + ", and the evaluation ends in an error: " + advice + ".";
}

} // namespace

std::string PartnerCheck::whyNone(const Binary& node)
{
    const auto sides = sidesOf(node, m_stored);
    if (!sides) {
        return {};
    }
    const LabelSets left = matched(*sides->left, node.matching);
    const LabelSets right = matched(*sides->right, node.matching);
    const bool some
        = std::any_of(left.sets.begin(), left.sets.end(), [&](const Labels& l) { return right.sets.contains(l); });
    return some ? std::string()
                : "No label set of the left side is one of the right side: for example " + example(left.sets)
            + " on the left, " + example(right.sets) + " on the right.";
}

std::optional<TooManyPartners> PartnerCheck::tooMany(const Binary& node)
{
    const std::vector<std::string>& names = node.matching.labels;
    if (node.matching.on && std::find(names.begin(), names.end(), metrics::metricNameLabel) != names.end()) {
        return std::nullopt; // names are not known here
    }
    const auto stored = sidesOf(node, m_stored);
    if (!stored || !mayHaveRivals(*stored, node.matching)) {
        return std::nullopt;
    }
    const auto now = sidesOf(node, m_alive);
    if (!now) {
        return std::nullopt;
    }
    const bool sure = !now->left->filtered && !now->right->filtered;
    const bool oneIsLeft = node.matching.card == Cardinality::OneToMany;
    if (const auto rivals = rivalsIn(oneIsLeft ? *now->left : *now->right, node.matching, nullptr)) {
        return TooManyPartners{sure,
                               sentence(*rivals, oneIsLeft, "match by more labels, or aggregate that side by these")};
    }
    if (node.matching.card != Cardinality::OneToOne) {
        return std::nullopt;
    }
    const LabelSets partners = matched(*now->right, node.matching);
    if (const auto rivals = rivalsIn(*now->left, node.matching, &partners)) {
        // A comparison drops elements before it looks for rivals.
        const bool drops = isComparison(node.op) && !node.returnBool;
        return TooManyPartners{sure && !drops, sentence(*rivals, true, "many-to-one wants group_left")};
    }
    return std::nullopt;
}

} // namespace checkwatch::rules
