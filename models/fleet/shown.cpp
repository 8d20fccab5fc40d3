#include "models/fleet/shown.h"

#include <algorithm>

namespace checkwatch::fleet {
namespace {

using haproxy::ServerState;

std::uint32_t rankOf(const ServerRow& row) noexcept
{
    if (isOutUnwanted(row)) {
        return 0;
    }
    switch (row.was) {
    case Shown::Stale:
    case Shown::DownRuleSilent: return 0;
    case Shown::DownFiring: return 1;
    case Shown::Firing: return 2;
    case Shown::Pending: return 3;
    case Shown::Out: return 4;
    case Shown::Unverified: return 5;
    case Shown::Unchecked: return 6;
    case Shown::Up: return 7;
    }
    return 0;
}

/// Among equals: what is getting better comes after what is not.
std::uint32_t worseFirst(const ServerRow& row) noexcept
{
    switch (row.state) {
    case ServerState::DownCheckOk: return 1;
    case ServerState::Up: return 1;
    case ServerState::UpUnverified: return row.wasDownBeforeReload ? 0 : 1;
    case ServerState::UpWarming: return 2;
    default: return 0;
    }
}

} // namespace

std::string_view shownName(Shown shown) noexcept
{
    switch (shown) {
    case Shown::Stale: return "stale";
    case Shown::DownRuleSilent: return "down_rule_silent";
    case Shown::DownFiring: return "down_firing";
    case Shown::Firing: return "firing";
    case Shown::Pending: return "pending";
    case Shown::Out: return "out";
    case Shown::Unverified: return "unverified";
    case Shown::Unchecked: return "unchecked";
    case Shown::Up: return "up";
    }
    return "stale";
}

Shown shownOf(ServerState state, Cover cover) noexcept
{
    if (haproxy::isDown(state)) {
        return cover == Cover::Firing ? Shown::DownFiring : Shown::DownRuleSilent;
    }
    if (cover != Cover::None) {
        return cover == Cover::Firing ? Shown::Firing : Shown::Pending;
    }
    switch (state) {
    case ServerState::Maint:
    case ServerState::Drain:
    case ServerState::Nolb:
    case ServerState::UpNoTraffic: return Shown::Out;
    case ServerState::Unknown: // no status in the data: not known to be healthy
    case ServerState::UpUnverified:
    case ServerState::UpWarming: return Shown::Unverified;
    case ServerState::UpUnchecked: return Shown::Unchecked;
    default: return Shown::Up;
    }
}

OutCause outCauseOf(const haproxy::ServerFacts& facts, ServerState state, OutCause told) noexcept
{
    if (haproxy::isDownByAgent(facts)) {
        return OutCause::Agent;
    }
    const bool out = state == ServerState::Maint || state == ServerState::Drain;
    if ((told == OutCause::NoDns && state == ServerState::Maint)
        || (told == OutCause::Tracked && (out || haproxy::isDown(state)))) {
        return told;
    }
    switch (state) {
    case ServerState::Maint: return OutCause::Maint;
    case ServerState::Drain: return OutCause::Drain;
    case ServerState::Nolb: return OutCause::Nolb;
    case ServerState::UpNoTraffic: return OutCause::WeightZero;
    default: return OutCause::None;
    }
}

bool maybeOnPurpose(OutCause cause) noexcept
{
    return cause != OutCause::NoDns && cause != OutCause::Tracked && cause != OutCause::Agent;
}

bool isOutUnwanted(const ServerRow& row) noexcept
{
    const bool out = row.state == ServerState::Maint || row.state == ServerState::Drain
        || row.state == ServerState::Nolb || row.state == ServerState::UpNoTraffic;
    return out && !maybeOnPurpose(row.outCause);
}

std::uint32_t urgencyOf(const ServerRow& row, base::Timestamp newest, base::Timestamp origin) noexcept
{
    const std::uint32_t rank = rankOf(row);
    // 26 bits hold two years of seconds, one on either side of the origin.
    constexpr std::int64_t span = std::int64_t{1} << 26;
    std::int64_t inverted = 0;
    if (rank < 6) {
        const std::int64_t seconds = (base::unixMs(newest) - base::unixMs(origin)) / 1000 + span / 2;
        inverted = span - 1 - std::clamp<std::int64_t>(seconds, 0, span - 1);
    }
    return rank << 28U | worseFirst(row) << 26U | static_cast<std::uint32_t>(inverted);
}

} // namespace checkwatch::fleet
