#pragma once

#include "models/fleet/snapshot.h"
#include "models/items/filter.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace checkwatch::wall {

/// The part of a fleet that a filter over names and labels lets through, as a snapshot of its own, so that everything made from it
/// knows of nothing else: servers, exporters, backends, alerts, events. A backend of which not every server is let through
/// counts those that are as down, firing and so on; how many it has and has left are those of the whole backend, as that
/// is what an outage goes by. Alerts about the whole fleet stay, as does an exporter of which no server is known yet unless
/// the filter names others. Of one session: server numbers are remembered. GUI thread.
class Narrowing
{
public:
    Narrowing() = default; ///< lets everything through
    explicit Narrowing(items::Filter filter) : m_filter(std::move(filter)) {}

    /// What none of the filters lets through.
    static Narrowing without(std::vector<items::Filter> others);

    [[nodiscard]] bool everything() const noexcept { return m_filter.empty() && m_others.empty(); }
    /// Null gives null. The same snapshot where everything is let through; blocks are shared where nothing in them differs.
    fleet::SnapshotPtr of(const fleet::SnapshotPtr& snapshot);
    /// Servers and exporters alone: backends, alerts and events are those of the whole.
    fleet::SnapshotPtr serversOf(const fleet::SnapshotPtr& snapshot);

private:
    using Events = std::shared_ptr<const std::vector<fleet::Event>>;
    void learnLabels(const fleet::Snapshot& from);
    [[nodiscard]] const metrics::Labels& labelsOf(const std::string& job, const std::string& instance) const;
    [[nodiscard]] bool matches(const fleet::ServerIdentity& who) const;
    [[nodiscard]] bool has(const fleet::ServerIdentity& who);
    void narrowServers(const fleet::Snapshot& from, fleet::Snapshot& to);
    [[nodiscard]] std::shared_ptr<const fleet::ServerBlock>
    narrowBlock(const std::shared_ptr<const fleet::ServerBlock>& block);
    void narrowAlerts(const fleet::Snapshot& from, fleet::Snapshot& to);
    void narrowEvents(const fleet::Snapshot& from, fleet::Snapshot& to);
    [[nodiscard]] bool has(const fleet::AlertRow& alert, const fleet::Snapshot& to);
    [[nodiscard]] bool has(const fleet::Event& event, const fleet::Snapshot& to);

    items::Filter m_filter;
    std::vector<items::Filter> m_others;
    /// Of exporters, by job and instance; empty where no filter asks.
    std::map<std::pair<std::string, std::string>, metrics::Labels> m_labels;
    std::vector<char> m_known; ///< by ServerId: 0 not asked yet, 'y', 'n'
    Events m_eventsFrom;       ///< what m_events was made of
    Events m_events;
};

} // namespace checkwatch::wall
