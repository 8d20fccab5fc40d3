#pragma once

#include "models/promql/engine.h"

namespace checkwatch::testfiles {

/// Which PromQL the tests mean.
struct TestOptions
{
    promql::Compat compat = promql::Compat::Prometheus2;
    bool experimental = false; ///< see promql::ParseOptions
};

} // namespace checkwatch::testfiles
