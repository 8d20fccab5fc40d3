#pragma once

#include "models/base/reading.h"
#include "models/base/result.h"
#include "models/fleet/event.h"
#include "models/haproxy/serverstate.h"
#include "models/rules/alert.h"
#include "models/rules/grouprunner.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace checkwatch::fleet {

/// What a server is shown as: the first that holds, and the urgency order of every list (design: product.md).
enum class Shown : std::uint8_t {
    Stale,          ///< no good scrape for max(2 intervals, 10 s); sorts as what it was
    DownRuleSilent, ///< DOWN and no firing health alert covers it
    DownFiring,     ///< DOWN and a firing health alert covers it
    Firing,         ///< a health alert of this server is firing
    Pending,        ///< its expression is true, `for` is running
    Out,            ///< out of rotation: MAINT, DRAIN, NOLB, weight 0
    Unverified,     ///< not checked since the restart, or warming up
    Unchecked,      ///< nobody checks this server
    Up,
};
/// "down_rule_silent": the names of product.md, used in JSON and logs.
[[nodiscard]] std::string_view shownName(Shown shown) noexcept;

/// Why a server is out of rotation, as far as the data can tell.
enum class OutCause : std::uint8_t { None, Maint, Drain, Nolb, WeightZero, NoDns, Tracked, Agent };

/// Number of a server in this session, never reused.
using ServerId = std::uint32_t;
inline constexpr ServerId noServer = 0xffffffffU;

/// Who a server is. Interned: lives as long as any snapshot that shows it.
struct ServerIdentity
{
    ServerId id = noServer;
    std::string job;
    std::string instance;
    std::string proxy; ///< the backend; the v1 exporter's label `backend`
    std::string server;
};

/// One server at one time: plain numbers, no strings, so that 100,000 of them are cheap.
struct ServerRow
{
    const ServerIdentity* identity = nullptr; ///< kept alive by the block
    haproxy::ServerState state = haproxy::ServerState::Unknown;
    Shown shown = Shown::Stale;
    Shown was = Shown::Stale; ///< what it would be shown as if its data were fresh
    haproxy::CheckStatus check = haproxy::CheckStatus::Unknown;
    OutCause outCause = OutCause::None;
    bool lastCheckFailed = false;     ///< "UP, failing"
    bool failuresCounted = false;     ///< false while HAProxy counts nothing: DOWN, MAINT, unchecked
    bool wasDownBeforeReload = false; ///< "was DOWN, not rechecked yet": DOWN before the newest reload, no check since
    float checkCode = 0;              ///< 0 = none known
    float checkDurationMs = -1;       ///< -1 = not known
    double increase = 0;              ///< failures in the last minute; NaN = no answer yet
    double failuresTotal = 0;         ///< NaN = no counter
    double upDownTotal = 0;
    double weight = 0;          ///< NaN = not exported
    double throttlePercent = 0; ///< NaN unless in slow start
    double sessions = 0;
    double queue = 0;
    double rate5xx = 0;      ///< per second
    base::Timestamp since{}; ///< when `state` began, as far as known
    /// The covering health alert if one is pending, firing or unknown: its place in Snapshot::alerts, else -1.
    std::int32_t alert = -1;
    /// The newest alert that ended because its server went DOWN: when; epoch 0 = none.
    base::Timestamp clearedDownAt{};
    /// Order in lists: lower is more urgent. Stale servers carry the urgency of what they were.
    std::uint32_t urgency = 0;
};

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
    bool noneLeft = false; ///< not one usable server: ranks above everything
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
    bool haproxyUnreachable = false; ///< v1: the exporter answers, HAProxy does not
    base::Timestamp lastGood{};      ///< epoch 0 = never
    base::Timestamp unknownSince{};  ///< first failed scrape after the last good one; epoch 0 = fine
    base::Error lastError;           ///< of the newest scrape, where it failed
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
};

/// What an alert is about.
enum class SubjectKind : std::uint8_t { Server, Backend, Exporter, Fleet };

/// What is told about an alert; Prometheus knows the first three only.
enum class AlertPhase : std::uint8_t {
    Pending,
    Firing,
    Resolved,    ///< ended with its server not DOWN
    ClearedDown, ///< the expression went false because its server went DOWN: "cleared, server is DOWN"
    Unknown,     ///< the data is what is missing: "unknown since"
};

/// One row of the alert panel.
struct AlertRow
{
    rules::Alert alert;
    AlertPhase phase = AlertPhase::Pending;
    SubjectKind subject = SubjectKind::Fleet;
    ServerId server = noServer; ///< for SubjectKind::Server
    std::string instance;       ///< as far as the subject has them
    std::string proxy;
    std::string severity;
    bool health = false;       ///< one of checkwatch: health_alerts
    bool product = false;      ///< a companion rule
    base::Timestamp firesAt{}; ///< earliest firing, for Pending
    base::Timestamp phaseSince{};
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
    std::shared_ptr<const std::vector<Event>> events; ///< newest last, bounded
    std::vector<rules::RuleStatus> rules;
    base::Duration evaluationInterval{0};
    base::Duration evaluationTime{0}; ///< of the newest round of all groups
    std::uint64_t storeSamples = 0;
    std::uint64_t storeBytes = 0;
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace checkwatch::fleet
