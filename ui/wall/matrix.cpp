#include "ui/wall/matrix.h"

#include "models/items/natural.h"

#include <algorithm>

namespace checkwatch::wall {
namespace {

/// The order of places within one server; equal names by byte.
bool exporterBefore(const Places& places, int a, int b)
{
    const fleet::ServerIdentity& left = *places.identityAt(a);
    const fleet::ServerIdentity& right = *places.identityAt(b);
    for (const auto& [one, other] : {std::pair<std::string_view, std::string_view>(left.instance, right.instance),
                                     std::pair<std::string_view, std::string_view>(left.job, right.job)}) {
        const int natural = items::naturalCompare(one, other);
        const int order = natural != 0 ? natural : one.compare(other);
        if (order != 0) {
            return order < 0;
        }
    }
    return false;
}

/// A place of each exporter among [first, first + count).
std::vector<int> vantagesOf(const Places& places, int first, int count)
{
    std::vector<int> found;
    for (int place = first; place < first + count; ++place) {
        const auto at = std::ranges::lower_bound(
            found, place, [&](int known, int other) { return exporterBefore(places, known, other); });
        if (at == found.end() || !sameExporter(places, *at, place)) {
            found.insert(at, place);
        }
    }
    return found;
}

MatrixGroup groupOf(const Places& places, const PlaceGroup& group)
{
    MatrixGroup out;
    out.vantages = vantagesOf(places, group.first, group.count);
    out.cells.reserve(static_cast<std::size_t>(group.count));
    for (int place = group.first; place < group.first + group.count; ++place) {
        const bool same
            = !out.servers.empty() && places.identityAt(out.servers.back())->server == places.identityAt(place)->server;
        if (!same) {
            out.servers.push_back(place);
        }
        const auto vantage
            = std::ranges::find_if(out.vantages, [&](int known) { return sameExporter(places, known, place); });
        out.cells.push_back(
            {static_cast<int>(out.servers.size()) - 1, static_cast<int>(std::distance(out.vantages.begin(), vantage))});
    }
    return out;
}

} // namespace

bool sameExporter(const Places& places, int a, int b)
{
    const fleet::ServerIdentity& left = *places.identityAt(a);
    const fleet::ServerIdentity& right = *places.identityAt(b);
    return left.instance == right.instance && left.job == right.job;
}

bool Matrix::several() const
{
    return std::ranges::any_of(groups, [](const MatrixGroup& group) { return group.vantages.size() > 1; });
}

Matrix matrixOf(const Places& places)
{
    Matrix matrix;
    for (const PlaceGroup& group : places.groups()) {
        matrix.groups.push_back(groupOf(places, group));
    }
    matrix.exporters = vantagesOf(places, 0, static_cast<int>(places.tiles().size()));
    return matrix;
}

} // namespace checkwatch::wall
