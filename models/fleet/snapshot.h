#pragma once

#include "models/base/reading.h"
#include "models/base/result.h"
#include "models/fleet/alertrow.h"
#include "models/fleet/event.h"
#include "models/fleet/lack.h"
#include "models/fleet/serverrow.h"
#include "models/haproxy/serverstate.h"
#include "models/rules/grouprunner.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace checkwatch::fleet {

/// The worth of a backend. Backends without a server have no row: a proxy that answers by itself is no outage.
struct BackendRow
{
    std::string job;
    std::string instance;
    std::string proxy;
    std::uint32_t servers = 0;
    std::uint32_t inRotation = 0; ///< usable: UP with weight, in traffic
    std::uint32_t down = 0;
    std::uint32_t firing = 0;
    std::uint32_t pending = 0;
    std::uint32_t out = 0;
    Shown worst = Shown::Up;
    ServerId firstDown = noServer; ///< of the servers that are DOWN, the one that went first
    bool noneLeft = false;         ///< not one usable server: ranks above everything
    bool stale = false;
    double sessions = 0;
    double queue = 0;
    double rate5xx = 0;
};

/// One exporter.
struct TargetRow
{
    std::uint32_t id = 0;
    std::string job;
    std::string instance;
    std::string url; ///< without credentials
    haproxy::Exporter exporter = haproxy::Exporter::Unknown;
    base::Freshness freshness = base::Freshness::Never;
    Lack lack = Lack::None;         ///< of its newest answer
    base::Timestamp lastGood{};     ///< epoch 0 = never
    base::Timestamp unknownSince{}; ///< first failed scrape after the last good one; epoch 0 = fine
    base::Error lastError;          ///< of the newest scrape, where it failed
    base::Duration interval{0};
    double scrapeSeconds = 0;
    std::uint64_t bodyBytes = 0;
    std::uint64_t samples = 0;
    std::uint32_t servers = 0;
    std::string version;
    base::Timestamp processStart{}; ///< epoch 0 = not known
    base::Timestamp reloadedAt{};   ///< newest reload seen; epoch 0 = none
    base::Timestamp watchingSince{};
    base::Timestamp cannotFireBefore{};
    metrics::Labels labels; ///< those its samples get, job and instance among them
};

/// Servers of one target; shared between snapshots while nothing in it changes.
struct ServerBlock
{
    std::uint32_t target = 0;
    std::vector<ServerRow> rows;
    std::shared_ptr<const void> identities; ///< owner of the ServerIdentity objects
};

/// The whole fleet at one time. Immutable; made on the engine thread, read on the GUI thread, cheap to hand over.
struct Snapshot
{
    std::uint64_t generation = 0;
    base::Timestamp time{};
    std::vector<TargetRow> targets;
    std::vector<std::shared_ptr<const ServerBlock>> blocks; ///< in the order of targets
    std::shared_ptr<const std::vector<AlertRow>> alerts;    ///< active and recently ended, most urgent first
    std::vector<BackendRow> backends;
    std::shared_ptr<const std::vector<Event>>
        events; ///< newest last, bounded; null: not known yet what there was before
    std::vector<rules::RuleStatus> rules;
    base::Duration evaluationInterval{0};
    base::Duration evaluationTime{0}; ///< of the newest round of all groups
    std::uint64_t storeSamples = 0;
    std::uint64_t storeBytes = 0;
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace checkwatch::fleet
