#include "tests/support/fakestates.h"

#include <cmath>
#include <limits>

namespace checkwatch::support {

using fleet::Shown;
using haproxy::CheckStatus;
using haproxy::ServerState;
using namespace std::chrono_literals;

namespace {

struct Look
{
    ServerState state;
    Shown shown;
    CheckStatus check;
    float code;
    float ms;
    double increase;
    base::Duration since;
};

Look lookOf(FakeState state)
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    switch (state) {
    case FakeState::Up: return {ServerState::Up, Shown::Up, CheckStatus::L7Ok, 200, 1, 0, 42min};
    case FakeState::UpFailing: return {ServerState::UpGoingDown, Shown::Up, CheckStatus::L7Sts, 503, 1, 0, 42min};
    case FakeState::UpWithBlip: return {ServerState::Up, Shown::Up, CheckStatus::L7Ok, 200, 1, 0.4, 42min};
    case FakeState::Pending:
        return {ServerState::UpGoingDown, Shown::Pending, CheckStatus::L7Tout, 0, 1000, 1.1, 42min};
    case FakeState::Firing: return {ServerState::UpGoingDown, Shown::Firing, CheckStatus::L7Sts, 503, 1, 9.8, 42min};
    case FakeState::DownSilent: return {ServerState::Down, Shown::DownRuleSilent, CheckStatus::L4Con, 0, 0, 0, 2h};
    case FakeState::DownCleared: return {ServerState::Down, Shown::DownRuleSilent, CheckStatus::L4Con, 0, 0, 0, 160s};
    case FakeState::DownFiring: return {ServerState::Down, Shown::DownFiring, CheckStatus::L4Tout, 0, 2001, 3, 20s};
    case FakeState::Drain: return {ServerState::Drain, Shown::Out, CheckStatus::L7Ok, 200, 2, 0, 3h};
    case FakeState::Maint: return {ServerState::Maint, Shown::Out, CheckStatus::Unknown, 0, -1, 0, 26min};
    case FakeState::NoDns: return {ServerState::Maint, Shown::Out, CheckStatus::Unknown, 0, -1, 0, 12min};
    case FakeState::WeightZero: return {ServerState::UpNoTraffic, Shown::Out, CheckStatus::L7Ok, 200, 1, 0, 5h};
    case FakeState::Unverified: return {ServerState::UpUnverified, Shown::Unverified, CheckStatus::Init, 0, -1, 0, 3s};
    case FakeState::Warming: return {ServerState::UpWarming, Shown::Unverified, CheckStatus::L4Ok, 0, 1, 0, 20s};
    case FakeState::Unchecked:
        return {ServerState::UpUnchecked, Shown::Unchecked, CheckStatus::Unknown, 0, -1, nan, 42min};
    case FakeState::NotUp: return {ServerState::NotUp, Shown::DownRuleSilent, CheckStatus::Unknown, 0, -1, 0, 8min};
    }
    return {};
}

fleet::OutCause causeOf(FakeState state)
{
    switch (state) {
    case FakeState::Drain: return fleet::OutCause::Drain;
    case FakeState::Maint: return fleet::OutCause::Maint;
    case FakeState::NoDns: return fleet::OutCause::NoDns;
    case FakeState::WeightZero: return fleet::OutCause::WeightZero;
    default: return fleet::OutCause::None;
    }
}

bool counts(FakeState state)
{
    switch (state) {
    case FakeState::DownSilent:
    case FakeState::DownCleared:
    case FakeState::DownFiring:
    case FakeState::NotUp:
    case FakeState::Maint:
    case FakeState::NoDns:
    case FakeState::Unchecked: return false;
    default: return true;
    }
}

std::shared_ptr<const rules::AlertIdentity> identityOf(const fleet::ServerIdentity& who)
{
    static const auto rule = std::make_shared<const rules::Rule>();
    auto identity = std::make_shared<rules::AlertIdentity>();
    identity->id = who.id + 1000;
    identity->rule = rule;
    identity->labels = metrics::Labels{{"alertname", "HaproxyServerHealthcheckFailure"},
                                       {"job", who.job},
                                       {"instance", who.instance},
                                       {"proxy", who.proxy},
                                       {"server", who.server}};
    return identity;
}

/// Failures per minute so many seconds ago.
double increaseAt(FakeState state, std::int64_t secondsAgo)
{
    const auto t = static_cast<double>(secondsAgo);
    switch (state) {
    case FakeState::Firing: return secondsAgo < 270 ? 9.5 + std::sin(t / 9) * 0.8 : std::max(0.0, 9.5 - (t - 270) / 5);
    case FakeState::DownCleared:
    case FakeState::DownFiring: return secondsAgo < 220 && secondsAgo > 150 ? 3 : 0;
    case FakeState::Pending: return secondsAgo < 40 ? 1.1 : 0;
    case FakeState::UpWithBlip: return secondsAgo > 1480 && secondsAgo < 1540 ? 2 : 0;
    default: return 0;
    }
}

} // namespace

fleet::ServerRow fakeRow(FakeState state, base::Timestamp now)
{
    const Look look = lookOf(state);
    fleet::ServerRow row;
    row.state = look.state;
    row.shown = row.was = look.shown;
    row.check = look.check;
    row.checkCode = look.code;
    row.checkDurationMs = look.ms;
    row.increase = look.increase;
    row.outCause = causeOf(state);
    row.lastCheckFailed = look.state == ServerState::UpGoingDown || look.state == ServerState::Down;
    row.failuresCounted = counts(state);
    row.failuresTotal = look.increase * 7;
    row.upDownTotal = row.shown <= Shown::DownFiring ? 2 : 0;
    row.weight = state == FakeState::WeightZero ? 0 : 100;
    row.throttlePercent = state == FakeState::Warming ? 40 : std::numeric_limits<double>::quiet_NaN();
    row.sessions = row.failuresCounted ? 12 : 0;
    row.queue = state == FakeState::Firing ? 3 : 0;
    row.rate5xx = state == FakeState::Firing ? 0.35 : 0;
    row.since = now - look.since;
    row.clearedDownAt = state == FakeState::DownCleared ? now - 150s : base::Timestamp{};
    const bool notByPerson = row.outCause == fleet::OutCause::NoDns;
    row.urgency = notByPerson ? 0 : static_cast<std::uint32_t>(look.shown) << 20;
    return row;
}

bool hasFakeAlert(FakeState state)
{
    return state == FakeState::Pending || state == FakeState::Firing || state == FakeState::DownFiring
        || state == FakeState::DownCleared;
}

fleet::AlertRow fakeAlert(FakeState state, const fleet::ServerIdentity& who, base::Timestamp now)
{
    fleet::AlertRow row;
    const base::Duration pendingFor = state == FakeState::Pending ? 38s : 252s;
    row.alert.identity = identityOf(who);
    row.alert.activeAt = now - pendingFor;
    row.alert.value = lookOf(state).increase;
    row.subject = fleet::SubjectKind::Server;
    row.server = who.id;
    row.job = who.job;
    row.instance = who.instance;
    row.proxy = who.proxy;
    row.severity = "warning";
    row.health = true;
    row.phaseSince = row.alert.activeAt;
    if (state == FakeState::Pending) {
        row.alert.state = rules::AlertState::Pending;
        row.firesAt = now + 22s;
    } else if (state == FakeState::DownCleared) {
        row.phase = fleet::AlertPhase::ClearedDown;
        row.alert.resolvedAt = row.phaseSince = now - 150s;
    } else {
        row.phase = fleet::AlertPhase::Firing;
        row.alert.state = rules::AlertState::Firing;
        row.alert.firedAt = row.phaseSince = now - 192s;
    }
    return row;
}

fleet::ServerHistory fakeHistory(fleet::ServerId id, FakeState state, base::Duration staleFor, base::Timestamp now)
{
    fleet::ServerHistory history;
    history.server = id;
    const std::int64_t freshUntil = staleFor.count() / 1000;
    const std::int64_t countedUntil
        = counts(state) ? 0 : std::min<std::int64_t>((now - fakeRow(state, now).since) / 1s, 1800);
    for (std::int64_t ago = 1800; ago >= 0; ago -= 15) {
        const bool gap = ago < freshUntil || ago < countedUntil;
        const double value = gap ? std::numeric_limits<double>::quiet_NaN() : increaseAt(state, ago);
        history.increase.push_back({now - std::chrono::seconds(ago), value});
    }
    if (countedUntil > 0)
        history.spans.push_back({fleet::SpanKind::NotCounted, now - std::chrono::seconds(countedUntil), now});
    if (freshUntil > 0)
        history.spans.push_back({fleet::SpanKind::Stale, now - staleFor, now});
    return history;
}

} // namespace checkwatch::support
