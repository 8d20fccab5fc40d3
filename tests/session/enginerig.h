#pragma once

#include "models/exposition/scrapecache.h"
#include "models/session/engine.h"

#include <string>
#include <string_view>

/// An engine with one exporter that says what a test tells it to, at times the test chooses.
namespace checkwatch::enginerig {

inline constexpr base::Duration interval{5000};

config::Config configuration();
/// Target 7, job demo, instance lb:8404.
sources::Target target();
/// The page of a server app/web.
std::string oneServer(std::string_view status, std::string_view check, int failures);
rules::Group groupOf(const std::string& rules);

class Rig
{
public:
    explicit Rig(base::Timestamp start = base::fromUnixMs(1'800'000'000'000), std::vector<rules::Group> groups = {});

    void scrape(std::string_view body);
    void failScrape();
    void evaluate();
    /// A server whose every check but one in two fails, for `seconds`.
    void flap(int seconds, int& failures);
    /// The exporter begins anew, as after another configuration: ends its series, numbers them anew.
    void restartExporter(exposition::ScrapeOptions options = {});
    /// "backend/server"; null where it is not there.
    const fleet::ServerRow* row(const std::string& name);
    /// The newest value of a series up to now, as an instant query sees it.
    [[nodiscard]] std::optional<double> value(const metrics::Labels& labels) const;

    base::Timestamp now;
    session::Engine engine;
    std::unique_ptr<exposition::ScrapeCache> cache;
    fleet::SnapshotPtr snapshot;
};

} // namespace checkwatch::enginerig
