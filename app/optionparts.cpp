#include "app/optionparts.h"

#include "models/base/duration.h"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <sstream>

namespace checkwatch::app {

std::string asDuration(const std::string& text)
{
    const auto parsed = base::parseDuration(text);
    if (parsed.ok()) {
        return {};
    }
    const bool seconds = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    return seconds ? std::string() : parsed.error().message;
}

base::Duration durationOf(const std::string& text)
{
    const auto parsed = base::parseDuration(text);
    return parsed.ok() ? *parsed : base::Duration{std::strtoll(text.c_str(), nullptr, 10) * 1000};
}

std::string asInterval(const std::string& text)
{
    const std::string wrong = asDuration(text);
    return wrong.empty() && durationOf(text) <= base::Duration{0} ? std::string("want more than 0, for example 15s")
                                                                  : wrong;
}

void addPictureOptions(CLI::App& command, Options& options, Raw& raw)
{
    command
        .add_option("--screenshot", options.screenshot,
                    "write a picture of the window to this file (PNG, or what its ending says) and end")
        ->check([](const std::string& text) {
            return text.empty() ? std::string("want the name of a file, for example picture.png") : std::string();
        });
    command.add_option("--size", raw.size, "window size, WxH")->check([](const std::string& text) {
        int w = 0;
        int h = 0;
        char x = 0;
        std::istringstream in(text);
        return in >> w >> x >> h && x == 'x' && w > 0 && h > 0 && w <= 16384 && h <= 16384
            ? std::string()
            : std::string("want WxH, for example 1600x1000");
    });
    command.add_option("--after", raw.after, "how long to watch before the screenshot (10s)")->check(asDuration);
    command.add_option("--theme", options.theme, "dark, light or contrast; the desktop's choice otherwise")
        ->check(CLI::IsMember({"dark", "light", "contrast"}));
}

void addWindowOptions(CLI::App& command, Options& options, Raw& raw)
{
    addPictureOptions(command, options, raw);
    command.add_option("--select", options.select, "select this server: NAME, BACKEND/NAME or EXPORTER/BACKEND/NAME");
    command.add_option("--query", options.openQuery, "open the query pane with this PromQL expression");
}

void addConfigOption(CLI::App& command, Options& options)
{
    command.add_option("--config", options.config, "checkwatch.yml, or a plain prometheus.yml");
}

void addCompatOption(CLI::App& command, Raw& raw)
{
    command
        .add_option("--compat", raw.compat,
                    "follow Prometheus 2 (closed windows, . is no newline) or 3 (left-open, any)")
        ->check(CLI::IsMember({2, 3}));
}

void addExperimentalOption(CLI::App& command, Options& options)
{
    command.add_flag("--experimental", options.experimental, "functions that Prometheus 3 has behind a flag");
}

} // namespace checkwatch::app
