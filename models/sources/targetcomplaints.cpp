#include "models/sources/alertmanagers.h"
#include "models/sources/target.h"
#include "models/sources/targetlabels.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

// What is not scraped or asked though it stands in the configuration, in words.
namespace checkwatch::sources {
namespace {

std::string placeOf(const config::ScrapeConfig& job)
{
    return job.line > 0 ? "line " + std::to_string(job.line) + ": " : std::string();
}

/// One line for all of a job: relabelling may make thousands of one mistake. `all`: addresses, and what is wrong with each.
std::string notScraped(const config::ScrapeConfig& job, const std::vector<std::pair<std::string, std::string>>& all)
{
    constexpr std::size_t mostNamed = 3;
    const std::string of = " of job \"" + job.jobName + "\" ";
    if (all.size() == 1) {
        return placeOf(job) + "target " + all.front().first + of + "is not scraped: " + all.front().second;
    }
    std::string out = placeOf(job) + std::to_string(all.size()) + " targets" + of + "are not scraped";
    for (std::size_t i = 0; i < std::min(all.size(), mostNamed); ++i) {
        out += (i == 0 ? ": " : "; ") + all[i].first + ": " + all[i].second;
    }
    return out + (all.size() > mostNamed ? "; and " + std::to_string(all.size() - mostNamed) + " more" : "");
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
        std::vector<std::pair<std::string, std::string>> refused;
        for (const config::StaticTargets& group : job.staticConfigs) {
            for (const std::string& address : group.targets) {
                ++all;
                LabelMap labels = discovered(job, address, group.labels);
                if (!relabel(job.relabelling, labels)) {
                    ++dropped;
                } else if (const std::string what = complete(labels); !what.empty()) {
                    refused.emplace_back(address, what);
                }
            }
        }
        if (!refused.empty()) {
            out.push_back(notScraped(job, refused));
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
