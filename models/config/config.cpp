#include "models/config/config.h"

#include "models/config/scalars.h"
#include "models/config/sections.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace checkwatch::config {
namespace {

using rules::YamlNode;

void readGlobal(const YamlNode& node, Problems& problems, Config& out, ScrapeDefaults& defaults)
{
    Fields fields(node, "global", problems);
    base::Duration timeout{0};
    fields.duration("scrape_interval", out.scrapeInterval);
    fields.duration("scrape_timeout", timeout);
    fields.duration("evaluation_interval", out.evaluationInterval);
    for (base::Duration* const interval : {&out.scrapeInterval, &out.evaluationInterval}) {
        if (interval->count() == 0) {
            *interval = std::chrono::minutes{1};
        }
    }
    if (timeout > out.scrapeInterval) {
        problems.error(fields.lineOf("scrape_timeout"), "global scrape timeout greater than scrape interval");
    }
    out.scrapeTimeout
        = timeout.count() != 0 ? timeout : std::min<base::Duration>(std::chrono::seconds{10}, out.scrapeInterval);
    fields.pairs("external_labels", [&](const YamlNode& key, const YamlNode& value) {
        if (!metrics::isLabelName(key.text)) {
            problems.error(key.line, '"' + key.text + "\" is not a valid label name");
        } else if (value.kind == YamlNode::Kind::Sequence || value.kind == YamlNode::Kind::Map) {
            problems.error(key.line, "the value of label " + key.text + " must be a single value");
        } else {
            out.externalLabels[key.text] = value.kind == YamlNode::Kind::Scalar ? value.text : std::string();
        }
    });
    readLimits(fields, defaults.limits);
    fields.ignore({"query_log_file", "scrape_failure_log_file", "scrape_protocols", "rule_query_offset",
                   "keep_dropped_targets", "metric_name_validation_scheme", "metric_name_escaping_scheme",
                   "scrape_native_histograms", "always_scrape_classic_histograms",
                   "convert_classic_histograms_to_nhcb"});
    fields.done();
}

void readScrapeConfigs(Fields& fields, const ScrapeDefaults& defaults, Config& out)
{
    Problems& problems = fields.problems();
    std::set<std::string> names;
    if (fields.isNull("scrape_configs")) {
        // Prometheus takes it for "none". It is also what a file looks like whose writing has stopped here.
        problems.error(fields.lineOf("scrape_configs"),
                       "scrape_configs ends before its first job: is the file whole? Write [] for none");
    }
    fields.items("scrape_configs", [&](const YamlNode& item) {
        if (item.resolved().kind == YamlNode::Kind::Null) {
            problems.error(item.line, "empty or null scrape config section");
            return;
        }
        ScrapeConfig& job = out.scrapeConfigs.emplace_back();
        readScrapeConfig(item, defaults, problems, job);
        if (!job.jobName.empty() && !names.insert(job.jobName).second) {
            problems.error(job.line, "found multiple scrape configs with job name \"" + job.jobName + '"');
        }
    });
}

void readRoot(const YamlNode& root, Problems& problems, Config& out)
{
    Fields fields(root, "the configuration", problems);
    ScrapeDefaults defaults;
    defaults.folder = std::filesystem::path(out.path).parent_path().string();
    if (const auto* const global = fields.take("global")) {
        readGlobal(*global, problems, out, defaults);
    }
    defaults.interval = out.scrapeInterval;
    defaults.timeout = out.scrapeTimeout;
    fields.texts("rule_files", out.ruleFiles);
    for (std::string& file : out.ruleFiles) {
        file = joinPath(defaults.folder, file);
    }
    if (!out.ruleFiles.empty() && out.evaluationInterval >= std::chrono::minutes{1}) {
        problems.notice(
            fields.lineOf("global"),
            "rules without an interval of their own are evaluated every minute or more seldom, so an alert with "
            "\"for: 1m\" over a window of 1m hardly ever fires: set evaluation_interval to 15s or less");
    }
    if (const auto* const block = fields.take("checkwatch")) {
        readCheckwatch(*block, defaults.folder, problems, out.checkwatch);
    }
    defaults.dot = promql::dotOf(out.checkwatch.compat);
    readScrapeConfigs(fields, defaults, out);
    if (const auto* const block = fields.take("alerting")) {
        readAlerting(*block, defaults, problems, out.alertmanagers);
    }
    fields.refuse({"scrape_config_files"});
    fields.ignore({"remote_write", "remote_read", "storage", "tracing", "otlp", "runtime"});
    fields.done();
}

} // namespace

Config readConfig(std::string_view text, const std::string& path, Problems& problems)
{
    Config out;
    out.path = path;
    const auto document = rules::readYaml(text);
    if (!document.ok()) {
        problems.error(0, document.error().message);
        return out;
    }
    if (document->root == nullptr || document->root->resolved().kind == YamlNode::Kind::Null) {
        problems.error(0, "the configuration is empty");
        return out;
    }
    readRoot(*document->root, problems, out);
    if (problems.spent()) {
        problems.error(0, "the configuration unfolds to more than two million values");
    }
    return out;
}

base::Result<Config> resultOf(Config config, const Problems& problems)
{
    constexpr std::size_t most = 50;
    if (problems.errors().empty()) {
        config.notices = problems.notices();
        return config;
    }
    std::vector<std::pair<int, std::string>> errors = problems.errors();
    std::stable_sort(errors.begin(), errors.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    base::Error error{base::ErrorCode::BadInput, {}, config.path};
    for (std::size_t i = 0; i < std::min(errors.size(), most); ++i) {
        error.message += (i == 0 ? "" : "\n") + errors[i].second;
    }
    if (errors.size() > most) {
        error.message += "\nand " + std::to_string(errors.size() - most) + " more";
    }
    return error;
}

base::Result<Config> parseConfig(std::string_view text, const std::string& path)
{
    Problems problems;
    Config config = readConfig(text, path, problems);
    return resultOf(std::move(config), problems);
}

} // namespace checkwatch::config
