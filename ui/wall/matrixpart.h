#pragma once

#include "ui/wall/matrixplan.h"
#include "ui/wall/parts.h"

namespace checkwatch::wall {

/// What names need in the matrix, as they are shown.
[[nodiscard]] MatrixNames namesOf(const Matrix& matrix, const Places& places, const common::ExporterNames& exporters,
                                  const Scale& scale);

/// Everything of the vantage matrix but its cells: backends, servers, HAProxies, or bars; page `page` of bars; how many pages
/// there are.
int addMatrixWords(Composer& composer, const MatrixPlan& plan, const Matrix& matrix, const Places& places,
                   const Moment& moment, int page);

} // namespace checkwatch::wall
