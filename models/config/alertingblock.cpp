#include "models/config/scalars.h"
#include "models/config/sections.h"

#include <algorithm>

namespace checkwatch::config {
namespace {

constexpr const char* notAsked = "these Alertmanagers are not asked, and what they silence is not seen";

/// False where something of it is not available here.
bool readVersion(Fields& fields)
{
    std::string version = "v2";
    fields.text("api_version", version);
    if (version == "v1") {
        fields.problems().notice(fields.lineOf("api_version"),
                                 std::string("api_version v1 is not available here: ") + notAsked);
    } else if (version != "v2") {
        fields.problems().error(fields.lineOf("api_version"), "api_version must be v2, not \"" + version + '"');
    }
    return version == "v2";
}

/// False where something of it is not available here.
bool readAlertmanager(const rules::YamlNode& node, const ScrapeDefaults& defaults, Problems& problems,
                      AlertmanagerConfig& read)
{
    Fields fields(node, "alertmanagers", problems);
    ScrapeConfig& http = read.http;
    http.jobName = "alertmanager";
    http.line = node.line;
    fields.text("scheme", http.scheme);
    if (http.scheme != "http" && http.scheme != "https") {
        problems.error(fields.lineOf("scheme"), "scheme must be http or https, not \"" + http.scheme + '"');
    }
    fields.text("path_prefix", read.pathPrefix);
    fields.duration("timeout", http.timeout);
    if (http.timeout.count() == 0) {
        problems.error(fields.lineOf("timeout"), "timeout must be longer than 0s");
    }
    fields.boolean("follow_redirects", http.followRedirects);
    readSecurity(fields, defaults.folder, http);
    readRelabelling(fields, "alert_relabel_configs", defaults.dot, read.alerts);
    fields.items("static_configs",
                 [&](const rules::YamlNode& item) { readStatic(item, problems, http.staticConfigs.emplace_back()); });
    const bool available = readVersion(fields);
    const bool whole = fields.allow({"relabel_configs", "oauth2", "sigv4", "google_iam", "azuread", "proxy_url",
                                     "no_proxy", "proxy_from_environment", "proxy_connect_header", "http_headers"},
                                    "_sd_configs", notAsked);
    fields.ignore({"enable_http2"});
    fields.done();
    return available && whole;
}

/// What is bad about one leaves that one out: rules are evaluated without it, so it is no reason to refuse the file.
void addAlertmanager(const rules::YamlNode& node, const ScrapeDefaults& defaults, Problems& problems,
                     std::vector<AlertmanagerConfig>& out)
{
    Problems inner = problems.inner();
    AlertmanagerConfig read;
    const bool available = readAlertmanager(node, defaults, inner, read);
    if (problems.demote(inner, notAsked) && available) {
        out.push_back(std::move(read));
    }
}

/// Steps for all of them, which are taken before their own; false where they are bad.
bool readForAll(Fields& fields, const ScrapeDefaults& defaults, metrics::Relabelling& out)
{
    Problems inner = fields.problems().inner();
    if (const rules::YamlNode* const list = fields.take("alert_relabel_configs")) {
        readRelabellingList(*list, defaults.dot, inner, out);
    }
    return fields.problems().demote(inner, notAsked);
}

void goThrough(const metrics::Relabelling& forAll, AlertmanagerConfig& alertmanager)
{
    std::vector<metrics::RelabelStep> steps = forAll.steps();
    const std::vector<metrics::RelabelStep>& own = alertmanager.alerts.steps();
    steps.insert(steps.end(), own.begin(), own.end());
    const metrics::Dot dot = own.empty() ? forAll.dot() : alertmanager.alerts.dot();
    if (auto both = metrics::Relabelling::create(std::move(steps), dot)) {
        alertmanager.alerts = *std::move(both);
    }
}

} // namespace

void readAlerting(const rules::YamlNode& node, const ScrapeDefaults& defaults, Problems& problems,
                  std::vector<AlertmanagerConfig>& out)
{
    Fields fields(node, "alerting", problems);
    fields.items("alertmanagers",
                 [&](const rules::YamlNode& item) { addAlertmanager(item.resolved(), defaults, problems, out); });
    metrics::Relabelling forAll;
    // Silences match the labels that are sent.
    if (!readForAll(fields, defaults, forAll)) {
        out.clear();
    }
    std::ranges::for_each(out, [&](AlertmanagerConfig& each) { goThrough(forAll, each); });
    fields.done();
}

} // namespace checkwatch::config
