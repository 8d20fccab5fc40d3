#include "models/sources/target.h"

#include "models/base/duration.h"
#include "models/sources/schedule.h"
#include "models/sources/targetlabels.h"

#include <QString>
#include <QSysInfo>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <xxhash.h>

namespace checkwatch::sources {
namespace {

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

} // namespace checkwatch::sources
