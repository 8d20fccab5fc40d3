#include "models/config/config.h"

#include <cstdint>
#include <cstdlib>

using namespace checkwatch;

// Whatever stands in the file: a configuration that keeps its promises, or errors in words.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto read = config::parseConfig(text, "/etc/checkwatch.yml");
    if (!read.ok()) {
        if (read.error().message.empty() || read.error().where != "/etc/checkwatch.yml") {
            std::abort();
        }
        return 0;
    }
    for (const config::ScrapeConfig& job : read->scrapeConfigs) {
        const bool auths = job.basicAuth && job.authorization;
        if (job.jobName.empty() || job.interval.count() <= 0 || job.timeout.count() <= 0 || job.timeout > job.interval
            || auths) {
            std::abort();
        }
    }
    const auto again = config::parseConfig(text, "/etc/checkwatch.yml");
    if (!again.ok() || again->scrapeConfigs != read->scrapeConfigs || again->notices != read->notices) {
        std::abort();
    }
    return 0;
}
