#include "app/run/screenchoice.h"

#include <algorithm>

namespace checkwatch::app {

qsizetype screenFor(const QString& wanted, const QStringList& screens)
{
    bool numbered = false;
    const int number = wanted.toInt(&numbered);
    if (numbered && number >= 1 && number <= screens.size()) {
        return number - 1;
    }
    const qsizetype named = screens.indexOf(wanted);
    return named >= 0 ? named : screens.isEmpty() ? -1 : 0;
}

std::vector<config::WallScreen> screensOf(const config::Wall& wall, const std::string& asked)
{
    if (asked.empty() && !wall.screens.empty()) {
        return wall.screens;
    }
    const auto named = std::ranges::find(wall.screens, asked, &config::WallScreen::screen);
    return {named != wall.screens.end() ? *named : config::WallScreen{asked, wall.grouping, wall.filter, wall.pages}};
}

} // namespace checkwatch::app
