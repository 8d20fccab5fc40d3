#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/config/security.h"
#include "models/config/wall.h"
#include "models/metrics/relabelling.h"
#include "models/promql/engine.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace checkwatch::config {

/// One static_configs entry.
struct StaticTargets
{
    std::vector<std::string> targets; ///< host:port
    std::map<std::string, std::string> labels;
    bool operator==(const StaticTargets&) const = default;
};

/// One scrape_configs entry, with the global defaults filled in.
struct ScrapeConfig
{
    std::string jobName;
    base::Duration interval{60'000};
    base::Duration timeout{10'000};
    std::string scheme = "http";
    std::string metricsPath = "/metrics";
    std::vector<std::pair<std::string, std::vector<std::string>>> params;
    bool honorLabels = false;
    bool honorTimestamps = true;
    bool followRedirects = true;
    std::optional<BasicAuth> basicAuth;
    std::optional<Authorization> authorization;
    TlsConfig tls;
    std::size_t bodySizeLimit = 64UL * 1024 * 1024; ///< after inflating; 0 = none
    std::size_t sampleLimit = 2'000'000;            ///< 0 = none
    std::size_t labelLimit = 0;
    std::size_t labelNameLengthLimit = 0;
    std::size_t labelValueLengthLimit = 0;
    std::size_t targetLimit = 0;
    std::vector<StaticTargets> staticConfigs;
    metrics::Relabelling relabelling;       ///< of its targets
    metrics::Relabelling metricRelabelling; ///< of their samples
    int line = 0;                           ///< in the file
    bool operator==(const ScrapeConfig&) const = default;
};

/// One entry of alerting: alertmanagers.
struct AlertmanagerConfig
{
    ScrapeConfig http; ///< scheme, timeout, redirects, authentication, TLS and targets of it
    std::string pathPrefix = "/";
    metrics::Relabelling alerts; ///< what becomes of alerts before it gets them: what is for all, then what is for it
    bool operator==(const AlertmanagerConfig&) const = default;
};

/// Where log lines of HAProxy come from: datagrams, or a file that grows.
struct LogSource
{
    std::string host; ///< an address to listen on; "" = it is a file
    std::uint16_t port = 0;
    std::string file;
    std::string instance; ///< the exporter of the HAProxy that writes there; "" = whichever has the server
    bool operator==(const LogSource&) const = default;
};

/// What is kept on the disk of what was seen.
struct Recording
{
    bool enabled = true;
    std::string folder;      ///< "" = the usual one, which who runs the session knows
    bool everything = false; ///< not only the families that rules and screens need
    base::Duration retentionTime = std::chrono::hours{14 * 24};
    std::size_t retentionBytes = 2048UL * 1024 * 1024;
    std::size_t incidents = 50; ///< files about what was around an alert, the newest; 0 = none
    std::size_t incidentBytes = 256UL * 1024 * 1024;
    bool operator==(const Recording&) const = default;
};

/// The `checkwatch:` block.
struct Checkwatch
{
    promql::Compat compat = promql::Compat::Prometheus3;
    bool experimental = false; ///< PromQL that Prometheus 3 has behind a flag
    std::vector<std::string> healthAlerts = {"HaproxyServerHealthcheckFailure", "HaproxyServerDown"};
    bool builtinRules = true; ///< the published set that fits the exporter
    bool companionRules = true;
    std::vector<std::string> runbookFolders;
    base::Duration retentionTime = std::chrono::hours{2};
    std::size_t retentionBytes = 512UL * 1024 * 1024;
    Recording recording;
    std::vector<LogSource> logs;
    bool notifications = true;
    Wall wall;
    bool operator==(const Checkwatch&) const = default;
};

struct Config
{
    std::string path; ///< "" = made in memory (demo)
    base::Duration scrapeInterval{60'000};
    base::Duration scrapeTimeout{10'000};
    base::Duration evaluationInterval{60'000};
    std::map<std::string, std::string> externalLabels;
    std::vector<std::string> ruleFiles; ///< globs, relative to the file's folder already joined
    std::vector<ScrapeConfig> scrapeConfigs;
    std::vector<AlertmanagerConfig> alertmanagers; ///< those that can be asked here; what cannot is among the notices
    std::vector<ScrapeConfig> added; ///< by hand, each with one target; they are in scrapeConfigs, not in the file
    Checkwatch checkwatch;
    /// What the user should know though it is no error: ignored fields, inline secrets, blind rules. "line 12: …"
    std::vector<std::string> notices;
};

/// Reads Prometheus' configuration schema plus one `checkwatch:` block, strictly. Every error of the file comes as one
/// Error whose message holds all of them, a line each; where = path.
base::Result<Config> parseConfig(std::string_view text, const std::string& path);
/// Reads a regular file of at most 16 MiB and parses it.
base::Result<Config> loadConfig(const std::string& path);

/// Watches an exporter that somebody added by hand, in the job that is like its own or in a new one; nothing happens where
/// it is watched already. REQUIRES: one target.
void addExporter(Config& config, ScrapeConfig exporter);
/// `added` as a scrape_configs block, for who wants to keep them in a file.
[[nodiscard]] std::string addedAsYaml(const Config& config);

} // namespace checkwatch::config
