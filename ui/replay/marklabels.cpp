#include "ui/replay/marklabels.h"

#include <algorithm>

namespace checkwatch::replay {

namespace {
constexpr double gap = 6; ///< to the line, and between labels
}

std::vector<std::optional<double>> placeLabels(std::span<const LabelWish> wishes, double left, double right)
{
    std::vector<std::optional<double>> places;
    places.reserve(wishes.size());
    double taken = left - gap;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        const LabelWish& wish = wishes[i];
        const double after = wish.x + gap;
        const double before = wish.x - gap - wish.width;
        // A label right of its line must not cross the next line: that is whose label it would seem to be.
        const double nextLine = i + 1 < wishes.size() ? wishes[i + 1].x : right;
        std::optional<double> place;
        if (after >= taken + gap && after + wish.width <= std::min(right, nextLine))
            place = after;
        else if (before >= taken + gap && before >= left)
            place = before;
        if (place)
            taken = *place + wish.width;
        places.push_back(place);
    }
    return places;
}

} // namespace checkwatch::replay
