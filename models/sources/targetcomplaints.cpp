#include "models/sources/alertmanagers.h"
#include "models/sources/target.h"
#include "models/sources/targetlabels.h"

#include <cstddef>

// What is not scraped or asked though it stands in the configuration, in words.
namespace checkwatch::sources {
namespace {

std::string placeOf(const config::ScrapeConfig& job)
{
    return job.line > 0 ? "line " + std::to_string(job.line) + ": " : std::string();
}

std::string notScraped(const config::ScrapeConfig& job, const std::string& address, const std::string& why)
{
    return placeOf(job) + "target " + address + " of job \"" + job.jobName + "\" is not scraped: " + why;
}

std::string notAsked(const config::ScrapeConfig& job, const std::string& address, const std::string& why)
{
    return placeOf(job) + "Alertmanager " + address + " is not asked: " + why;
}

void complainOfAlertmanagers(const config::AlertmanagerConfig& alertmanager, std::vector<std::string>& out)
{
    const config::ScrapeConfig job = askedAs(alertmanager);
    for (const config::StaticTargets& group : job.staticConfigs) {
        for (const std::string& address : group.targets) {
            LabelMap labels = discovered(job, address, group.labels);
            if (const std::string what = complete(labels); !what.empty()) {
                out.push_back(notAsked(job, address, what));
            }
        }
    }
}

} // namespace

std::vector<std::string> targetComplaints(const config::Config& config)
{
    std::vector<std::string> out;
    for (const config::ScrapeConfig& job : config.scrapeConfigs) {
        std::size_t all = 0;
        std::size_t dropped = 0;
        for (const config::StaticTargets& group : job.staticConfigs) {
            for (const std::string& address : group.targets) {
                ++all;
                LabelMap labels = discovered(job, address, group.labels);
                if (!relabel(job.relabelling, labels)) {
                    ++dropped;
                } else if (const std::string what = complete(labels); !what.empty()) {
                    out.push_back(notScraped(job, address, what));
                }
            }
        }
        if (all > 0 && dropped == all) {
            out.push_back(placeOf(job) + "relabel_configs of job \"" + job.jobName + "\" drops every target of it");
        }
    }
    for (const config::AlertmanagerConfig& alertmanager : config.alertmanagers) {
        complainOfAlertmanagers(alertmanager, out);
    }
    return out;
}

} // namespace checkwatch::sources
