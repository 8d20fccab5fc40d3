#include "app/headless/commands.h"

#include "models/config/config.h"
#include "models/rules/rulefile.h"
#include "models/session/rulesets.h"

#include <QFile>

#include <algorithm>

namespace checkwatch::app {
namespace {

void put(std::FILE* out, const std::string& line)
{
    std::fprintf(out, "%s\n", line.c_str());
}

int failed(std::FILE* out, const base::Error& error)
{
    put(out, "  FAILED:\n" + error.text());
    return 1;
}

int checkRuleFile(const std::string& path, std::FILE* out)
{
    put(out, "Checking " + path);
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly)) {
        return failed(out, {base::ErrorCode::NotFound, file.errorString().toStdString(), path});
    }
    const auto parsed = rules::parseRuleFile(file.readAll().toStdString(), path);
    if (!parsed) {
        return failed(out, parsed.error());
    }
    std::size_t count = 0;
    for (const rules::Group& group : parsed->groups) {
        count += group.rules.size();
    }
    put(out, "  SUCCESS: " + std::to_string(count) + " rules found\n");
    return 0;
}

} // namespace

int checkConfig(const Options& options, std::FILE* out)
{
    const std::string& path = options.files.front();
    put(out, "Checking " + path);
    const auto config = config::loadConfig(path);
    if (!config) {
        return failed(out, config.error());
    }
    for (const std::string& notice : config->notices) {
        put(out, "  note: " + notice);
    }
    const auto rules = session::loadRuleFiles(*config);
    if (!rules) {
        return failed(out, rules.error());
    }
    std::size_t targets = 0;
    for (const config::ScrapeConfig& job : config->scrapeConfigs) {
        for (const config::StaticTargets& entry : job.staticConfigs) {
            targets += entry.targets.size();
        }
    }
    put(out,
        "  SUCCESS: " + path + " is valid: " + std::to_string(targets) + " targets, "
            + std::to_string(rules->groups.size()) + " rule groups");
    return 0;
}

int checkRules(const Options& options, std::FILE* out)
{
    int code = 0;
    for (const std::string& path : options.files) {
        code = std::max(code, checkRuleFile(path, out));
    }
    return code;
}

} // namespace checkwatch::app
