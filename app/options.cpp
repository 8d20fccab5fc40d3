#include "app/options.h"

#include "app/optionparts.h"

#include <CLI/CLI.hpp>

#include <utility>

namespace checkwatch::app {
namespace {

void addWatch(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* watch = app.add_subcommand("watch", "print every event as it happens, without a window");
    addConfigOption(*watch, options);
    addCompatOption(*watch, raw);
    watch->add_flag("--demo", options.demo, "watch the built-in demo");
    watch->add_flag("--json", options.json, "one JSON object a line");
    watch->add_option("--duration", raw.duration, "end after this long, for example 2m")->check(asDuration);
    watch->callback([&options] {
        if (options.demo && !options.config.empty()) {
            throw CLI::ValidationError("watch", "want --config or --demo, not both: the demo has exporters of its own");
        }
        options.command = Command::Watch;
    });
}

void addAgainstOptions(CLI::App& rules, Options& options, Raw& raw)
{
    CLI::Option* against
        = rules.add_option("--against", options.against,
                           "say of each rule whether it can fire on what this exporter says: a URL, or a "
                           "file with an exposition (.gz too, - is stdin); exit code 1 where one cannot");
    const auto interval = [&](const char* name, std::string& to, const char* words) {
        rules.add_option(name, to, words)->check(asInterval)->needs(against);
    };
    interval("--scrape-interval", raw.scrapeInterval, "how often it is scraped (1m)");
    interval("--evaluation-interval", raw.evaluationInterval, "how often the rules are evaluated (1m)");
    interval("--inter", raw.inter, "time between two checks of a server (2s)");
    rules.add_option("--fall", options.fall, "failed checks until a server is DOWN (3)")
        ->check(CLI::Range(1, 200))
        ->needs(against);
    addCompatOption(rules, raw);
    rules.add_flag("--json", options.json, "with --against: one JSON object")->needs(against);
}

void addCheck(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* check = app.add_subcommand("check", "check a configuration or rule files");
    check->require_subcommand(1);
    CLI::App* config = check->add_subcommand("config", "check a configuration file");
    config->add_option("FILE", options.files, "the file")->required()->expected(1);
    config->callback([&options] { options.command = Command::CheckConfig; });
    CLI::App* rules = check->add_subcommand("rules", "check rule files");
    rules->add_option("FILE", options.files, "the files")->required();
    rules->add_option("--lint", options.lint, "what to look for: all (default), duplicate-rules or none")
        ->check(CLI::IsMember({"all", "duplicate-rules", "none"}));
    addExperimentalOption(*rules, options);
    addAgainstOptions(*rules, options, raw);
    rules->add_flag("--lint-fatal", options.lintFatal, "exit code 3 where there are duplicate rules");
    rules->callback([&options] { options.command = Command::CheckRules; });
}

void addTest(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* test = app.add_subcommand("test", "run tests of rules or of PromQL");
    test->require_subcommand(1);
    CLI::App* rules = test->add_subcommand("rules", "run promtool's unit-test files (windows as in Prometheus 2)");
    rules->add_option("FILE", options.files, "the files");
    addCompatOption(*rules, raw);
    addExperimentalOption(*rules, options);
    rules->callback([&options] { options.command = Command::TestRules; });
    CLI::App* promql = test->add_subcommand("promql", "run scripts in Prometheus' promql test language");
    promql->add_option("FILE", options.files, "the files");
    addCompatOption(*promql, raw);
    addExperimentalOption(*promql, options);
    promql->callback([&options] { options.command = Command::TestPromql; });
}

void addQuery(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* query = app.add_subcommand(
        "query", "evaluate an expression over a recording, also one that is being written, or an exposition file");
    CLI::Option* exposition = query->add_option("--exposition", options.exposition,
                                                "in place of FILE: a text or OpenMetrics file, .gz too; - reads stdin");
    query->add_option("FILE", raw.file, "the recording, or its folder");
    query->add_option("EXPR", options.expression, "PromQL expression");
    CLI::Option* time
        = query->add_option("--time", options.time, std::string(timeWords) + "; default: the newest in it");
    query->add_option("--start", options.start, "a range of times: from here (the beginning)")->excludes(time);
    query->add_option("--end", options.end, "to here (the newest time)")->excludes(time);
    query->add_option("--step", raw.step, "in such steps")->check(asInterval)->excludes(time);
    query->parse_complete_callback([query, exposition, &options, &raw] {
        for (const std::string& word : query->remaining()) {
            if (word.starts_with("-") && word != "--") {
                std::string wrong = "there is no option " + word;
                wrong.append("; an expression that begins with - stands after --: -- '").append(word).append("'");
                throw CLI::ValidationError("query", wrong);
            }
        }
        if (!exposition->empty() && options.expression.empty()) {
            options.expression = std::exchange(raw.file, {}); // the only word there is
        }
        if (options.expression.empty() || exposition->empty() == raw.file.empty()) {
            throw CLI::ValidationError("query", "want FILE EXPR, or --exposition FILE EXPR");
        }
        if (!raw.file.empty()) {
            options.files = {raw.file};
        }
    });
    addCompatOption(*query, raw);
    addExperimentalOption(*query, options);
    query->callback([&options] { options.command = Command::Query; });
}

void addPlatformOption(CLI::App& wall, Options& options)
{
    wall.add_option("--platform", options.platform,
                    "draw with this platform of Qt: vnc shows the wall to VNC viewers where there is no display, "
                    "vnc:size=1920x1080:port=5901 in that size and there");
}

void addWall(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* wall = app.add_subcommand("wall", "fill a screen that several people read and nobody touches");
    CLI::Option* config = wall->add_option("--config", options.config, "checkwatch.yml, or a plain prometheus.yml");
    CLI::Option* demo = wall->add_flag("--demo", options.demo, "watch the built-in demo")->excludes(config);
    wall->add_option("--drill", options.drill,
                     "no exporter: play this recording as a drill, or `built-in`, half an hour of the demo; of a "
                     "configuration only the wall: block and runbooks count")
        ->check([](const std::string& text) {
            return text.empty() ? std::string("want a recording, or built-in") : std::string();
        })
        ->excludes(demo);
    wall->add_flag("--test-sound", options.testSound,
                   "play each sound of the configuration once and end; exit code 1 where one cannot be played");
    wall->add_option("--screen", options.screen, "on this screen: its name, or its number from 1");
    addPlatformOption(*wall, options);
    addPictureOptions(*wall, options, raw);
    wall->callback([&options] { options.command = Command::Wall; });
}

void addReplay(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* replay
        = app.add_subcommand("replay", "show a recording as it was, at any time in it, without any network");
    CLI::Option* file
        = replay->add_option("FILE", options.files, "the recording, or the folder in which one is being written")
              ->expected(1);
    replay->add_flag("--demo", options.demo, "half an hour of the built-in demo, recorded")->excludes(file);
    replay->add_option("--time", options.time,
                       std::string("begin there, not where the first health alert fires: HH:MM:SS, ") + timeWords);
    addConfigOption(*replay, options);
    addWindowOptions(*replay, options, raw);
    replay->callback([&options] { options.command = Command::Replay; });
}

void finish(Options& options, const Raw& raw)
{
    if (!raw.minDown.empty()) {
        options.minDown = durationOf(raw.minDown);
    }
    if (!raw.duration.empty()) {
        options.duration = durationOf(raw.duration);
    }
    if (!raw.after.empty()) {
        options.after = durationOf(raw.after);
    }
    const auto interval
        = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(durationOf(text)); };
    options.step = interval(raw.step);
    options.lead = interval(raw.lead);
    options.scrapeInterval = interval(raw.scrapeInterval);
    options.evaluationInterval = interval(raw.evaluationInterval);
    options.inter = interval(raw.inter);
    options.variant.holdFor = interval(raw.holdFor);
    options.variant.window = interval(raw.window);
    options.variantScrapeInterval = interval(raw.variantScrapeInterval);
    if (!raw.size.empty()) {
        char x = 0;
        options.sized = true;
        std::istringstream(raw.size) >> options.width >> x >> options.height;
    }
    if (raw.compat != 0) {
        options.compat = static_cast<promql::Compat>(raw.compat);
    }
}

} // namespace

std::optional<Options> parseCommandLine(int argc, char** argv, int& exitCode)
{
    Options options;
    Raw raw;
    CLI::App app("Checkwatch: HAProxy server health checks, from the alert to the cause", "checkwatch");
    app.set_version_flag("--version", "checkwatch " CHECKWATCH_VERSION);
    app.require_subcommand(0, 1);
    addConfigOption(app, options);
    addWindowOptions(app, options, raw);
    CLI::App* demo = app.add_subcommand("demo", "open the window on a real HAProxy with failing servers");
    addWindowOptions(*demo, options, raw);
    CLI::App* demoWall = demo->add_subcommand("wall", "the same on the wall's screen, as `checkwatch wall --demo`");
    addPlatformOption(*demoWall, options);
    addPictureOptions(*demoWall, options, raw);
    demo->callback([&options, demoWall] {
        options.demo = demoWall->parsed();
        options.command = options.demo ? Command::Wall : Command::Demo;
    });
    addWall(app, options, raw);
    addReplay(app, options, raw);
    addWatch(app, options, raw);
    addCheck(app, options, raw);
    addTest(app, options, raw);
    addQuery(app, options, raw);
    addRecordingCommands(app, options, raw);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        exitCode = app.exit(error) == 0 ? 0 : 2;
        return std::nullopt;
    }
    finish(options, raw);
    return options;
}

bool isHeadless(const Options& options)
{
    switch (options.command) {
    case Command::Window:
    case Command::Wall:
    case Command::Demo:
    case Command::Replay: return false;
    default: return true;
    }
}

} // namespace checkwatch::app
