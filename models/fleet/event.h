#pragma once

#include "models/base/time.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace checkwatch::fleet {

enum class EventKind : std::uint8_t {
    ServerState, ///< a server's derived state changed
    AlertPending,
    AlertFiring,
    AlertResolved,
    AlertClearedDown,
    AlertUnknown,
    TargetDown,
    TargetUp,
    TargetReloaded,
    Clock,         ///< the wall clock was set
    Configuration, ///< loaded, reloaded, or refused
    LogLine,       ///< a line of HAProxy's log about a server's checks; `after` says how it went
    RunbookStep,   ///< somebody ticked a step of an alert's runbook, or took that back
    Acknowledged,  ///< somebody is on it: who in `detail`, when in `value`; see acknowledgement.h
    Silenced,      ///< what became of a silence in an Alertmanager that applies to an alert here; see silence.h
    Alertmanager,  ///< the one at `instance` answers from now on, or does not: `after` is "up" or "down"
};
inline constexpr EventKind lastEventKind = EventKind::Alertmanager;
/// As many events as a running session keeps.
inline constexpr std::size_t eventsShown = 10'000;
/// What a RunbookStep became: Event::after.
inline constexpr std::string_view stepDone = "done";
inline constexpr std::string_view stepNotDone = "not done";

/// Details that a replay goes by.
inline constexpr std::string_view targetRemoved = "removed from the configuration";
inline constexpr std::string_view clockSet = "the wall clock was set";

/// Something that happened, with its time. Text is raw: whoever shows it sends it through the text gateway.
struct Event
{
    std::uint64_t number = 0; ///< ascending, unique in the session
    base::Timestamp time{};
    EventKind kind = EventKind::ServerState;
    std::uint32_t server = 0xffffffffU; ///< ServerId, where it is about one
    std::string job;                    ///< of Silenced: what relabels alerts before, see silence.h
    std::string instance;
    std::string proxy;
    std::string name;       ///< server, or alert name
    std::string serverName; ///< of an alert about one server, or about all of that name
    std::string before;     ///< state names, for ServerState
    std::string after;
    std::string detail; ///< check result in words, error text
    double value = 0;   ///< of an alert; of Acknowledged and Silenced milliseconds since 1970
    std::uint64_t alertId = 0;
    bool fired = false;     ///< of an alert: it fired at some time; one that ends without is no news to anybody
    std::uint8_t shown = 0; ///< fleet::Shown, for ServerState

    friend bool operator==(const Event&, const Event&) = default;
};

/// Whether Event::name is a server's.
[[nodiscard]] constexpr bool namesServer(EventKind kind) noexcept
{
    return kind == EventKind::ServerState || kind == EventKind::LogLine;
}
/// The name of the server that an event is about; empty: none.
[[nodiscard]] inline const std::string& serverNameOf(const Event& event) noexcept
{
    return namesServer(event.kind) ? event.name : event.serverName;
}

} // namespace checkwatch::fleet
