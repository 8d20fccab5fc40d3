#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace checkwatch::haproxy {

/// What a line of HAProxy's log says about the checks of a server (guides: haproxy 4).
struct HealthLine
{
    enum class Outcome : std::uint8_t {
        CheckFailed,
        CheckPassed,
        Down,
        Up,
        Out,      ///< maintenance, drain, stopping
        Back,     ///< maintenance or drain ends; what its checks say is another matter
        NoneLeft, ///< the backend has no server any more
    };
    /// Why a server goes out or DOWN, where that is no person and no check of its own.
    enum class Cause : std::uint8_t {
        NotTold,
        NoDns,   ///< its name has no address any more
        Tracked, ///< another server that it tracks
    };
    Outcome outcome = Outcome::CheckFailed;
    Cause cause = Cause::NotTold;
    std::string_view proxy;
    std::string_view server; ///< "" for NoneLeft
    std::string_view text;   ///< the line without what the transport has put before it
};

/// Understands syslog (RFC 3164 and 5424), ring buffers and files with timestamps, HAProxy's standard error, and a bare
/// message. nullopt for anything else: traffic, start-up messages, lines that only quote such a message, as a request with
/// one in its URL or headers would. What is returned points into `line`. Linear in its length.
[[nodiscard]] std::optional<HealthLine> parseHealthLine(std::string_view line) noexcept;

/// "check failed", "DOWN" and so on.
[[nodiscard]] std::string_view outcomeName(HealthLine::Outcome outcome) noexcept;

} // namespace checkwatch::haproxy
