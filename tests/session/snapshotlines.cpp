#include "tests/session/snapshotlines.h"

#include "models/fleet/alertbook.h"

#include <sstream>
#include <utility>

namespace checkwatch::recordedlife {
namespace {

std::string ms(base::Timestamp time)
{
    return std::to_string(base::unixMs(time) % 100'000'000);
}

void describe(const fleet::ServerRow& row, std::ostream& out)
{
    out << "server " << row.identity->job << ' ' << row.identity->instance << ' ' << row.identity->proxy << '/'
        << row.identity->server << ' ' << haproxy::serverStateName(row.state) << ' ' << shownName(row.shown) << " was "
        << shownName(row.was) << " check " << static_cast<int>(row.check) << ' ' << row.checkCode << ' '
        << row.checkDurationMs << " out " << static_cast<int>(row.outCause) << ' ' << row.lastCheckFailed
        << row.failuresCounted << row.wasDownBeforeReload << " increase " << row.increase << " failures "
        << row.failuresTotal << " updown " << row.upDownTotal << " weight " << row.weight << ' ' << row.throttlePercent
        << " sessions " << row.sessions << ' ' << row.queue << ' ' << row.rate5xx << " since " << ms(row.since)
        << " alert " << row.alert << " cleared " << ms(row.clearedDownAt) << " urgency " << row.urgency;
}

void describe(const fleet::TargetRow& row, std::ostream& out)
{
    out << "target " << row.job << ' ' << row.instance << ' ' << row.url << ' ' << static_cast<int>(row.exporter) << ' '
        << static_cast<int>(row.freshness) << " lack " << static_cast<int>(row.lack) << " good " << ms(row.lastGood)
        << " unknown " << ms(row.unknownSince) << " error " << row.lastError.text() << ' '
        << static_cast<int>(row.lastError.code) << " every " << row.interval.count() << " took " << row.scrapeSeconds
        << " bytes " << row.bodyBytes << " samples " << row.samples << " servers " << row.servers << ' ' << row.version
        << " process " << ms(row.processStart) << " reloaded " << ms(row.reloadedAt) << " watching "
        << ms(row.watchingSince) << " cannot " << ms(row.cannotFireBefore) << " labels " << row.labels.toString();
}

void describe(const fleet::AlertRow& row, std::ostream& out)
{
    const rules::Alert& alert = row.alert;
    out << "alert " << alert.identity->labels.toString() << " of " << alert.identity->source.toString() << ' '
        << alert.identity->group << ' ' << alert.identity->rule->query << " state " << static_cast<int>(alert.state)
        << ' ' << phaseName(row.phase) << " since " << ms(row.phaseSince) << " active " << ms(alert.activeAt)
        << " fired " << ms(alert.firedAt) << " resolved " << ms(alert.resolvedAt) << " kept "
        << ms(alert.keepFiringSince) << " value " << alert.value << " fires " << ms(row.firesAt) << " subject "
        << static_cast<int>(row.subject) << ' ' << (row.server != fleet::noServer) << ' ' << row.instance << ' '
        << row.proxy << ' ' << row.severity << ' ' << row.health << row.product;
    if (row.silence) {
        out << " silenced by " << row.silence->createdBy << ' ' << fleet::matchersText(row.silence->matchers)
            << " until " << ms(row.silence->endsAt) << ' ' << ms(row.silence->unknownSince) << ' '
            << row.silence->comment;
    }
}

void describe(const fleet::BackendRow& row, std::ostream& out)
{
    out << "backend " << row.job << ' ' << row.instance << ' ' << row.proxy << ' ' << row.servers << ' '
        << row.inRotation << ' ' << row.down << ' ' << row.firing << ' ' << row.pending << ' ' << row.out << ' '
        << shownName(row.worst) << ' ' << (row.firstDown != fleet::noServer) << ' ' << row.noneLeft << row.stale << ' '
        << row.sessions << ' ' << row.queue << ' ' << row.rate5xx;
}

void describe(const fleet::Event& event, std::ostream& out)
{
    out << "event " << ms(event.time) << ' ' << static_cast<int>(event.kind) << ' ' << (event.server != fleet::noServer)
        << ' ' << event.job << ' ' << event.instance << ' ' << event.proxy << ' ' << event.name << ' '
        << event.serverName << ' ' << event.before << '>' << event.after << ' ' << event.detail << ' ' << event.value
        << ' ' << event.fired << ' ' << static_cast<int>(event.shown);
}

void describe(const rules::RuleStatus& status, std::ostream& out)
{
    out << "rule " << status.group->file << ' ' << status.group->name << ' ' << status.group->interval.count() << ' '
        << status.group->product << ' ' << status.rule->name << ' ' << status.rule->query << ' '
        << static_cast<int>(status.health) << ' ' << status.lastError.text();
}

template <typename Rows>
void add(const Rows& rows, std::vector<std::string>& out)
{
    for (const auto& row : rows) {
        std::ostringstream line;
        line.precision(17);
        describe(row, line);
        out.push_back(std::move(line).str());
    }
}

} // namespace

std::vector<std::string> describe(const fleet::Snapshot& snapshot)
{
    std::vector<std::string> out;
    add(snapshot.targets, out);
    for (const auto& block : snapshot.blocks) {
        add(block->rows, out);
    }
    add(snapshot.backends, out);
    add(*snapshot.alerts, out);
    add(snapshot.rules, out);
    out.push_back("every " + std::to_string(snapshot.evaluationInterval.count()));
    add(*snapshot.events, out);
    return out;
}

} // namespace checkwatch::recordedlife
