#include "app/headless/against.h"
#include "app/headless/checkwall.h"
#include "app/headless/commands.h"
#include "app/headless/json.h"

#include "models/config/config.h"
#include "models/rules/lint.h"
#include "models/rules/rulefile.h"
#include "models/session/rulesets.h"
#include "models/sources/target.h"

#include <QFile>

#include <algorithm>

namespace checkwatch::app {
namespace {

void put(std::FILE* out, const std::string& line)
{
    std::fprintf(out, "%s\n", line.c_str());
}

int failed(std::FILE* out, const base::Error& error)
{
    put(out, "  FAILED:\n" + error.text());
    return 1;
}

/// What checking files found, in promtool's terms.
struct Verdict
{
    bool broken = false; ///< a file cannot be loaded
    bool linted = false; ///< duplicate rules
    std::vector<std::string> complaints;
    std::vector<rules::Group> groups;
};

void reportDuplicates(const std::vector<rules::DuplicateRule>& duplicates, const Streams& streams)
{
    streams.complain("  FAILED:\nlint error " + std::to_string(duplicates.size()) + " duplicate rule(s) found.");
    for (const rules::DuplicateRule& rule : duplicates) {
        streams.complain("Metric: " + rule.name + "\nLabel(s):");
        for (const metrics::Label label : rule.labels) {
            streams.complain("\t" + std::string(label.name) + ": " + std::string(label.value));
        }
    }
    streams.complain("Might cause inconsistency while recording expressions");
}

void checkRuleFile(const std::string& path, const Options& options, Verdict& verdict, const Streams& streams)
{
    constexpr qint64 most = 16LL * 1024 * 1024; // what a session takes; a device has no end
    QFile file(QString::fromStdString(path));
    const bool readable = file.open(QIODevice::ReadOnly);
    const std::string text = readable ? file.read(most).toStdString() : std::string();
    const promql::ParseOptions parsing{options.experimental, options.compat.value_or(promql::Compat::Prometheus3)};
    auto parsed = rules::parseRuleFile(text, path, parsing);
    if (!readable || !parsed) {
        streams.complain("  FAILED:");
        const std::vector<std::string> complaints = readable
            ? rules::ruleFileComplaints(text, path, parsing)
            : std::vector<std::string>{path + ": " + file.errorString().toStdString()};
        std::for_each(complaints.begin(), complaints.end(), [&](const std::string& c) { streams.complain(c); });
        verdict.complaints.insert(verdict.complaints.end(), complaints.begin(), complaints.end());
        verdict.broken = true;
        return;
    }
    std::size_t count = 0;
    for (const rules::Group& group : parsed->groups) {
        count += group.rules.size();
    }
    const auto duplicates
        = options.lint == "none" ? std::vector<rules::DuplicateRule>() : rules::duplicateRules(*parsed);
    if (duplicates.empty()) {
        streams.say("  SUCCESS: " + std::to_string(count) + " rules found");
    } else {
        reportDuplicates(duplicates, streams);
        verdict.linted = true;
    }
    for (const rules::LintNote& note : options.lint == "all" ? rules::lint(*parsed) : std::vector<rules::LintNote>()) {
        streams.say("  note: " + path + ":" + std::to_string(note.line) + ": " + note.rule + ": " + note.message);
    }
    std::move(parsed->groups.begin(), parsed->groups.end(), std::back_inserter(verdict.groups));
}

/// Where JSON is asked for, it is all that goes out.
Streams forChecks(const Options& options, const Streams& streams)
{
    return options.json ? Streams{streams.err, streams.err} : streams;
}

/// Who reads JSON gets some whatever happens: the shape of the Prometheus API's errors.
void sayError(const std::vector<std::string>& complaints, const Options& options, const Streams& streams)
{
    if (!options.json) {
        return;
    }
    std::string all;
    for (const std::string& complaint : complaints) {
        all += (all.empty() ? "" : "\n") + complaint;
    }
    streams.say(jsonLine(toApiError("bad_data", all)).trimmed().toStdString());
}

} // namespace

int checkConfig(const Options& options, std::FILE* out)
{
    const std::string& path = options.files.front();
    put(out, "Checking " + path);
    const auto config = loadChecked(path);
    if (!config) {
        return failed(out, config.error());
    }
    for (const std::string& notice : config->notices) {
        put(out, "  note: " + notice);
    }
    const auto rules = session::loadRuleFiles(*config);
    if (!rules) {
        return failed(out, rules.error());
    }
    for (const auto& notices : {rules->notices, sources::targetComplaints(*config), filterNotices(*config),
                                verdictNotices(*config, rules->groups)}) {
        for (const std::string& notice : notices) {
            put(out, "  note: " + notice);
        }
    }
    put(out,
        "  SUCCESS: " + path + " is valid: " + std::to_string(sources::targetsOf(*config).size()) + " targets, "
            + std::to_string(rules->groups.size()) + " rule groups");
    return 0;
}

int checkRules(const Options& options, const Streams& streams)
{
    constexpr int broken = 1;
    constexpr int linted = 3; // promtool's lintErrExitCode
    constexpr int unreadable = 2;
    Verdict verdict;
    const Streams checks = forChecks(options, streams);
    for (const std::string& path : options.files) {
        checks.say("Checking " + path);
        checkRuleFile(path, options, verdict, checks);
        checks.say({});
    }
    if (verdict.broken) {
        sayError(verdict.complaints, options, streams);
        return broken;
    }
    if (!options.against.empty()) {
        const auto exposed = readExposed(options.against);
        if (!exposed) {
            streams.complain("  FAILED:\n" + exposed.error().text());
            sayError({exposed.error().text()}, options, streams);
            return unreadable;
        }
        if (!reportAgainst(verdict.groups, options, *exposed, streams)) {
            return broken;
        }
    }
    return verdict.linted && options.lintFatal ? linted : 0;
}

} // namespace checkwatch::app
