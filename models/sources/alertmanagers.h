#pragma once

#include "models/base/result.h"
#include "models/config/config.h"
#include "models/sources/target.h"

#include <vector>

namespace checkwatch::sources {

/// Where the silences of each Alertmanager of a configuration are asked for, in its order; each once.
std::vector<Target> alertmanagersOf(const std::vector<config::AlertmanagerConfig>& configs);

/// An error of the HTTP client, whose advice is about exporters, in words about an Alertmanager.
base::Error aboutAlertmanager(base::Error error);

} // namespace checkwatch::sources
