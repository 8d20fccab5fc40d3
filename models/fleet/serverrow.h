#pragma once

#include "models/base/time.h"
#include "models/haproxy/serverstate.h"

#include <cstdint>
#include <string>
#include <string_view>

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

/// Why a server is out of rotation, or DOWN without a failing check, as far as the data can tell.
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

} // namespace checkwatch::fleet
