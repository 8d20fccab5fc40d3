#include "models/base/duration.h"
#include "models/config/scalars.h"
#include "models/config/sections.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace checkwatch::config {
namespace {

/// False for "lb:99999" and "lb:x"; a target without a port has its scheme's.
bool hasGoodPort(const std::string& target)
{
    const std::size_t bracket = target.rfind(']'); // of an IPv6 address, whose colons are none of a port's
    const std::size_t colon = target.find(':', bracket == std::string::npos ? 0 : bracket);
    if (colon == std::string::npos) {
        return true;
    }
    std::uint16_t port = 0;
    const char* const end = target.data() + target.size();
    const auto [stop, code] = std::from_chars(target.data() + colon + 1, end, port);
    return code == std::errc{} && stop == end && port > 0;
}

void readParams(Fields& fields, ScrapeConfig& out)
{
    Problems& problems = fields.problems();
    fields.pairs("params", [&](const rules::YamlNode& key, const rules::YamlNode& value) {
        std::vector<std::string> values;
        if (value.kind != rules::YamlNode::Kind::Sequence) {
            problems.error(key.line, "the parameter " + key.text + " must be a list of values");
            return;
        }
        for (const rules::YamlNode* const item : value.children) {
            if (!problems.spend() || item->resolved().kind != rules::YamlNode::Kind::Scalar) {
                problems.error(item->line, "every value of the parameter " + key.text + " must be a single value");
                return;
            }
            values.push_back(item->resolved().text);
        }
        out.params.emplace_back(key.text, std::move(values));
    });
}

void readTimes(Fields& fields, const ScrapeDefaults& defaults, ScrapeConfig& out)
{
    out.interval = out.timeout = base::Duration{0};
    fields.duration("scrape_interval", out.interval);
    fields.duration("scrape_timeout", out.timeout);
    if (out.interval.count() == 0) {
        out.interval = defaults.interval;
    }
    if (out.timeout > out.interval) {
        fields.problems().error(fields.lineOf("scrape_timeout"),
                                "scrape timeout greater than scrape interval for scrape config with job name \""
                                    + out.jobName + '"');
    } else if (out.timeout.count() == 0) {
        out.timeout = std::min(defaults.timeout, out.interval);
    }
}

/// The arithmetic of the published rules: increase over 1m, true for 1m.
void warnOfBlindRules(const Fields& fields, const ScrapeConfig& job, Problems& problems)
{
    using std::chrono::seconds;
    const std::string every = "job \"" + job.jobName + "\" is scraped every " + base::formatDuration(job.interval);
    if (job.interval >= seconds{60}) {
        problems.notice(fields.lineOf("scrape_interval"),
                        every
                            + ", so the 1m window of the health-check rule never holds two samples for long enough and "
                              "the alert can never fire: scrape every 5s to 15s");
    } else if (job.interval > seconds{30}) {
        problems.notice(fields.lineOf("scrape_interval"),
                        every
                            + ", so the 1m window of the health-check rule does not always hold two samples and the "
                              "alert may stay silent: scrape every 5s to 15s");
    }
}

} // namespace

void readStatic(const rules::YamlNode& node, Problems& problems, StaticTargets& out)
{
    Fields fields(node, "static_configs", problems);
    fields.items("targets", [&](const rules::YamlNode& item) {
        const std::string& target = item.resolved().text;
        if (item.resolved().kind != rules::YamlNode::Kind::Scalar || target.empty()) {
            problems.error(item.line, "a target must be host:port");
        } else if (target.find('/') != std::string::npos) {
            problems.error(item.line,
                           '"' + target + "\" is not a valid hostname: a target is host:port, without scheme or path");
        } else if (!hasGoodPort(target)) {
            problems.error(item.line,
                           '"' + target
                               + "\" has no port that there can be: write a number from 1 to 65535, as in lb:8404");
        } else {
            out.targets.push_back(target);
        }
    });
    fields.pairs("labels", [&](const rules::YamlNode& key, const rules::YamlNode& value) {
        if (!metrics::isLabelName(key.text)) {
            problems.error(key.line, '"' + key.text + "\" is not a valid label name");
        } else if (!value.children.empty() || value.kind == rules::YamlNode::Kind::Sequence) {
            problems.error(key.line, "the value of label " + key.text + " must be a single value");
        } else {
            out.labels[key.text] = value.kind == rules::YamlNode::Kind::Scalar ? value.text : std::string();
        }
    });
    fields.done();
}

void readLimits(Fields& fields, ScrapeConfig& out)
{
    fields.bytes("body_size_limit", out.bodySizeLimit);
    fields.count("sample_limit", out.sampleLimit);
    fields.count("label_limit", out.labelLimit);
    fields.count("label_name_length_limit", out.labelNameLengthLimit);
    fields.count("label_value_length_limit", out.labelValueLengthLimit);
    fields.count("target_limit", out.targetLimit);
}

void readScrapeConfig(const rules::YamlNode& node, const ScrapeDefaults& defaults, Problems& problems,
                      ScrapeConfig& out)
{
    Fields fields(node, "scrape_configs", problems);
    out = defaults.limits;
    out.line = node.line;
    fields.text("job_name", out.jobName);
    if (out.jobName.empty()) {
        problems.error(node.line, "job_name is empty");
    }
    readTimes(fields, defaults, out);
    fields.text("scheme", out.scheme);
    if (out.scheme != "http" && out.scheme != "https") {
        problems.error(fields.lineOf("scheme"), "scheme must be http or https, not \"" + out.scheme + '"');
    }
    fields.text("metrics_path", out.metricsPath);
    readParams(fields, out);
    fields.boolean("honor_labels", out.honorLabels);
    fields.boolean("honor_timestamps", out.honorTimestamps);
    fields.boolean("follow_redirects", out.followRedirects);
    readSecurity(fields, defaults.folder, out);
    readLimits(fields, out);
    fields.items("static_configs",
                 [&](const rules::YamlNode& item) { readStatic(item, problems, out.staticConfigs.emplace_back()); });
    readRelabelling(fields, "relabel_configs", defaults.dot, out.relabelling);
    readRelabelling(fields, "metric_relabel_configs", defaults.dot, out.metricRelabelling);
    fields.refuseEnding("_sd_configs");
    fields.refuse(
        {"oauth2", "sigv4", "proxy_url", "no_proxy", "proxy_from_environment", "proxy_connect_header", "http_headers"});
    fields.ignore({"enable_http2", "enable_compression", "scrape_protocols", "fallback_scrape_protocol",
                   "keep_dropped_targets", "track_timestamps_staleness", "scrape_native_histograms",
                   "scrape_classic_histograms", "always_scrape_classic_histograms",
                   "convert_classic_histograms_to_nhcb", "native_histogram_bucket_limit",
                   "native_histogram_min_bucket_factor", "metric_name_validation_scheme", "metric_name_escaping_scheme",
                   "scrape_failure_log_file"});
    fields.done();
    warnOfBlindRules(fields, out, problems);
}

} // namespace checkwatch::config
