#pragma once

#include <optional>
#include <span>
#include <vector>

namespace checkwatch::replay {

/// The label of a mark: where its line is, and how wide it would like to be, in pixels.
struct LabelWish
{
    double x = 0;
    double width = 0;
};

/// Where each label begins: right of its line, or left of it, so that no two overlap and none leaves [left, right]; nullopt
/// where there is no room. The wishes ascend in x; earlier ones have their room first.
[[nodiscard]] std::vector<std::optional<double>> placeLabels(std::span<const LabelWish> wishes, double left,
                                                             double right);

} // namespace checkwatch::replay
