#pragma once

#include "app/headless/streams.h"
#include "app/options.h"
#include "models/rules/healthconditions.h"
#include "models/rules/rulefile.h"
#include "models/tsdb/memorystore.h"

#include <memory>
#include <string>
#include <vector>

/// Rule files against what an exporter really says.
namespace checkwatch::app {

/// One scrape.
struct Exposed
{
    std::unique_ptr<tsdb::MemoryStore> store;
    base::Timestamp time{};
    rules::MetricTypes types;
    std::size_t series = 0;
};

/// Reads an exposition file (gzip too), or, where there is a "://" in it, asks that URL once, as a scrape would. Runs the
/// application's event loop meanwhile. REQUIRES: a QCoreApplication whose loop does not run.
base::Result<Exposed> readExposed(const std::string& fileOrUrl);

/// The conditions that the options name; intervals that are not named are Prometheus' defaults, a minute.
rules::HealthConditions conditionsOf(const Options& options, const Exposed& exposed);

/// Says of every rule whether it can fire there, in words or as one JSON object. True where all can.
bool reportAgainst(const std::vector<rules::Group>& groups, const Options& options, const Exposed& exposed,
                   const Streams& streams);

} // namespace checkwatch::app
