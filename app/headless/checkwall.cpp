#include "app/headless/checkwall.h"

#include "models/items/filter.h"

#include <QString>

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

} // namespace checkwatch::app
