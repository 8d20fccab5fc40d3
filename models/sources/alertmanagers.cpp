#include "models/sources/alertmanagers.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace checkwatch::sources {
namespace {

constexpr std::size_t largestAnswer = 16UL * 1024 * 1024;

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> otherWords{{
    {"the exporter", "the Alertmanager"},
    {"not metrics", "not silences"},
    {"only 200 brings metrics", "only 200 brings silences"},
    {"scrape less often", "it is asked too often, perhaps by others"},
    {"metrics_path", "path_prefix"},
    {"scrape_timeout", "its timeout"},
    {"body_size_limit", "the limit of 16 MiB"},
}};

std::string pathOf(std::string prefix)
{
    while (prefix.ends_with('/')) {
        prefix.pop_back();
    }
    if (!prefix.empty() && !prefix.starts_with('/')) {
        prefix.insert(0, 1, '/');
    }
    return prefix + "/api/v2/silences";
}

} // namespace

config::ScrapeConfig askedAs(const config::AlertmanagerConfig& alertmanager)
{
    config::ScrapeConfig http = alertmanager.http;
    http.metricsPath = pathOf(alertmanager.pathPrefix);
    http.bodySizeLimit = largestAnswer;
    http.interval = std::max(http.interval, http.timeout); // it may be as patient as it likes, unlike a job
    return http;
}

std::vector<Alertmanager> alertmanagersOf(const std::vector<config::AlertmanagerConfig>& configs)
{
    config::Config asked;
    std::vector<Alertmanager> out;
    for (const config::AlertmanagerConfig& each : configs) {
        asked.scrapeConfigs.push_back(askedAs(each));
        std::vector<Target> targets = targetsOf(asked); // of all up to here, so that none comes twice
        for (std::size_t i = out.size(); i < targets.size(); ++i) {
            out.push_back({std::move(targets[i]), each.alerts});
        }
    }
    return out;
}

base::Error aboutAlertmanager(base::Error error)
{
    for (const auto& [word, better] : otherWords) {
        if (const std::size_t at = error.message.find(word); at != std::string::npos) {
            error.message.replace(at, word.size(), better);
        }
    }
    return error;
}

} // namespace checkwatch::sources
