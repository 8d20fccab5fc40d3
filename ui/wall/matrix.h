#pragma once

#include "ui/wall/places.h"

#include <vector>

namespace checkwatch::wall {

/// The servers of a backend, and the HAProxies that have it: who sees whom stands where the two meet. Everything is named by
/// a place that stands for it.
struct MatrixGroup
{
    struct Cell
    {
        int server = 0;  ///< of `servers`
        int vantage = 0; ///< of `vantages`
    };
    std::vector<int> servers;  ///< first place of each
    std::vector<int> vantages; ///< a place of each exporter, in the exporters' order
    std::vector<Cell> cells;   ///< of the group's places, in their order
};

/// The vantage matrix of a wall grouped by server, from who is there alone: one HAProxy that fails alone is a line across,
/// a server that fails for all of them a line the other way.
struct Matrix
{
    std::vector<MatrixGroup> groups; ///< as those of the places
    std::vector<int> exporters;      ///< a place of each one there is, in their order

    /// False where no backend is checked by more than one HAProxy: then it says no more than tiles do.
    [[nodiscard]] bool several() const;
};

/// `places` are grouped by server.
[[nodiscard]] Matrix matrixOf(const Places& places);
/// Whether two places are of one exporter.
[[nodiscard]] bool sameExporter(const Places& places, int a, int b);

} // namespace checkwatch::wall
