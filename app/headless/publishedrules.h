#pragma once

#include "models/config/config.h"
#include "models/rules/rulefile.h"
#include "models/tsdb/querier.h"

#include <vector>

namespace checkwatch::app {

/// The published rules of the exporters that there is data of, as far as the configuration wants them and `present` has
/// them not.
std::vector<rules::Group> publishedRules(const config::Config& config, const tsdb::Querier& data,
                                         const std::vector<rules::Group>& present);

} // namespace checkwatch::app
