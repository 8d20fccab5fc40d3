#pragma once

#include <cstdint>
#include <string_view>

namespace checkwatch::haproxy {

/// Result of the last health check, numbered as HAProxy numbers it (guides: haproxy 2).
enum class CheckStatus : std::uint8_t {
    Unknown = 0,
    Init = 1,
    Hana = 4,
    SockErr = 5,
    L4Ok = 6,
    L4Tout = 7,
    L4Con = 8,
    L6Ok = 9,
    L6Tout = 10,
    L6Rsp = 11,
    L7Tout = 12,
    L7Rsp = 13,
    L7Ok = 15,
    L7Okc = 16,
    L7Sts = 17,
    ProcErr = 18,
    ProcTout = 19,
    ProcOk = 20,
};

/// "L7STS" and so on; Unknown for anything else.
[[nodiscard]] CheckStatus checkStatusFromName(std::string_view name) noexcept;
/// By HAProxy's number, as its exporter gives it up to 2.3; Unknown for anything else.
[[nodiscard]] CheckStatus checkStatusFromNumber(double number) noexcept;
/// HAProxy's own name: "L7STS". Unknown and Init give "".
[[nodiscard]] std::string_view checkStatusName(CheckStatus status) noexcept;
[[nodiscard]] bool isPass(CheckStatus status) noexcept;
[[nodiscard]] bool isFailure(CheckStatus status) noexcept;
/// Two or three plain words: "connection refused", "wrong status code".
[[nodiscard]] std::string_view shortMeaning(CheckStatus status) noexcept;
/// A sentence for an operator who has never seen the code.
[[nodiscard]] std::string_view meaning(CheckStatus status) noexcept;

} // namespace checkwatch::haproxy
