#include "app/optionparts.h"

#include <CLI/CLI.hpp>

namespace checkwatch::app {
namespace {

void addRecording(CLI::App& app, Options& options, Raw& raw)
{
    CLI::App* record = app.add_subcommand("record", "record the exporters of a configuration, without a window");
    addConfigOption(*record, options);
    record->add_option("--duration", raw.duration, "end after this long, for example 2h")->check(asDuration);
    record->callback([&options] { options.command = Command::Record; });
    CLI::App* verify = app.add_subcommand("verify", "check that a recording is whole");
    verify->add_option("FILE", options.files, "the recording, or its folder")->required()->expected(1);
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
    seal->add_option("FILE", raw.file, "the recording, or its folder")->required();
    seal->add_option("OUT", options.output, "the file to make, usually NAME.cwrec; never one that is there")
        ->required();
    CLI::Option* start
        = seal->add_option("--start", options.start, std::string("from here: ") + timeWords + "; default: all of it");
    seal->add_option("--lead", raw.lead,
                     "how much from before --start comes along (15m), so that alerts are in the state of then where it "
                     "begins; 0: nothing")
        ->check(asDuration)
        ->needs(start);
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

} // namespace

void addRecordingCommands(CLI::App& app, Options& options, Raw& raw)
{
    addRecording(app, options, raw);
    addBacktest(app, options, raw);
    addReport(app, options, raw);
    addSeal(app, options, raw);
    addImport(app, options, raw);
}

} // namespace checkwatch::app
