#pragma once

#include "models/haproxy/serverstate.h"
#include "models/metrics/labels.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace checkwatch::haproxy {

/// What a series is about.
enum class Scope : std::uint8_t { Process, Backend, Server };

/// What the value of a series says; only what the product reads (guides: haproxy 1.1, 1.2).
enum class Field : std::uint8_t {
    Status,            ///< one of a set, `code` is a ServerStatus: it holds where the value is 1
    StatusNumber,      ///< up to HAProxy 2.3: 0 DOWN 1 UP 2 MAINT 3 DRAIN 4 NOLB
    ServerUp,          ///< v1: 1 or 0
    CheckStatus,       ///< one of a set, `code` is a CheckStatus
    CheckStatusNumber, ///< up to HAProxy 2.3
    AgentStatus,       ///< from HAProxy 3.2: one of a set, `code` is a CheckStatus
    CheckCode,
    CheckDuration, ///< seconds
    CheckFailures, ///< counter
    UpDown,        ///< counter
    LastChange,    ///< seconds ago; another value in every scrape
    Weight,
    Throttle, ///< percent
    Sessions,
    Queue,
    Responses5xx,  ///< counter
    ActiveServers, ///< of a backend
    BackupServers,
    CurrentServers, ///< of a backend, v1: usable servers
    ProcessStart,   ///< Unix seconds
    BuildInfo,      ///< `version` has it
    HaproxyUp,      ///< v1: 0 = the exporter cannot reach HAProxy
};

/// Where a series belongs. Views into the labels it was made from.
struct MetricPlace
{
    Exporter exporter = Exporter::Unknown;
    Scope scope = Scope::Process;
    Field field = Field::Status;
    std::uint8_t code = 0;
    std::string_view proxy; ///< the v1 exporter's label `backend`
    std::string_view server;
    std::string_view version;
};

/// What a series of either exporter says; nullopt for one that the product does not read.
[[nodiscard]] std::optional<MetricPlace> placeOf(const metrics::Labels& labels) noexcept;

/// The status behind a number of HAProxy up to 2.3.
[[nodiscard]] ServerStatus statusFromNumber(double number) noexcept;

} // namespace checkwatch::haproxy
