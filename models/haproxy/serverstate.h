#pragma once

#include "models/haproxy/checkstatus.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace checkwatch::haproxy {

/// Which exporter speaks: HAProxy's own, or the retired prometheus/haproxy_exporter.
enum class Exporter : std::uint8_t { Unknown, Native, V1 };

/// What haproxy_server_status says (native), or haproxy_server_up (v1: only UP or NotUp can be told).
enum class ServerStatus : std::uint8_t { Unknown, Down, Up, Maint, Drain, Nolb, NotUp };

/// The derived state of a server (guides: haproxy 5.3), without staleness and alerts.
enum class ServerState : std::uint8_t {
    Unknown,     ///< no status in the data
    Maint,       ///< taken out of rotation
    Down,        ///< DOWN, the check fails
    DownCheckOk, ///< DOWN, but the last check passed: rising, an agent, or forced
    DownOther,   ///< DOWN without an own check: tracked, agent, or forced
    NotUp,       ///< v1 exporter: not UP; it cannot tell DOWN from MAINT
    Nolb,
    Drain,
    UpGoingDown,  ///< UP, the last check failed
    UpUnverified, ///< UP, not one check finished since the start
    UpUnchecked,  ///< UP, nobody checks it
    UpNoTraffic,  ///< UP with weight 0
    UpWarming,    ///< UP, slow start
    Up,
};

/// "DOWN_CHECK_OK", "UP_UNVERIFIED": the names of haproxy.md 5.3, used in JSON and logs.
[[nodiscard]] std::string_view serverStateName(ServerState state) noexcept;

/// A few plain words for who does not know the name: "DOWN, although its last check passed: …".
[[nodiscard]] std::string_view serverStateMeaning(ServerState state) noexcept;

/// The state of such a name; nullopt for any other text.
[[nodiscard]] std::optional<ServerState> serverStateNamed(std::string_view name) noexcept;

/// The values of one scrape that say how a server is. NaN = the exporter did not say.
struct ServerFacts
{
    Exporter exporter = Exporter::Unknown;
    ServerStatus status = ServerStatus::Unknown;
    CheckStatus check = CheckStatus::Unknown; ///< Unknown where no check status is exported or all are 0
    CheckStatus agent = CheckStatus::Unknown; ///< of the agent check; Unknown where there is none, or none is exported
    bool hasCheckStatus = false;              ///< the family is there for this server, even if all are 0
    double checkCode = std::numeric_limits<double>::quiet_NaN();
    double checkDurationSeconds = std::numeric_limits<double>::quiet_NaN();
    double checkFailures = std::numeric_limits<double>::quiet_NaN();
    double upDown = std::numeric_limits<double>::quiet_NaN();
    double lastChangeSeconds = std::numeric_limits<double>::quiet_NaN();
    double weight = std::numeric_limits<double>::quiet_NaN();
    double throttle = std::numeric_limits<double>::quiet_NaN();
    double sessions = std::numeric_limits<double>::quiet_NaN();
    double queue = std::numeric_limits<double>::quiet_NaN();
    double responses5xx = std::numeric_limits<double>::quiet_NaN(); ///< counter
};

[[nodiscard]] ServerState deriveState(const ServerFacts& facts) noexcept;

/// DOWN because the server's own agent says so, not its health check. HAProxy passes over an agent that cannot be reached
/// (guides: haproxy 3), so only the one that answers "down", "stopped" or "fail" counts; HAProxy tells it as L7STS.
[[nodiscard]] bool isDownByAgent(const ServerFacts& facts) noexcept;
/// DOWN in any form, the v1 exporter's "not UP" among them.
[[nodiscard]] bool isDown(ServerState state) noexcept;
/// False where HAProxy counts no failed checks, so that a counter that stands still means nothing (guides: haproxy 0):
/// DOWN, MAINT, nobody checks, not known.
[[nodiscard]] bool countsFailures(ServerState state) noexcept;

} // namespace checkwatch::haproxy
