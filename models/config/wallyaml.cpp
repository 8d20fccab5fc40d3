#include "models/base/duration.h"
#include "models/config/scalars.h"
#include "models/config/wall.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

/// The `wall:` block as text, which readWall() reads back as it was.
namespace checkwatch::config {
namespace {

std::string nameOf(WallGrouping grouping)
{
    switch (grouping) {
    case WallGrouping::Haproxy: return "haproxy";
    case WallGrouping::Backend: return "backend";
    case WallGrouping::Server: return "server";
    }
    return "haproxy";
}

std::string pagesOf(const std::vector<WallFilter>& pages)
{
    std::vector<std::string> texts;
    std::ranges::transform(pages, std::back_inserter(texts), &WallFilter::text);
    return yamlList(texts);
}

std::string timeOfDay(int minute)
{
    const auto digits = [](int part) { return std::string(part < 10 ? "0" : "") + std::to_string(part); };
    return '"' + digits(minute / 60) + ':' + digits(minute % 60) + '"';
}

/// As short as it can be read back; with a point wherever the program runs.
std::string number(double value)
{
    std::array<char, 32> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), written.ptr};
}

std::string themesOf(const WallThemes& themes)
{
    std::string out = "{day: " + themes.day + ", night: " + themes.night;
    if (!themes.sunset) {
        return out + ", from: " + timeOfDay(themes.from) + ", to: " + timeOfDay(themes.to) + '}';
    }
    out += ", sunset: {latitude: " + number(themes.sunset->latitude)
        + ", longitude: " + number(themes.sunset->longitude);
    if (themes.sunset->offset.count() != 0) {
        out += ", offset: " + base::formatDuration(themes.sunset->offset);
    }
    return out + "}}";
}

std::string alertsOf(const VerdictAlerts& alerts)
{
    std::string out = alerts.names.empty() ? "" : "names: " + yamlList(alerts.names);
    if (!alerts.severities.empty()) {
        out += (out.empty() ? "severities: " : ", severities: ") + yamlList(alerts.severities);
    }
    return '{' + out + '}';
}

std::string screenOf(const WallScreen& screen, const Wall& usual)
{
    std::string out = "{screen: " + yamlQuoted(screen.screen);
    if (screen.grouping != usual.grouping) {
        out += ", grouping: " + nameOf(screen.grouping);
    }
    if (screen.filter != usual.filter) {
        out += ", filter: " + yamlQuoted(screen.filter.text);
    }
    if (screen.pages != usual.pages) {
        out += ", pages: " + pagesOf(screen.pages);
    }
    return out + '}';
}

std::string soundOf(const WallSound& sound)
{
    std::string out = "{down: " + yamlQuoted(sound.down) + ", firing: " + yamlQuoted(sound.firing)
        + ", silent: " + yamlQuoted(sound.silent) + ", severities: {";
    const char* between = "";
    for (const auto& [severity, one] : sound.severities) {
        out += between + yamlQuoted(severity) + ": " + yamlQuoted(one);
        between = ", ";
    }
    out += "}, repeat: " + base::formatDuration(sound.repeat);
    if (sound.quiet != HoursOfDay{}) {
        out += ", quiet: {from: " + timeOfDay(sound.quiet.from) + ", to: " + timeOfDay(sound.quiet.to) + '}';
    }
    return out + '}';
}

} // namespace

std::string wallAsYaml(const Wall& wall)
{
    std::string out = "checkwatch:\n  wall:\n    grouping: " + nameOf(wall.grouping)
        + "\n    dwell: " + base::formatDuration(wall.dwell) + '\n';
    if (!wall.filter.text.empty()) {
        out += "    filter: " + yamlQuoted(wall.filter.text) + '\n';
    }
    if (!wall.pages.empty()) {
        out += "    pages: " + pagesOf(wall.pages) + '\n';
    }
    if (wall.utc) {
        out += "    clock: utc\n";
    }
    if (wall.themes != WallThemes{}) {
        out += "    themes: " + themesOf(wall.themes) + '\n';
    }
    if (!wall.verdictAlerts.all()) {
        out += "    verdict_alerts: " + alertsOf(wall.verdictAlerts) + '\n';
    }
    if (wall.sound.on) {
        out += "    sound: " + soundOf(wall.sound) + '\n';
    }
    for (const WallScreen& screen : wall.screens) {
        out += (&screen == &wall.screens.front() ? "    screens:\n      - " : "      - ") + screenOf(screen, wall)
            + '\n';
    }
    return out;
}

} // namespace checkwatch::config
