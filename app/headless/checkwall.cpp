#include "app/headless/checkwall.h"

#include "models/items/filter.h"
#include "models/session/rulesets.h"
#include "models/sources/target.h"

#include <QString>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

namespace checkwatch::app {
namespace {

class Checker
{
public:
    void check(std::string_view name, const config::WallFilter& filter)
    {
        const auto parsed = items::Filter::parseNames(QString::fromStdString(filter.text));
        if (parsed) {
            return;
        }
        const std::string told = "line " + std::to_string(filter.line) + ": " + std::string(name) + " \"" + filter.text
            + "\": " + parsed.error().message;
        if (m_errors.find(told) == std::string::npos) { // screens have what the wall has
            m_errors += (m_errors.empty() ? "" : "\n") + told;
        }
    }
    void check(const config::WallFilter& filter, const std::vector<config::WallFilter>& pages)
    {
        check("filter", filter);
        for (const config::WallFilter& page : pages) {
            check("page", page);
        }
    }
    [[nodiscard]] const std::string& errors() const { return m_errors; }

private:
    std::string m_errors;
};

std::string severityOf(const rules::Rule& rule)
{
    for (const auto& [name, value] : rule.labels) {
        if (name == "severity") {
            return value;
        }
    }
    return {};
}

void addMissing(std::vector<std::string>& notices, const std::vector<std::string>& wanted,
                const std::set<std::string>& there, const char* words)
{
    for (const std::string& one : wanted) {
        if (!there.contains(one)) {
            notices.push_back(std::string("verdict_alerts: no rule here ") + words + one);
        }
    }
}

} // namespace

base::Result<void> checkWall(const config::Config& config)
{
    const config::Wall& wall = config.checkwatch.wall;
    Checker checker;
    checker.check(wall.filter, wall.pages);
    for (const config::WallScreen& screen : wall.screens) {
        checker.check(screen.filter, screen.pages);
    }
    if (!checker.errors().empty()) {
        return base::Error{base::ErrorCode::BadInput, checker.errors(), config.path};
    }
    return {};
}

base::Result<config::Config> loadChecked(const std::string& path)
{
    auto config = config::loadConfig(path);
    if (config) {
        if (const auto wall = checkWall(*config); !wall) {
            return wall.error();
        }
    }
    return config;
}

std::vector<std::string> filterNotices(const config::Config& config)
{
    const config::Wall& wall = config.checkwatch.wall;
    std::vector<config::WallFilter> filters{wall.filter};
    std::ranges::copy(wall.pages, std::back_inserter(filters));
    for (const config::WallScreen& screen : wall.screens) {
        filters.push_back(screen.filter);
        std::ranges::copy(screen.pages, std::back_inserter(filters));
    }
    const std::vector<sources::Target> targets = sources::targetsOf(config);
    std::vector<std::string> notices;
    for (const config::WallFilter& filter : filters) {
        const auto parsed = items::Filter::parseNames(QString::fromStdString(filter.text));
        const auto matches
            = [&](const sources::Target& target) { return parsed && parsed->matchesLabels(target.labels); };
        if (std::string told = "wall: no target here has the labels of the filter " + filter.text; parsed
            && parsed->looksAtLabels() && std::ranges::none_of(targets, matches)
            && std::ranges::find(notices, told) == notices.end()) {
            notices.push_back(std::move(told));
        }
    }
    return notices;
}

std::vector<std::string> verdictNotices(const config::Config& config, std::vector<rules::Group> groups)
{
    const config::VerdictAlerts& wanted = config.checkwatch.wall.verdictAlerts;
    if (wanted.all()) {
        return {};
    }
    for (const haproxy::Exporter exporter : {haproxy::Exporter::Native, haproxy::Exporter::V1}) {
        std::ranges::move(session::builtinGroups(config, exporter, groups), std::back_inserter(groups));
    }
    std::set<std::string> names;
    std::set<std::string> severities;
    for (const rules::Group& group : groups) {
        for (const rules::Rule& rule : group.rules) {
            names.insert(rule.kind == rules::Rule::Kind::Alerting ? rule.name : std::string());
            severities.insert(severityOf(rule));
        }
    }
    std::vector<std::string> notices;
    addMissing(notices, wanted.names, names, "is called ");
    addMissing(notices, wanted.severities, severities, "has the severity ");
    return notices;
}

} // namespace checkwatch::app
