#include "app/headless/commands.h"

#include "models/testfiles/promqlscript.h"
#include "models/testfiles/unittestrun.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace checkwatch::app {
namespace {

/// promtool refuses to start where one of its files is missing.
bool allExist(const Options& options, const Streams& streams)
{
    if (options.files.empty()) {
        streams.complain("checkwatch: error: no file given, try --help");
        return false;
    }
    return std::all_of(options.files.begin(), options.files.end(), [&](const std::string& path) {
        const bool exists = QFileInfo::exists(QString::fromStdString(path));
        if (!exists) {
            streams.complain("checkwatch: error: path '" + path + "' does not exist, try --help");
        }
        return exists;
    });
}

bool testRuleFile(const std::string& path, const testfiles::TestOptions& options, const Streams& streams)
{
    streams.say("Unit Testing:  " + path);
    const testfiles::UnitTestReport report = testfiles::runUnitTestFile(path, options);
    for (const std::string& warning : report.warnings) {
        streams.complain("  WARNING: " + warning);
    }
    if (report.failures.empty()) {
        streams.say("  SUCCESS\n");
        return true;
    }
    streams.complain("  FAILED:");
    for (const std::string& failure : report.failures) {
        streams.complain(failure);
        streams.say({});
    }
    streams.say({});
    return false;
}

} // namespace

int testRules(const Options& options, const Streams& streams)
{
    if (!allExist(options, streams)) {
        return 1;
    }
    const testfiles::TestOptions testOptions{options.compat.value_or(promql::Compat::Prometheus2),
                                             options.experimental};
    bool good = true;
    for (const std::string& path : options.files) {
        good = testRuleFile(path, testOptions, streams) && good;
    }
    return good ? 0 : 1;
}

int testPromql(const Options& options, const Streams& streams)
{
    if (!allExist(options, streams)) {
        return 1;
    }
    const testfiles::TestOptions testOptions{options.compat.value_or(promql::Compat::Prometheus3),
                                             options.experimental};
    int passed = 0;
    int failed = 0;
    for (const std::string& path : options.files) {
        QFile file(QString::fromStdString(path));
        if (!file.open(QIODevice::ReadOnly)) {
            streams.complain(path + ": " + file.errorString().toStdString());
            ++failed;
            continue;
        }
        const auto result = testfiles::runPromqlScript(file.readAll().toStdString(), testOptions);
        for (const std::string& failure : result.failures) {
            streams.say(std::string(path).append(": ").append(failure));
        }
        passed += result.passed;
        failed += result.failed;
    }
    if (failed > 0 && !options.compat) {
        streams.complain(
            "note: windows are open at the left, as in Prometheus 3; scripts for Prometheus 2 want --compat 2");
    }
    streams.say(std::to_string(passed) + " passed, " + std::to_string(failed) + " failed");
    return failed == 0 ? 0 : 1;
}

} // namespace checkwatch::app
