#pragma once

#include "models/base/time.h"
#include "models/config/config.h"
#include "models/metrics/labels.h"

#include <cstdint>
#include <string>
#include <vector>

namespace checkwatch::sources {

/// One thing to scrape: everything a client needs, secrets by reference to the configuration.
struct Target
{
    std::uint32_t id = 0;         ///< unique in the process, stable while nothing of the target changes
    std::string url;              ///< scheme://host:port/path?params, without credentials
    metrics::Labels labels;       ///< after relabelling, without "__…": at least job and instance
    std::uint64_t offsetHash = 0; ///< target hash xor offset seed; modulo the interval it is the offset (schedule.h)
    config::ScrapeConfig config;  ///< interval, timeout, limits, authentication, TLS
    bool overTargetLimit = false; ///< the job has more targets than target_limit: every scrape fails, as in Prometheus
};

/// The targets of a configuration, in its order, relabelled; service discovery is refused by config already.
/// A target that changes only in interval, timeout, limits or authentication keeps its id. Of targets that are equal in
/// job, labels and URL, one is left, as in Prometheus.
/// The offset seed takes the host name as it is, without Prometheus' DNS lookup of its full form.
std::vector<Target> targetsOf(const config::Config& config);

/// What is not scraped though it stands in the configuration: targets of which relabelling makes none that there can be, in
/// one line for a job, and jobs that it takes every target from; then Alertmanagers that are not asked, as there can be none
/// such. "line 12: …"
std::vector<std::string> targetComplaints(const config::Config& config);

} // namespace checkwatch::sources
