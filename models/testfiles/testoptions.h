#pragma once

#include "models/promql/engine.h"

namespace checkwatch::testfiles {

/// Which PromQL the tests mean.
struct TestOptions
{
    promql::Compat compat = promql::Compat::Prometheus2;
    bool experimental = false; ///< see promql::ParseOptions

    /// How to read the expressions of such tests.
    [[nodiscard]] promql::ParseOptions parsing() const { return {experimental, compat}; }
};

} // namespace checkwatch::testfiles
