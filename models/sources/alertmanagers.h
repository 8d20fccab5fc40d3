#pragma once

#include "models/base/result.h"
#include "models/config/config.h"
#include "models/sources/target.h"

#include <vector>

namespace checkwatch::sources {

/// One to ask, and to tell.
struct Alertmanager
{
    Target target; ///< where its silences are
    metrics::Relabelling alerts;
};

/// The job that asks the Alertmanagers of one entry.
config::ScrapeConfig askedAs(const config::AlertmanagerConfig& alertmanager);

/// Each Alertmanager of a configuration once, in its order.
std::vector<Alertmanager> alertmanagersOf(const std::vector<config::AlertmanagerConfig>& configs);

/// An error of the HTTP client, whose advice is about exporters, in words about an Alertmanager.
base::Error aboutAlertmanager(base::Error error);

} // namespace checkwatch::sources
