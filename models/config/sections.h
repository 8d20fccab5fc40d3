#pragma once

#include "models/config/config.h"
#include "models/config/fields.h"

#include <string>

/// The parts of the file. Each reads one mapping into its value and reports into the mapping's Problems.
namespace checkwatch::config {

/// What a scrape_configs entry takes where it says nothing itself.
struct ScrapeDefaults
{
    base::Duration interval{};
    base::Duration timeout{};
    ScrapeConfig limits; ///< only the limits count
    metrics::Dot dot = metrics::Dot::Any;
    std::string folder; ///< relative paths are below it
};

void readLimits(Fields& fields, ScrapeConfig& out);
void readScrapeConfig(const rules::YamlNode& node, const ScrapeDefaults& defaults, Problems& problems,
                      ScrapeConfig& out);
/// A static_configs entry.
void readStatic(const rules::YamlNode& node, Problems& problems, StaticTargets& out);
/// A list of relabelling steps; `out` stays where something of it is bad.
void readRelabellingList(const rules::YamlNode& list, metrics::Dot dot, Problems& problems, metrics::Relabelling& out);
/// The same of a field, if it is there.
void readRelabelling(Fields& fields, const char* name, metrics::Dot dot, metrics::Relabelling& out);
/// The `alerting:` block. Alertmanagers of which something is not available here, or bad, are left out, with a notice.
void readAlerting(const rules::YamlNode& node, const ScrapeDefaults& defaults, Problems& problems,
                  std::vector<AlertmanagerConfig>& out);
/// The `wall:` block of the one below.
void readWall(const rules::YamlNode& node, Problems& problems, Wall& out);
/// The `sound:` block of that.
void readWallSound(const rules::YamlNode& node, Problems& problems, WallSound& out);
/// A time of the day in quotes, "07:30", as a minute of the day.
void readMinute(Fields& fields, const char* name, int& out);
void readCheckwatch(const rules::YamlNode& node, const std::string& folder, Problems& problems, Checkwatch& out);

/// basic_auth, authorization, bearer_token and tls_config of a scrape_configs entry.
void readSecurity(Fields& fields, const std::string& folder, ScrapeConfig& out);

/// A regular file of at most 16 MiB. `open`: whether others may read or write it.
base::Result<std::string> readFile(const std::string& path, bool& open);
/// Tells of secrets in a file that others may read.
void noticeOpenSecrets(Problems& problems);

/// The whole file; loadConfig() wants more of it than parseConfig() gives.
Config readConfig(std::string_view text, const std::string& path, Problems& problems);
base::Result<Config> resultOf(Config config, const Problems& problems);

} // namespace checkwatch::config
