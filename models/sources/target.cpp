#include "models/sources/target.h"

#include "models/base/duration.h"
#include "models/sources/alertmanagers.h"
#include "models/sources/schedule.h"

#include <QString>
#include <QSysInfo>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <xxhash.h>

namespace checkwatch::sources {
namespace {

using LabelMap = std::map<std::string, std::string>;

constexpr std::string_view paramPrefix = "__param_";

bool isUnreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || std::string_view("-_.~").find(c) != std::string_view::npos;
}

/// Go's net/url escaping: `plain` is what stays besides letters, digits and -_.~
std::string escape(std::string_view text, std::string_view plain, bool plusForBlank)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (isUnreserved(c) || plain.find(c) != std::string_view::npos) {
            out += c;
        } else if (c == ' ' && plusForBlank) {
            out += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', hex[byte >> 4U], hex[byte & 0xfU]};
        }
    }
    return out;
}

/// As Go's net.SplitHostPort(address + ":1") would succeed and SplitHostPort(address) would not.
bool lacksPort(std::string_view address)
{
    if (address.starts_with('[')) {
        return address.ends_with(']');
    }
    return address.find(':') == std::string_view::npos;
}

void setWhereMissing(LabelMap& labels, const std::string& name, const std::string& value)
{
    std::string& slot = labels[name];
    if (slot.empty()) {
        slot = value;
    }
}

metrics::Labels toLabels(const LabelMap& labels, bool visibleOnly)
{
    std::vector<std::pair<std::string, std::string>> list;
    std::copy_if(labels.begin(), labels.end(), std::back_inserter(list),
                 [visibleOnly](const auto& label) { return !visibleOnly || !label.first.starts_with("__"); });
    return metrics::Labels(std::move(list));
}

std::string valueOf(const LabelMap& labels, const std::string& name)
{
    const auto at = labels.find(name);
    return at == labels.end() ? std::string() : at->second;
}

/// Prometheus' PopulateLabels up to relabelling.
LabelMap discovered(const config::ScrapeConfig& config, const std::string& address, const LabelMap& given)
{
    LabelMap labels = given;
    labels["__address__"] = address;
    setWhereMissing(labels, "job", config.jobName);
    setWhereMissing(labels, "__scrape_interval__", base::formatDuration(config.interval));
    setWhereMissing(labels, "__scrape_timeout__", base::formatDuration(config.timeout));
    setWhereMissing(labels, "__metrics_path__", config.metricsPath);
    setWhereMissing(labels, "__scheme__", config.scheme);
    for (const auto& [name, values] : config.params) {
        if (!values.empty()) {
            setWhereMissing(labels, std::string(paramPrefix) + name, values.front());
        }
    }
    return labels;
}

/// False: dropped.
bool relabel(const metrics::Relabelling& relabelling, LabelMap& labels)
{
    if (relabelling.isEmpty()) {
        return true;
    }
    const auto left = relabelling.apply(toLabels(labels, false));
    labels.clear();
    for (const metrics::Label label : left.value_or(metrics::Labels())) {
        labels.emplace(label.name, label.value);
    }
    return left.has_value();
}

/// The rest of it. What Prometheus says where there can be no such target; "" = nothing.
std::string complete(LabelMap& labels)
{
    std::string address = valueOf(labels, "__address__");
    const std::string scheme = valueOf(labels, "__scheme__");
    if (address.empty()) {
        return "no address";
    }
    if (scheme != "http" && scheme != "https") {
        return "invalid scheme: \"" + scheme + '"';
    }
    if (address.find('/') != std::string::npos) {
        return '"' + address + "\" is not a valid hostname";
    }
    if (lacksPort(address)) {
        address += scheme == "https" ? ":443" : ":80";
    }
    const auto interval = base::parseDuration(valueOf(labels, "__scrape_interval__"));
    const auto timeout = base::parseDuration(valueOf(labels, "__scrape_timeout__"));
    if (!interval || interval->count() == 0) {
        return interval ? "scrape interval cannot be 0" : "error parsing scrape interval: " + interval.error().message;
    }
    if (!timeout || timeout->count() == 0) {
        return timeout ? "scrape timeout cannot be 0" : "error parsing scrape timeout: " + timeout.error().message;
    }
    if (*timeout > *interval) {
        return "scrape timeout cannot be greater than scrape interval (\"" + base::formatDuration(*timeout) + "\" > \""
            + base::formatDuration(*interval) + "\")";
    }
    std::erase_if(labels, [](const auto& label) { return label.first.starts_with("__meta_"); });
    labels["__address__"] = address;
    setWhereMissing(labels, "instance", address);
    return {};
}

std::string queryOf(const config::ScrapeConfig& config, const LabelMap& labels)
{
    std::map<std::string, std::vector<std::string>> params(config.params.begin(), config.params.end());
    for (const auto& [name, value] : labels) {
        if (name.starts_with(paramPrefix)) {
            std::vector<std::string>& values = params[name.substr(paramPrefix.size())];
            values.resize(std::max<std::size_t>(values.size(), 1));
            values.front() = value;
        }
    }
    std::string query;
    for (const auto& [name, values] : params) {
        for (const std::string& value : values) {
            query += (query.empty() ? "?" : "&") + escape(name, "", true) + '=' + escape(value, "", true);
        }
    }
    return query;
}

std::string urlOf(const config::ScrapeConfig& config, const LabelMap& labels)
{
    std::string path = escape(valueOf(labels, "__metrics_path__"), "$&+,/:;=@", false);
    if (!path.starts_with('/')) {
        path.insert(0, 1, '/');
    }
    return valueOf(labels, "__scheme__") + "://" + valueOf(labels, "__address__") + path + queryOf(config, labels);
}

/// What makes a target another one: not how often, how patiently or with which credentials it is asked.
std::uint64_t identityOf(const Target& target)
{
    const config::ScrapeConfig& config = target.config;
    std::string text = config.jobName + '\n' + target.labels.toString() + '\n' + target.url;
    for (const std::size_t number : {std::size_t{config.honorLabels}, std::size_t{config.honorTimestamps}}) {
        text += '\n' + std::to_string(number);
    }
    return XXH3_64bits(text.data(), text.size());
}

Target makeTarget(const config::ScrapeConfig& config, const LabelMap& labels, std::uint64_t seed)
{
    Target target;
    target.url = urlOf(config, labels);
    target.labels = toLabels(labels, true);
    target.offsetHash = targetHash(toLabels(labels, false), target.url) ^ seed;
    target.config = config;
    target.config.staticConfigs.clear();
    for (const auto& [name, slot] : {std::pair{"__scrape_interval__", &target.config.interval},
                                     std::pair{"__scrape_timeout__", &target.config.timeout}}) {
        if (const auto value = base::parseDuration(valueOf(labels, name)); value && value->count() > 0) {
            *slot = *value;
        }
    }
    return target;
}

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

std::vector<Target> targetsOf(const config::Config& config)
{
    const std::uint64_t seed = offsetSeed(QSysInfo::machineHostName().toStdString(), config.externalLabels);
    std::vector<Target> targets;
    std::set<std::uint64_t> identities;
    std::set<std::uint32_t> ids;
    for (const config::ScrapeConfig& scrape : config.scrapeConfigs) {
        const std::size_t firstOfJob = targets.size();
        for (const config::StaticTargets& group : scrape.staticConfigs) {
            for (const std::string& address : group.targets) {
                LabelMap labels = discovered(scrape, address, group.labels);
                if (!relabel(scrape.relabelling, labels) || !complete(labels).empty()) {
                    continue;
                }
                Target target = makeTarget(scrape, labels, seed);
                const std::uint64_t identity = identityOf(target);
                if (!identities.insert(identity).second) {
                    continue;
                }
                target.id = static_cast<std::uint32_t>(identity);
                while (!ids.insert(target.id).second) {
                    ++target.id;
                }
                targets.push_back(std::move(target));
            }
        }
        const bool over = scrape.targetLimit != 0 && targets.size() - firstOfJob > scrape.targetLimit;
        for (std::size_t i = firstOfJob; i < targets.size(); ++i) {
            targets[i].overTargetLimit = over;
        }
    }
    return targets;
}

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
