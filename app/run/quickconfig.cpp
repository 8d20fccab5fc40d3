#include "app/run/run.h"

namespace checkwatch::app {

config::Config quickConfig(const std::string& job, const std::vector<std::string>& hostPorts)
{
    constexpr base::Duration interval{5000};
    config::Config config;
    config.scrapeInterval = interval;
    config.scrapeTimeout = base::Duration{4000};
    config.evaluationInterval = interval;
    if (!hostPorts.empty()) {
        config::ScrapeConfig scrape;
        scrape.jobName = job;
        scrape.interval = interval;
        scrape.timeout = config.scrapeTimeout;
        scrape.staticConfigs.push_back({hostPorts, {}});
        config.scrapeConfigs.push_back(std::move(scrape));
    }
    return config;
}

} // namespace checkwatch::app
