#include "app/options.h"

#include "models/base/duration.h"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <sstream>
#include <utility>

namespace checkwatch::app {
namespace {

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

/// Values that CLI11 fills in as text and that become something else afterwards.
struct Raw
{
    std::string duration;
    std::string after;
    std::string size;
    std::string scrapeInterval;
    std::string evaluationInterval;
    std::string inter;
    std::string step;
    std::string minDown;
    std::string holdFor;
    std::string window;
    std::string variantScrapeInterval;
    std::string file; ///< the first of several words
    int compat = 0;
};

constexpr auto timeWords = "Unix seconds, RFC 3339, or an offset from the beginning, for example 10m";

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

std::string asInterval(const std::string& text)
{
    const std::string wrong = asDuration(text);
    return wrong.empty() && durationOf(text) <= base::Duration{0} ? std::string("want more than 0, for example 15s")
                                                                  : wrong;
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
    query->add_option("FILE", raw.file, "the recording");
    query->add_option("EXPR", options.expression, "PromQL expression");
    CLI::Option* time
        = query->add_option("--time", options.time, std::string(timeWords) + "; default: the newest in it");
    query->add_option("--start", options.start, "a range of times: from here (the beginning)")->excludes(time);
    query->add_option("--end", options.end, "to here (the newest time)")->excludes(time);
    query->add_option("--step", raw.step, "in such steps")->check(asInterval)->excludes(time);
    query->parse_complete_callback([query, exposition, &options, &raw] {
        for (const std::string& word : query->remaining()) {
            if (word.starts_with("-") && word != "--") {
                throw CLI::ValidationError("query",
                                           "there is no option " + word
                                               + "; an expression that begins with - stands after --: -- '" + word
                                               + "'");
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

void addRecording(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* record = app.add_subcommand("record", "record the exporters of a configuration, without a window");
    addConfigOption(*record, options);
    record->add_option("--duration", raw.duration, "end after this long, for example 2h")->check(asDuration);
    record->callback([&options] { options.command = Command::Record; });
    CLI::App* verify = app.add_subcommand("verify", "check that a recording is whole");
    verify->add_option("FILE", options.files, "the recording")->required()->expected(1);
    verify->callback([&options] { options.command = Command::Verify; });
}

void addBacktest(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* backtest = app.add_subcommand("backtest", "what rules would have said about a recording");
    backtest->add_option("FILE", options.files, "the recording, its folder, or a file of samples with timestamps")
        ->required()
        ->expected(1);
    CLI::Option_group* rules = backtest->add_option_group("rules", "one or more, compared side by side");
    rules->add_option("--rules", options.ruleFiles, "a rule file; again with another one")->expected(1)->take_all();
    rules->add_flag("--recorded-rules", options.recordedRules, "the rules as they were recorded");
    rules->add_flag("--current-rules", options.currentRules,
                    "the rules of the configuration (--config), and the published ones that fit");
    rules->require_option(1, 0);
    addConfigOption(*backtest, options);
    backtest->add_option("--alert", options.alerts, "of the alerts only this one; may be repeated")
        ->expected(1)
        ->take_all();
    backtest
        ->add_option("--evaluation-interval", raw.evaluationInterval,
                     "how often groups without an interval are evaluated (as recorded, or 15s)")
        ->check(asInterval);
    backtest->add_option("--start", options.start, std::string("the first evaluation: ") + timeWords);
    backtest->add_option("--end", options.end, "no evaluation after this (the newest sample)");
    backtest->add_option("--min-down", raw.minDown, "shorter times DOWN do not count (15s)")->check(asDuration);
    backtest
        ->add_option("--scrape-interval", raw.scrapeInterval,
                     "let the rules see only what scrapes so far apart would have seen")
        ->check(asInterval);
    backtest->add_option("--for", raw.holdFor, "try the rules beside themselves with this `for`")->check(asDuration);
    backtest->add_option("--threshold", options.variant.threshold, "… with this threshold");
    backtest->add_option("--window", raw.window, "… with this range in its selectors")->check(asInterval);
    backtest->add_option("--variant-scrape-interval", raw.variantScrapeInterval, "… seeing only scrapes so far apart")
        ->check(asInterval);
    addCompatOption(*backtest, raw);
    addExperimentalOption(*backtest, options);
    backtest->add_flag("--json", options.json, "one JSON object with every alert");
    backtest->callback([&options] { options.command = Command::Backtest; });
}

std::string asReport(const std::string& text)
{
    const std::size_t dot = text.rfind('.');
    const std::string ending = dot == std::string::npos ? std::string() : text.substr(dot);
    const bool known = ending == ".html" || ending == ".pdf" || ending == ".md" || ending == ".csv";
    return known ? std::string() : std::string("want a name that ends in .html, .pdf, .md or .csv");
}

void addReport(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* report
        = app.add_subcommand("report", "write down what happened in a recording, for people who were not there");
    report->add_option("FILE", options.files, "the recording, or its folder")->required()->expected(1);
    report->add_option("--start", options.start, std::string("from here (the beginning): ") + timeWords);
    report->add_option("--end", options.end, "to here (the newest sample)");
    report->add_option("--output", options.output, "the file to write: .html, .pdf, .md or .csv")
        ->required()
        ->check(asReport);
    report->add_option("--min-down", raw.minDown, "shorter times DOWN do not count (15s)")->check(asDuration);
    report->callback([&options] { options.command = Command::Report; });
}

void addSeal(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* seal = app.add_subcommand(
        "seal", "copy a stretch of a recording, also of one that is being written, into one file to keep or to send");
    seal->add_option("FILE", raw.file, "the recording")->required();
    seal->add_option("OUT", options.output, "the file to make, usually NAME.cwrec; never one that is there")
        ->required();
    seal->add_option("--start", options.start, std::string("from here: ") + timeWords + "; default: all of it");
    seal->add_option("--end", options.end, "to here");
    seal->add_option("--server", options.servers, "of servers only this: NAME or PROXY/NAME; may be repeated");
    CLI::Option* hash = seal->add_option("--hash-labels", options.hashLabels,
                                         "hide the values of these labels, for example instance,proxy,server: equal "
                                         "ones stay equal, in samples, rules, events and all other texts")
                            ->delimiter(',');
    seal->add_option("--hash-key", options.hashKey,
                     "file with 16 or more secret bytes, so that names are the same in several files; random otherwise")
        ->needs(hash);
    seal->callback([&options, &raw] {
        options.command = Command::Seal;
        options.files = {raw.file};
    });
}

void addImport(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* import = app.add_subcommand("import", "make a recording of samples from elsewhere");
    import->add_option("OUT", options.output, "the file to make, usually NAME.cwrec; never one that is there")
        ->required();
    CLI::Option_group* from = import->add_option_group("from");
    from->add_option("--openmetrics", options.openMetrics,
                     "OpenMetrics files with a timestamp on every sample, in any order, as promtool tsdb "
                     "dump-openmetrics writes and promtool tsdb create-blocks-from openmetrics reads");
    CLI::Option* server
        = from->add_option("--prometheus", options.prometheus,
                           "a Prometheus-compatible server, http://HOST:9090; an import that was interrupted goes on "
                           "where it was when it is asked for again");
    from->require_option(1);
    CLI::Option* start = import->add_option("--start", options.start, "from here: Unix seconds or RFC 3339");
    CLI::Option* end = import->add_option("--end", options.end, "to here; also an offset from --start, for example 2h");
    server->needs(start)->needs(end);
    start->needs(server);
    end->needs(server);
    import->add_option("--step", raw.step, "a value each step; default: the samples as they were scraped")
        ->check(asInterval)
        ->needs(server);
    import
        ->add_option("--http-config", options.httpConfig,
                     "file with basic_auth, authorization, bearer_token_file or tls_config for the server, as a job of "
                     "scrape_configs has them")
        ->needs(server);
    import
        ->add_option("--match", options.match,
                     "only what this selector selects; may be repeated (HAProxy's metrics, up, scrape_…, ALERTS)")
        ->needs(server);
    import->callback([&options] { options.command = Command::Import; });
}

void addWall(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* wall = app.add_subcommand("wall", "fill a screen that several people read and nobody touches");
    CLI::Option* config = wall->add_option("--config", options.config, "checkwatch.yml, or a plain prometheus.yml");
    wall->add_flag("--demo", options.demo, "watch the built-in demo")->excludes(config);
    wall->add_option("--screen", options.screen, "on this screen: its name, or its number from 1");
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
                       std::string("begin there, not at the first alert: HH:MM:SS, ") + timeWords);
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
    addRecording(app, options, raw);
    addBacktest(app, options, raw);
    addReport(app, options, raw);
    addSeal(app, options, raw);
    addImport(app, options, raw);
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
