#include "app/headless/backtest.h"

#include "app/headless/commands.h"
#include "app/headless/expositionfile.h"
#include "app/headless/json.h"
#include "app/headless/printable.h"
#include "app/headless/recordedinput.h"

#include <algorithm>
#include <unistd.h>

namespace checkwatch::app {
namespace {

/// Each file, and beside it what --for, --threshold and --window make of it.
base::Result<std::vector<session::RuleSetUnderTest>>
ruleSets(const std::vector<std::string>& files, const rules::RuleVariant& variant, promql::ParseOptions parsing)
{
    std::vector<session::RuleSetUnderTest> out;
    for (const std::string& file : files) {
        const auto text = readMaybeGzip(file);
        if (!text) {
            return text.error();
        }
        auto parsed = rules::parseRuleFile(*text, file, parsing);
        if (!parsed) {
            return parsed.error();
        }
        out.push_back({file, std::move(parsed->groups)});
        if (const std::string words = variant.words(); !words.empty()) {
            auto other = rules::variantOf(out.back().groups, variant, parsing);
            if (!other) {
                base::Error error = other.error();
                error.where = file;
                return error;
            }
            out.push_back({file, std::move(*other)});
            out.back().name.append(" (").append(words).append(")");
        }
    }
    return out;
}

/// A line that is written over, where somebody looks.
class ProgressLine
{
public:
    explicit ProgressLine(std::FILE* out) : m_out(isatty(fileno(out)) != 0 ? out : nullptr) {}
    ~ProgressLine()
    {
        if (m_out != nullptr) {
            std::fputs("\r\033[K", m_out);
        }
    }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void tell(double share) const
    {
        if (m_out != nullptr) {
            std::fprintf(m_out, "\r%3d %%", static_cast<int>(share * 100));
            std::fflush(m_out);
        }
    }

private:
    std::FILE* m_out;
};

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
    streams.complain(printable(QString::fromStdString("checkwatch: " + error.text())).toStdString());
    return code;
}

} // namespace

int backtest(const Options& options, const Streams& streams)
{
    const auto input = RecordedInput::open(options.files.front());
    if (!input) {
        return complain(input.error(), 2, streams);
    }
    const auto rules = (*input)->replayOptions(options);
    if (!rules) {
        return complain(rules.error(), 2, streams);
    }
    const auto sets = ruleSets(options.ruleFiles, options.variant, rules->promql.parsing());
    if (!sets) {
        return complain(sets.error(), 2, streams);
    }
    BacktestHeading heading;
    heading.input = options.files.front();
    heading.options.rules = *rules;
    heading.options.minDown = options.minDown;
    heading.options.scrapeInterval = options.scrapeInterval.value_or(base::Duration{0});
    const auto done = [&] {
        const ProgressLine progress(streams.err);
        return session::backtest((*input)->data(), *sets, heading.options, [&progress](double share) {
            progress.tell(share);
            return true;
        });
    }();
    if (!done) {
        return complain(done.error(), 1, streams);
    }
    if (options.json) {
        streams.say(jsonLine(toJson(*done, heading)).trimmed().toStdString());
    } else {
        say(*done, heading, streams);
    }
    for (const std::string& line : (*input)->damage()) {
        streams.complain("checkwatch: the recording is damaged, what is lost is missing here: " + line);
    }
    sayFailures(*done, streams);
    return allRulesWorked(*done) ? 0 : 1;
}

} // namespace checkwatch::app
