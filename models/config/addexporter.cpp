#include "models/base/duration.h"
#include "models/config/config.h"
#include "models/config/scalars.h"

#include <algorithm>

/// Exporters that somebody added by hand, beside those of the file.
namespace checkwatch::config {
namespace {

std::string url(const ScrapeConfig& job, const std::string& target)
{
    std::string text = job.scheme + "://" + target + job.metricsPath;
    for (const auto& [name, values] : job.params) {
        for (const std::string& value : values) {
            text.append(1, '&').append(name).append(1, '=').append(value);
        }
    }
    return text;
}

bool watches(const Config& config, const std::string& wanted)
{
    return std::ranges::any_of(config.scrapeConfigs, [&](const ScrapeConfig& job) {
        return std::ranges::any_of(job.staticConfigs, [&](const StaticTargets& targets) {
            return std::ranges::any_of(targets.targets,
                                       [&](const std::string& target) { return url(job, target) == wanted; });
        });
    });
}

/// One job of two that are alike but for their targets, or nothing.
bool join(ScrapeConfig& job, const ScrapeConfig& exporter)
{
    ScrapeConfig alike = exporter;
    alike.staticConfigs = job.staticConfigs;
    alike.line = job.line;
    if (alike != job) {
        return false;
    }
    job.staticConfigs.insert(job.staticConfigs.end(), exporter.staticConfigs.begin(), exporter.staticConfigs.end());
    return true;
}

std::string jobAsYaml(const ScrapeConfig& job)
{
    std::string out = "  - job_name: " + yamlQuoted(job.jobName) + "\n    scrape_interval: "
        + base::formatDuration(job.interval) + "\n    scrape_timeout: " + base::formatDuration(job.timeout) + '\n';
    if (job.scheme != "http") {
        out += "    scheme: " + job.scheme + '\n';
    }
    if (job.metricsPath != "/metrics") {
        out += "    metrics_path: " + yamlQuoted(job.metricsPath) + '\n';
    }
    std::string params;
    for (const auto& [name, values] : job.params) {
        params += (params.empty() ? "" : ", ") + yamlQuoted(name) + ": " + yamlList(values);
    }
    if (!params.empty()) {
        out += "    params: {" + params + "}\n";
    }
    out += "    static_configs:\n";
    for (const StaticTargets& targets : job.staticConfigs) {
        out += "      - targets: " + yamlList(targets.targets) + '\n';
    }
    return out;
}

/// The exporter in the job that is like its own, or in a new one, whose name nobody else has.
void put(std::vector<ScrapeConfig>& jobs, ScrapeConfig& exporter)
{
    const std::string name = exporter.jobName;
    for (int number = 2;; ++number) {
        const auto job = std::ranges::find(jobs, exporter.jobName, &ScrapeConfig::jobName);
        if (job == jobs.end()) {
            jobs.push_back(exporter);
            return;
        }
        if (join(*job, exporter)) {
            return;
        }
        exporter.jobName = name + ' ' + std::to_string(number);
    }
}

} // namespace

void addExporter(Config& config, ScrapeConfig exporter)
{
    if (exporter.staticConfigs.empty() || exporter.staticConfigs.front().targets.empty()
        || watches(config, url(exporter, exporter.staticConfigs.front().targets.front()))) {
        return;
    }
    put(config.scrapeConfigs, exporter);
    config.added.push_back(std::move(exporter));
}

std::string addedAsYaml(const Config& config)
{
    std::vector<ScrapeConfig> jobs;
    for (ScrapeConfig exporter : config.added) {
        put(jobs, exporter);
    }
    std::string out = "scrape_configs:\n";
    for (const ScrapeConfig& job : jobs) {
        out += jobAsYaml(job);
    }
    return out;
}

} // namespace checkwatch::config
