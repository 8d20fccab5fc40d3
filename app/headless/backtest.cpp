#include "app/headless/backtest.h"

#include "app/headless/backtestrun.h"
#include "app/headless/commands.h"
#include "app/headless/json.h"
#include "app/headless/printable.h"
#include "app/headless/progressline.h"

#include <algorithm>

namespace checkwatch::app {
namespace {

void sayFailures(const session::Backtest& backtest, const Streams& streams)
{
    for (const session::RuleSetVerdict& set : backtest.sets) {
        for (const session::ReplayedRule& rule : set.rules) {
            if (rule.failures > 0) {
                streams.complain(printable(QString::fromStdString("checkwatch: " + set.name + ": " + rule.rule->name
                                                                  + " failed at " + std::to_string(rule.failures)
                                                                  + " of " + std::to_string(rule.evaluations)
                                                                  + " evaluations: " + rule.firstError.text()))
                                     .toStdString());
            }
        }
    }
}

bool allRulesWorked(const session::Backtest& backtest)
{
    return std::ranges::all_of(backtest.sets, [](const session::RuleSetVerdict& set) {
        return std::ranges::none_of(set.rules, [](const session::ReplayedRule& rule) { return rule.failures > 0; });
    });
}

int complain(const base::Error& error, int code, const Streams& streams)
{
    for (const QString& line : QString::fromStdString(error.text()).split(QLatin1Char('\n'))) { // several of one file
        streams.complain(printable(QStringLiteral("checkwatch: ") + line).toStdString());
    }
    return code;
}

} // namespace

int backtest(const Options& options, const Streams& streams)
{
    const auto prepared = prepareBacktest(options);
    if (!prepared) {
        return complain(prepared.error(), 2, streams);
    }
    const auto done = [&] {
        ProgressLine progress(streams.err);
        return runBacktest(*prepared, [&progress](double share) {
            progress.show(static_cast<std::uint64_t>(share * 100), 100);
            return true;
        });
    }();
    if (!done) {
        return complain(done.error(), 1, streams);
    }
    if (options.json) {
        streams.say(jsonLine(toJson(*done, prepared->heading)).trimmed().toStdString());
    } else {
        say(*done, prepared->heading, streams);
    }
    for (const std::string& line : prepared->input->damage()) {
        streams.complain("checkwatch: the recording is damaged, what is lost is missing here: " + line);
    }
    sayFailures(*done, streams);
    return allRulesWorked(*done) ? 0 : 1;
}

} // namespace checkwatch::app
