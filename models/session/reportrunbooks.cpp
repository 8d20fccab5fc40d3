#include "models/session/reportrunbooks.h"

#include <map>
#include <set>

namespace checkwatch::session {
namespace {

/// The steps of an alert's runbook that were ticked and stayed so, by their names ("3. Look at …").
using Ticks = std::map<std::string, base::Timestamp>;

std::map<std::string, Ticks> ticksIn(recording::Reader& reader, base::Timestamp from, base::Timestamp to)
{
    std::map<std::string, Ticks> out;
    for (const fleet::Event& event : reader.events(from, to)) {
        if (event.kind != fleet::EventKind::RunbookStep) {
            continue;
        }
        if (event.after == fleet::stepDone) {
            out[event.name][event.detail] = event.time;
        } else {
            out[event.name].erase(event.detail);
        }
    }
    return out;
}

/// Those of the recording over those of the program.
runbooks::Library recordedOver(runbooks::Library library, recording::Reader& reader, base::Timestamp time)
{
    for (const recording::RunbooksRecord& record : reader.runbooks(time, time)) {
        for (const recording::RunbooksRecord::Book& book : record.books) {
            if (auto parsed = runbooks::parseRunbook(book.markdown, book.name)) {
                library.add(book.alert, std::move(*parsed));
            }
        }
    }
    return library;
}

ReportedRunbook reportedBook(const std::string& alert, const runbooks::Runbook& book, const Ticks& ticks)
{
    ReportedRunbook out{alert, {}};
    for (const runbooks::Section& section : book.sections) {
        if (section.steps.empty()) {
            continue;
        }
        auto& [title, steps] = out.sections.emplace_back(section.title, std::vector<ReportedStep>());
        for (const runbooks::Step& step : section.steps) {
            const auto tick = ticks.find(std::to_string(step.number) + ". " + step.title);
            steps.push_back({step.title, tick == ticks.end() ? std::nullopt : std::optional(tick->second)});
        }
    }
    return out;
}

} // namespace

std::vector<ReportedRunbook> reportedRunbooks(const IncidentReport& report, const RuleSetVerdict& rules,
                                              recording::Reader& reader, const runbooks::Library& library)
{
    std::set<std::string> fired;
    for (const Firing& firing : rules.firings) {
        fired.insert(rules.rules[rules.alerts[firing.alert].rule].rule->name);
    }
    const runbooks::Library books = recordedOver(library, reader, report.end);
    auto ticks = ticksIn(reader, report.start, report.end);
    std::vector<ReportedRunbook> out;
    for (const std::string& alert : fired) {
        if (const auto book = books.find(alert)) {
            out.push_back(reportedBook(alert, *book, ticks[alert]));
        }
    }
    return out;
}

} // namespace checkwatch::session
