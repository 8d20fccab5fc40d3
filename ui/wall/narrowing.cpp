#include "ui/wall/narrowing.h"

#include "models/haproxy/serverstate.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>

namespace checkwatch::wall {

using fleet::Shown;

namespace {

using BackendKey = std::tuple<std::string_view, std::string_view, std::string_view>; ///< job, instance, proxy

/// What of a backend is let through.
struct NarrowPart
{
    fleet::BackendRow row; ///< down, firing and so on of it alone
    std::uint32_t servers = 0;
    std::uint32_t urgency = 0xffffffffU;
    base::Timestamp firstDown{};
};

void add(NarrowPart& part, const fleet::ServerRow& server)
{
    ++part.servers;
    if (haproxy::isDown(server.state)) {
        ++part.row.down;
        if (part.row.firstDown == fleet::noServer || server.since < part.firstDown) {
            part.row.firstDown = server.identity->id;
            part.firstDown = server.since;
        }
    }
    part.row.firing += server.was == Shown::Firing || server.was == Shown::DownFiring ? 1 : 0;
    part.row.pending += server.was == Shown::Pending ? 1 : 0;
    part.row.out += server.was == Shown::Out ? 1 : 0;
    if (server.urgency < part.urgency) {
        part.urgency = server.urgency;
        part.row.worst = server.shown;
    }
}

std::vector<fleet::BackendRow> narrowBackends(const std::vector<fleet::BackendRow>& backends,
                                              const fleet::Snapshot& narrowed)
{
    std::map<BackendKey, NarrowPart> parts;
    for (const auto& block : narrowed.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            const fleet::ServerIdentity& who = *row.identity;
            add(parts[{who.job, who.instance, who.proxy}], row);
        }
    }
    std::vector<fleet::BackendRow> out;
    for (const fleet::BackendRow& backend : backends) {
        const auto at = parts.find({backend.job, backend.instance, backend.proxy});
        if (at == parts.end()) {
            continue;
        }
        fleet::BackendRow& row = out.emplace_back(backend);
        if (const NarrowPart& part = at->second; part.servers < backend.servers) {
            row.down = part.row.down;
            row.firing = part.row.firing;
            row.pending = part.row.pending;
            row.out = part.row.out;
            row.worst = part.row.worst;
            row.firstDown = part.row.firstDown;
        }
    }
    return out;
}

/// Two jobs may read one address. `job`: "" for any.
bool isOf(const auto& row, std::string_view job, std::string_view instance)
{
    return row.instance == instance && (job.empty() || row.job == job);
}

bool hasBackend(const fleet::Snapshot& snapshot, std::string_view job, std::string_view instance,
                std::string_view proxy)
{
    return std::ranges::any_of(snapshot.backends, [&](const fleet::BackendRow& backend) {
        return isOf(backend, job, instance) && backend.proxy == proxy;
    });
}

bool hasTarget(const fleet::Snapshot& snapshot, std::string_view job, std::string_view instance)
{
    return std::ranges::any_of(snapshot.targets,
                               [&](const fleet::TargetRow& target) { return isOf(target, job, instance); });
}

} // namespace

Narrowing Narrowing::without(std::vector<items::Filter> others)
{
    Narrowing out;
    out.m_others = std::move(others);
    return out;
}

fleet::SnapshotPtr Narrowing::of(const fleet::SnapshotPtr& snapshot)
{
    if (!snapshot || everything()) {
        return snapshot;
    }
    auto out = std::make_shared<fleet::Snapshot>(*serversOf(snapshot));
    out->backends = narrowBackends(snapshot->backends, *out);
    narrowAlerts(*snapshot, *out);
    narrowEvents(*snapshot, *out);
    return out;
}

fleet::SnapshotPtr Narrowing::serversOf(const fleet::SnapshotPtr& snapshot)
{
    if (!snapshot || everything()) {
        return snapshot;
    }
    learnLabels(*snapshot);
    auto out = std::make_shared<fleet::Snapshot>(*snapshot);
    out->targets.clear();
    out->blocks.clear();
    narrowServers(*snapshot, *out);
    return out;
}

void Narrowing::learnLabels(const fleet::Snapshot& from)
{
    if (!m_filter.looksAtLabels() && std::ranges::none_of(m_others, &items::Filter::looksAtLabels)) {
        return;
    }
    decltype(m_labels) labels;
    for (const fleet::TargetRow& target : from.targets) {
        labels.try_emplace({target.job, target.instance}, target.labels);
    }
    if (labels != m_labels) { // other exporters, or another configuration
        m_labels = std::move(labels);
        m_known.clear();
        m_eventsFrom.reset();
    }
}

/// Of an exporter that is no longer there nothing is known.
const metrics::Labels& Narrowing::labelsOf(const std::string& job, const std::string& instance) const
{
    static const metrics::Labels none;
    const auto at = m_labels.find({job, instance});
    return at == m_labels.end() ? none : at->second;
}

bool Narrowing::matches(const fleet::ServerIdentity& who) const
{
    const auto lets = [&](const items::Filter& filter) {
        return filter.matchesNames(who)
            && (!filter.looksAtLabels() || filter.matchesLabels(labelsOf(who.job, who.instance)));
    };
    return lets(m_filter) && std::ranges::none_of(m_others, lets);
}

bool Narrowing::has(const fleet::ServerIdentity& who)
{
    if (who.id == fleet::noServer) {
        return matches(who);
    }
    m_known.resize(std::max<std::size_t>(m_known.size(), std::size_t{who.id} + 1));
    char& known = m_known[who.id];
    if (known == 0) {
        known = matches(who) ? 'y' : 'n';
    }
    return known == 'y';
}

void Narrowing::narrowServers(const fleet::Snapshot& from, fleet::Snapshot& to)
{
    for (std::size_t i = 0; i < from.targets.size(); ++i) {
        const fleet::TargetRow& target = from.targets[i];
        const auto block = i < from.blocks.size() ? narrowBlock(from.blocks[i]) : nullptr;
        const bool unknown = !block || from.blocks[i]->rows.empty();
        const bool mayMatch
            = m_filter.mayMatchExporter(target.job, target.instance) && m_filter.matchesLabels(target.labels);
        if (unknown ? mayMatch : !block->rows.empty()) {
            to.targets.push_back(target);
            to.targets.back().servers = block ? static_cast<std::uint32_t>(block->rows.size()) : 0;
            to.blocks.push_back(block ? block : std::make_shared<const fleet::ServerBlock>());
        }
    }
}

std::shared_ptr<const fleet::ServerBlock> Narrowing::narrowBlock(const std::shared_ptr<const fleet::ServerBlock>& block)
{
    const auto in = [this](const fleet::ServerRow& row) { return has(*row.identity); };
    if (std::ranges::all_of(block->rows, in)) {
        return block;
    }
    auto out = std::make_shared<fleet::ServerBlock>();
    out->target = block->target;
    out->identities = block->identities;
    out->rows.reserve(block->rows.size());
    std::ranges::copy_if(block->rows, std::back_inserter(out->rows), in);
    return out;
}

bool Narrowing::has(const fleet::AlertRow& alert, const fleet::Snapshot& to)
{
    const rules::AlertIdentity& identity = *alert.alert.identity;
    const metrics::Labels& labels = identity.source.empty() ? identity.labels : identity.source;
    switch (alert.subject) {
    case fleet::SubjectKind::Server:
        return has({alert.server, alert.job, alert.instance, alert.proxy, std::string(labels.get("server"))});
    case fleet::SubjectKind::Backend: return hasBackend(to, alert.job, alert.instance, alert.proxy);
    case fleet::SubjectKind::Exporter: return hasTarget(to, alert.job, alert.instance);
    case fleet::SubjectKind::Fleet: return true;
    }
    return true;
}

/// What rows say of the place of their alert goes on being true: blocks whose alerts have moved are copied.
void Narrowing::narrowAlerts(const fleet::Snapshot& from, fleet::Snapshot& to)
{
    if (!from.alerts) {
        return;
    }
    auto alerts = std::make_shared<std::vector<fleet::AlertRow>>();
    std::vector<std::int32_t> places(from.alerts->size(), -1);
    for (std::size_t i = 0; i < from.alerts->size(); ++i) {
        if (has((*from.alerts)[i], to)) {
            places[i] = static_cast<std::int32_t>(alerts->size());
            alerts->push_back((*from.alerts)[i]);
        }
    }
    if (alerts->size() == from.alerts->size()) {
        to.alerts = from.alerts;
        return;
    }
    to.alerts = std::move(alerts);
    const auto placeOf = [&places](std::int32_t alert) {
        const bool known = alert >= 0 && static_cast<std::size_t>(alert) < places.size();
        return known ? places[static_cast<std::size_t>(alert)] : -1;
    };
    for (auto& block : to.blocks) {
        const auto moved = [&](const fleet::ServerRow& row) { return row.alert != placeOf(row.alert); };
        if (std::ranges::any_of(block->rows, moved)) {
            auto copy = std::make_shared<fleet::ServerBlock>(*block);
            std::ranges::for_each(copy->rows, [&](fleet::ServerRow& row) { row.alert = placeOf(row.alert); });
            block = std::move(copy);
        }
    }
}

bool Narrowing::has(const fleet::Event& event, const fleet::Snapshot& to)
{
    const std::string& server = event.kind == fleet::EventKind::ServerState ? event.name : event.serverName;
    if (event.server != fleet::noServer || !server.empty()) {
        return has({event.server, event.job, event.instance, event.proxy, server});
    }
    if (!event.proxy.empty()) {
        return hasBackend(to, event.job, event.instance, event.proxy);
    }
    return event.instance.empty() || hasTarget(to, event.job, event.instance);
}

void Narrowing::narrowEvents(const fleet::Snapshot& from, fleet::Snapshot& to)
{
    if (from.events != m_eventsFrom && from.events) {
        auto events = std::make_shared<std::vector<fleet::Event>>();
        std::ranges::copy_if(*from.events, std::back_inserter(*events),
                             [&](const fleet::Event& event) { return has(event, to); });
        m_events = std::move(events);
    }
    m_eventsFrom = from.events;
    to.events = from.events ? m_events : nullptr;
}

} // namespace checkwatch::wall
