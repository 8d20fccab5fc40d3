#include "models/base/sun.h"
#include "models/config/sections.h"

#include <charconv>
#include <cmath>
#include <optional>

namespace checkwatch::config {
namespace {

void readGrouping(Fields& fields, WallGrouping& out)
{
    std::string text;
    fields.text("grouping", text);
    if (text == "haproxy" || text.empty()) {
        out = text.empty() ? out : WallGrouping::Haproxy;
    } else if (text == "backend") {
        out = WallGrouping::Backend;
    } else if (text == "server") {
        out = WallGrouping::Server;
    } else {
        fields.problems().error(fields.lineOf("grouping"),
                                "grouping must be haproxy, backend or server, not \"" + text + '"');
    }
}

/// "07:30" as a minute of the day.
std::optional<int> minuteOf(const std::string& text)
{
    const std::size_t colon = text.find(':');
    int hour = -1;
    int minute = -1;
    if (colon == std::string::npos || text.size() - colon != 3 || colon == 0 || colon > 2) {
        return std::nullopt;
    }
    const char* const end = text.data() + text.size();
    const bool read = std::from_chars(text.data(), text.data() + colon, hour).ptr == text.data() + colon
        && std::from_chars(text.data() + colon + 1, end, minute).ptr == end;
    const bool valid = read && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
    return valid ? std::optional(hour * 60 + minute) : std::nullopt;
}

} // namespace

void readMinute(Fields& fields, const char* name, int& out)
{
    std::string text;
    fields.text(name, text);
    if (text.empty()) {
        return;
    }
    if (const auto minute = minuteOf(text)) {
        out = *minute;
    } else {
        fields.problems().error(fields.lineOf(name),
                                std::string(name) + " must be a time of the day in quotes, \"07:00\", not \"" + text
                                    + '"');
    }
}

namespace {

void readTheme(Fields& fields, const char* name, std::string& out)
{
    std::string text = out;
    fields.text(name, text);
    if (text == "dark" || text == "light" || text == "contrast") {
        out = text;
    } else {
        fields.problems().error(fields.lineOf(name),
                                std::string(name) + " must be dark, light or contrast, not \"" + text + '"');
    }
}

void readDegrees(Fields& fields, const char* name, double most, double& out)
{
    const rules::YamlNode* const value = fields.take(name);
    const auto number = value == nullptr ? std::nullopt : rules::yamlFloat(*value);
    if (number && std::abs(*number) <= most) {
        out = *number;
        return;
    }
    const std::string limit = std::to_string(static_cast<int>(most));
    fields.problems().error(fields.lineOf(name),
                            std::string(name) + " must be degrees from -" + limit + " to " + limit
                                + ", north and east of 0: 52.5");
}

void readSunset(const rules::YamlNode& node, Problems& problems, WallSun& out)
{
    Fields fields(node, "checkwatch.wall.themes.sunset", problems);
    readDegrees(fields, "latitude", 90, out.latitude);
    readDegrees(fields, "longitude", 180, out.longitude);
    fields.duration("offset", out.offset);
    if (out.offset > std::chrono::hours{6}) {
        problems.error(fields.lineOf("offset"), "offset must be at most 6h");
    }
    fields.done();
}

void readThemes(const rules::YamlNode& node, Problems& problems, WallThemes& out)
{
    Fields fields(node, "checkwatch.wall.themes", problems);
    readTheme(fields, "day", out.day);
    readTheme(fields, "night", out.night);
    if (const auto* const sunset = fields.take("sunset")) {
        readSunset(*sunset, problems, out.sunset.emplace());
        if (fields.take("from") != nullptr || fields.take("to") != nullptr) {
            problems.error(fields.lineOf("sunset"), "themes go by sunset or by from and to, not by both");
        }
    }
    readMinute(fields, "from", out.from);
    readMinute(fields, "to", out.to);
    if (out.from == out.to) {
        problems.error(fields.line(), "from and to of a day must differ");
    }
    fields.done();
}

void readVerdictAlerts(const rules::YamlNode& node, Problems& problems, VerdictAlerts& out)
{
    Fields fields(node, "checkwatch.wall.verdict_alerts", problems);
    fields.texts("names", out.names);
    fields.texts("severities", out.severities);
    if (out.all()) {
        problems.error(
            fields.line(),
            "verdict_alerts wants names or severities of the alerts that count; all count where it is absent");
    }
    fields.done();
}

/// What a screen shows; `filter` and `pages` stay what they are where it says nothing.
void readShown(Fields& fields, WallGrouping& grouping, WallFilter& filter, std::vector<WallFilter>& pages)
{
    readGrouping(fields, grouping);
    if (fields.take("filter") != nullptr) {
        fields.text("filter", filter.text);
        filter.line = fields.lineOf("filter");
    }
    if (fields.take("pages") == nullptr) {
        return;
    }
    pages.clear();
    fields.items("pages", [&](const rules::YamlNode& item) {
        const rules::YamlNode& value = item.resolved();
        if (value.kind == rules::YamlNode::Kind::Scalar && !value.text.empty()) {
            pages.push_back({value.text, item.line});
        } else {
            fields.problems().error(item.line, "every item of pages must be a filter, for example backend:web*");
        }
    });
}

WallScreen readScreen(const rules::YamlNode& node, const Wall& usual, Problems& problems)
{
    WallScreen screen{{}, usual.grouping, usual.filter, usual.pages};
    Fields fields(node, "checkwatch.wall.screens", problems);
    fields.text("screen", screen.screen);
    readShown(fields, screen.grouping, screen.filter, screen.pages);
    fields.done();
    return screen;
}

} // namespace

bool WallThemes::isDay(base::Timestamp now, int minuteOfDay) const
{
    return sunset ? base::isSunUp(now, sunset->latitude, sunset->longitude, sunset->offset) : isDay(minuteOfDay);
}

void readWall(const rules::YamlNode& node, Problems& problems, Wall& out)
{
    Fields fields(node, "checkwatch.wall", problems);
    readShown(fields, out.grouping, out.filter, out.pages);
    fields.duration("dwell", out.dwell);
    if (out.dwell < base::Duration{1000}) {
        problems.error(fields.lineOf("dwell"), "dwell must be at least 1s: nobody reads a page faster");
    }
    std::string clock;
    fields.text("clock", clock);
    out.utc = clock == "utc";
    if (!clock.empty() && clock != "utc" && clock != "local") {
        problems.error(fields.lineOf("clock"), "clock must be local or utc, not \"" + clock + '"');
    }
    if (const auto* const themes = fields.take("themes")) {
        readThemes(*themes, problems, out.themes);
    }
    if (const auto* const alerts = fields.take("verdict_alerts")) {
        readVerdictAlerts(*alerts, problems, out.verdictAlerts);
    }
    if (const auto* const sound = fields.take("sound")) {
        readWallSound(*sound, problems, out.sound);
    }
    fields.items("screens",
                 [&](const rules::YamlNode& item) { out.screens.push_back(readScreen(item, out, problems)); });
    fields.done();
}

} // namespace checkwatch::config
