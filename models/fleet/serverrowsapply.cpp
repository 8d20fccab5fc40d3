#include "models/fleet/serverrows.h"

/// The part of ServerRows that takes the values of a scrape in.
namespace checkwatch::fleet {
namespace {

using haproxy::Field;

constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();

/// The fact that a plain number is about; null for what is not a plain number.
double* numberOf(haproxy::ServerFacts& facts, Field field) noexcept
{
    switch (field) {
    case Field::CheckCode: return &facts.checkCode;
    case Field::CheckDuration: return &facts.checkDurationSeconds;
    case Field::CheckFailures: return &facts.checkFailures;
    case Field::UpDown: return &facts.upDown;
    case Field::Weight: return &facts.weight;
    case Field::Throttle: return &facts.throttle;
    case Field::Sessions: return &facts.sessions;
    case Field::Queue: return &facts.queue;
    case Field::Responses5xx: return &facts.responses5xx;
    default: return nullptr;
    }
}

/// One series of a one-of-a-set family: sets `now` where it says 1, forgets it where it no longer does.
template <typename Enum>
void applyOneOf(Enum& now, std::uint8_t code, double value) noexcept
{
    const Enum mine = static_cast<Enum>(code);
    if (value == 1) {
        now = mine;
    } else if (now == mine) {
        now = Enum::Unknown;
    }
}

} // namespace

void ServerRows::setLocal(std::uint32_t index, Field field, std::uint32_t local)
{
    Data& data = m_data[index];
    if (field == Field::LastChange) {
        data.lastChangeLocal = local;
    } else if (field == Field::CheckFailures) {
        data.failuresLocal = local;
    } else if (field == Field::Responses5xx) {
        data.responsesLocal = local;
    }
}

void ServerRows::forgetSeries()
{
    for (std::uint32_t index = 0; index < size(); ++index) {
        Data& data = m_data[index];
        data.facts = {};
        data.lastChangeLocal = data.failuresLocal = data.responsesLocal = noLocal;
        data.liveSeries = data.liveChecks = 0;
        if (!data.dirty) {
            data.dirty = true;
            m_dirty.push_back(index);
        }
    }
}

void ServerRows::apply(const Watch& watch, double before, double after, haproxy::Exporter exporter)
{
    Data& data = m_data[watch.owner];
    haproxy::ServerFacts& facts = data.facts;
    const bool live = isLive(after);
    const int step = static_cast<int>(live) - static_cast<int>(isLive(before));
    data.liveSeries = static_cast<std::uint16_t>(data.liveSeries + step);
    facts.exporter = exporter;
    switch (watch.field) {
    case Field::Status: applyOneOf(facts.status, watch.code, after); break;
    case Field::StatusNumber:
        facts.status = live ? haproxy::statusFromNumber(after) : haproxy::ServerStatus::Unknown;
        break;
    case Field::ServerUp:
        facts.status = !live ? haproxy::ServerStatus::Unknown
            : after == 1     ? haproxy::ServerStatus::Up
                             : haproxy::ServerStatus::NotUp;
        break;
    case Field::CheckStatus:
        applyOneOf(facts.check, watch.code, after);
        data.liveChecks = static_cast<std::uint16_t>(data.liveChecks + step);
        break;
    case Field::AgentStatus: applyOneOf(facts.agent, watch.code, after); break;
    case Field::CheckStatusNumber:
        facts.check = live ? haproxy::checkStatusFromNumber(after) : haproxy::CheckStatus::Unknown;
        data.liveChecks = static_cast<std::uint16_t>(data.liveChecks + step);
        break;
    default:
        if (double* number = numberOf(facts, watch.field)) {
            *number = live ? after : noNumber;
        }
        break;
    }
    facts.hasCheckStatus = data.liveChecks > 0;
    if (watch.field == Field::CheckFailures || watch.field == Field::Responses5xx) {
        m_counted.push_back(watch.owner);
    }
    if (!data.dirty) {
        data.dirty = true;
        m_dirty.push_back(watch.owner);
    }
}

} // namespace checkwatch::fleet
