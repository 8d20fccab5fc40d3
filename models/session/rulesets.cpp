#include "models/session/rulesets.h"

#include "resources/builtin.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace checkwatch::session {
namespace {

constexpr qint64 maxRuleFileBytes = 16LL * 1024 * 1024;

base::Result<std::string> readFile(const QString& path)
{
    const QFileInfo info(path);
    const std::string name = path.toStdString();
    if (!info.isFile()) {
        return base::Error{base::ErrorCode::NotFound,
                           info.isDir() ? "is a directory: name its files, as in rules/*.yml" : "no such rule file",
                           name};
    }
    if (info.size() > maxRuleFileBytes) {
        return base::Error{base::ErrorCode::Limit, "rule file is larger than 16 MiB", name};
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return base::Error{base::ErrorCode::Refused, "cannot read: " + file.errorString().toStdString(), name};
    }
    return file.read(maxRuleFileBytes).toStdString();
}

/// The files a pattern names, sorted; a pattern without wildcards names itself even if it is not there.
QStringList expand(const std::string& pattern)
{
    const QString text = QString::fromStdString(pattern);
    const QFileInfo info(text);
    const QString last = info.fileName();
    if (!last.contains(QLatin1Char('*')) && !last.contains(QLatin1Char('?'))) {
        return {text};
    }
    QStringList files;
    const QDir folder = info.dir();
    for (const QString& name : folder.entryList({last}, QDir::Files, QDir::Name)) {
        files << folder.filePath(name);
    }
    return files;
}

bool has(const std::vector<rules::Group>& groups, const rules::Rule& rule)
{
    return std::any_of(groups.begin(), groups.end(), [&](const rules::Group& group) {
        return std::any_of(group.rules.begin(), group.rules.end(), [&](const rules::Rule& other) {
            const bool userOwn = !group.file.starts_with("builtin/");
            return other.name == rule.name && (userOwn || other.query == rule.query);
        });
    });
}

bool wanted(const config::Config& config, haproxy::Exporter exporter, std::string_view path)
{
    if (path.find("companion") != std::string_view::npos) {
        return config.checkwatch.companionRules;
    }
    if (!config.checkwatch.builtinRules || path.find("more-than-two") != std::string_view::npos) {
        return false;
    }
    const bool v1 = path.find("v1") != std::string_view::npos;
    return exporter == (v1 ? haproxy::Exporter::V1 : haproxy::Exporter::Native);
}

} // namespace

promql::EngineOptions promqlOptions(const config::Config& config)
{
    return {.compat = config.checkwatch.compat,
            .defaultSubqueryStep = config.evaluationInterval,
            .experimental = config.checkwatch.experimental};
}

base::Result<RuleSet> loadRuleFiles(const config::Config& config)
{
    RuleSet set;
    for (const std::string& pattern : config.ruleFiles) {
        const QStringList files = expand(pattern);
        if (files.isEmpty()) {
            set.notices.push_back("rule_files: \"" + pattern + "\" matches no file, so no rule comes of it");
        }
        for (const QString& path : files) {
            auto text = readFile(path);
            if (!text) {
                return std::move(text).error();
            }
            auto file = rules::parseRuleFile(*text, path.toStdString(),
                                             {config.checkwatch.experimental, config.checkwatch.compat});
            if (!file) {
                return std::move(file).error();
            }
            std::move(file->groups.begin(), file->groups.end(), std::back_inserter(set.groups));
        }
    }
    return set;
}

std::vector<rules::Group> builtinGroups(const config::Config& config, haproxy::Exporter exporter,
                                        const std::vector<rules::Group>& present)
{
    std::vector<rules::Group> out;
    for (const resources::File& file : resources::files()) {
        if (!file.path.starts_with("rules/") || !wanted(config, exporter, file.path)) {
            continue;
        }
        auto parsed = rules::parseRuleFile(file.text, "builtin/" + std::string(file.path));
        if (!parsed) {
            continue; // a test proves that every shipped file parses
        }
        for (rules::Group& group : parsed->groups) {
            group.product = file.path.find("companion") != std::string_view::npos;
            std::erase_if(group.rules, [&](const rules::Rule& rule) { return has(present, rule); });
            if (!group.rules.empty()) {
                out.push_back(std::move(group));
            }
        }
    }
    return out;
}

const rules::Rule* headlineRule(const std::vector<rules::Group>& groups, const std::vector<std::string>& healthAlerts)
{
    for (const std::string& name : healthAlerts) {
        for (const rules::Group& group : groups) {
            for (const rules::Rule& rule : group.rules) {
                if (rule.kind == rules::Rule::Kind::Alerting && rule.name == name) {
                    return &rule;
                }
            }
        }
    }
    return nullptr;
}

} // namespace checkwatch::session
