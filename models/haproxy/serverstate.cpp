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

std::string_view serverStateMeaning(ServerState state) noexcept
{
    switch (state) {
    case ServerState::Unknown: return "nothing is known of it: its exporter could not be read or did not have it";
    case ServerState::Maint: return "in maintenance: no traffic, and no checks";
    case ServerState::Down: return "its checks fail: no traffic";
    case ServerState::DownCheckOk:
        return "DOWN, although its last check passed: it has not passed often enough yet, or its agent, live traffic "
               "or "
               "a person took it out";
    case ServerState::DownOther:
        return "DOWN, and it has no check of its own: the server that it tracks, its agent or a person took it out";
    case ServerState::NotUp: return "not UP: its exporter cannot tell DOWN from maintenance";
    case ServerState::Nolb: return "its check says that it is stopping: it keeps its sessions and gets no new traffic";
    case ServerState::Drain: return "drained: it gets no new traffic, and checks go on";
    case ServerState::UpGoingDown: return "UP, and its last check failed: a few more, and it is DOWN";
    case ServerState::UpUnverified:
        return "UP, as each server is after a start of HAProxy until its first check has ended";
    case ServerState::UpUnchecked:
        return "UP, and it has no check of its own: nobody checks it, or the server that it tracks is checked";
    case ServerState::UpNoTraffic: return "UP with weight 0: it gets no traffic";
    case ServerState::UpWarming: return "UP, and gets more traffic bit by bit (slowstart)";
    case ServerState::Up: return "its checks pass";
    }
    return "";
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
