#include "models/config/sections.h"

#include <charconv>
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

void readThemes(const rules::YamlNode& node, Problems& problems, WallThemes& out)
{
    Fields fields(node, "checkwatch.wall.themes", problems);
    readTheme(fields, "day", out.day);
    readTheme(fields, "night", out.night);
    readMinute(fields, "from", out.from);
    readMinute(fields, "to", out.to);
    if (out.from == out.to) {
        problems.error(fields.line(), "from and to of a day must differ");
    }
    fields.done();
}

WallScreen readScreen(const rules::YamlNode& node, WallGrouping usual, Problems& problems)
{
    WallScreen screen{{}, usual};
    Fields fields(node, "checkwatch.wall.screens", problems);
    fields.text("screen", screen.screen);
    readGrouping(fields, screen.grouping);
    fields.done();
    return screen;
}

} // namespace

void readWall(const rules::YamlNode& node, Problems& problems, Wall& out)
{
    Fields fields(node, "checkwatch.wall", problems);
    readGrouping(fields, out.grouping);
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
    if (const auto* const sound = fields.take("sound")) {
        readWallSound(*sound, problems, out.sound);
    }
    fields.items("screens",
                 [&](const rules::YamlNode& item) { out.screens.push_back(readScreen(item, out.grouping, problems)); });
    fields.done();
}

} // namespace checkwatch::config
