#include "models/sources/targetlabels.h"

#include "models/base/duration.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace checkwatch::sources {
namespace {

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

} // namespace

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

} // namespace checkwatch::sources
