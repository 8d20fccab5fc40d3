#include "models/config/sections.h"

#include <string_view>

namespace checkwatch::config {
namespace {

constexpr std::string_view wanted = " must be alarm, notice, none, or the whole path of a sound file, not \"";

bool isSound(const std::string& text)
{
    return text == "alarm" || text == "notice" || text == "none" || (text.size() > 1 && text.front() == '/');
}

void readSound(Fields& fields, const char* name, std::string& out)
{
    std::string text = out;
    fields.text(name, text);
    if (isSound(text)) {
        out = text;
    } else {
        fields.problems().error(fields.lineOf(name), name + std::string(wanted) + text + '"');
    }
}

void readSeverities(Fields& fields, std::map<std::string, std::string>& out)
{
    fields.pairs("severities", [&](const rules::YamlNode& key, const rules::YamlNode& value) {
        if (isSound(value.text)) {
            out[key.text] = value.text;
        } else {
            fields.problems().error(value.line, key.text + std::string(wanted) + value.text + '"');
        }
    });
}

void readQuiet(const rules::YamlNode& node, Problems& problems, HoursOfDay& out)
{
    Fields fields(node, "checkwatch.wall.sound.quiet", problems);
    readMinute(fields, "from", out.from);
    readMinute(fields, "to", out.to);
    if (out.from == out.to) {
        problems.error(fields.line(), "from and to of quiet hours must differ");
    }
    fields.done();
}

} // namespace

void readWallSound(const rules::YamlNode& node, Problems& problems, WallSound& out)
{
    Fields fields(node, "checkwatch.wall.sound", problems);
    out.on = true;
    readSound(fields, "down", out.down);
    readSound(fields, "firing", out.firing);
    readSound(fields, "silent", out.silent);
    readSeverities(fields, out.severities);
    fields.duration("repeat", out.repeat);
    if (out.repeat > base::Duration{0} && out.repeat < base::Duration{10'000}) {
        problems.error(fields.lineOf("repeat"), "repeat must be 0s, which is once, or at least 10s");
    }
    if (const auto* const quiet = fields.take("quiet")) {
        readQuiet(*quiet, problems, out.quiet);
    }
    fields.done();
}

} // namespace checkwatch::config
