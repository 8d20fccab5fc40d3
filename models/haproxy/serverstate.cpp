#include "models/haproxy/serverstate.h"

#include <cmath>

namespace checkwatch::haproxy {
namespace {

ServerState deriveDown(const ServerFacts& facts, bool unchecked) noexcept
{
    if (unchecked) {
        return ServerState::DownOther;
    }
    return isPass(facts.check) ? ServerState::DownCheckOk : ServerState::Down;
}

ServerState deriveUp(const ServerFacts& facts, bool unchecked) noexcept
{
    if (unchecked) {
        return ServerState::UpUnchecked;
    }
    // The v1 exporter has no check result at all, so there "not verified" and "failing" cannot be told.
    if (facts.exporter != Exporter::V1) {
        if (!isPass(facts.check)) {
            return isFailure(facts.check) ? ServerState::UpGoingDown : ServerState::UpUnverified;
        }
    }
    if (facts.weight == 0) {
        return ServerState::UpNoTraffic;
    }
    return std::isnan(facts.throttle) ? ServerState::Up : ServerState::UpWarming;
}

} // namespace

std::string_view serverStateName(ServerState state) noexcept
{
    switch (state) {
    case ServerState::Unknown: return "UNKNOWN";
    case ServerState::Maint: return "MAINT";
    case ServerState::Down: return "DOWN";
    case ServerState::DownCheckOk: return "DOWN_CHECK_OK";
    case ServerState::DownOther: return "DOWN_OTHER";
    case ServerState::NotUp: return "NOT_UP";
    case ServerState::Nolb: return "NOLB";
    case ServerState::Drain: return "DRAIN";
    case ServerState::UpGoingDown: return "UP_GOING_DOWN";
    case ServerState::UpUnverified: return "UP_UNVERIFIED";
    case ServerState::UpUnchecked: return "UP_UNCHECKED";
    case ServerState::UpNoTraffic: return "UP_NO_TRAFFIC";
    case ServerState::UpWarming: return "UP_WARMING";
    case ServerState::Up: return "UP";
    }
    return "UNKNOWN";
}

std::optional<ServerState> serverStateNamed(std::string_view name) noexcept
{
    for (int i = 0; i <= static_cast<int>(ServerState::Up); ++i) {
        if (serverStateName(static_cast<ServerState>(i)) == name) {
            return static_cast<ServerState>(i);
        }
    }
    return std::nullopt;
}

ServerState deriveState(const ServerFacts& facts) noexcept
{
    const bool unchecked = std::isnan(facts.checkFailures) && !facts.hasCheckStatus;
    switch (facts.status) {
    case ServerStatus::Unknown: return ServerState::Unknown;
    case ServerStatus::Down: return deriveDown(facts, unchecked);
    case ServerStatus::Up: return deriveUp(facts, unchecked);
    case ServerStatus::Maint: return ServerState::Maint;
    case ServerStatus::Drain: return ServerState::Drain;
    case ServerStatus::Nolb: return ServerState::Nolb;
    case ServerStatus::NotUp: return ServerState::NotUp;
    }
    return ServerState::Unknown;
}

bool isDownByAgent(const ServerFacts& facts) noexcept
{
    return facts.status == ServerStatus::Down && facts.agent == CheckStatus::L7Sts && !isFailure(facts.check);
}

bool isDown(ServerState state) noexcept
{
    return state == ServerState::Down || state == ServerState::DownCheckOk || state == ServerState::DownOther
        || state == ServerState::NotUp;
}

bool countsFailures(ServerState state) noexcept
{
    return !isDown(state) && state != ServerState::Maint && state != ServerState::UpUnchecked
        && state != ServerState::Unknown;
}

} // namespace checkwatch::haproxy
