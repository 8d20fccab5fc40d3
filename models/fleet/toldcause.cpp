#include "models/fleet/toldcause.h"

#include "models/haproxy/healthlog.h"

namespace checkwatch::fleet {
namespace {

using haproxy::HealthLine;

constexpr std::size_t mostWaiting = 1000;
constexpr base::Duration longestWait = std::chrono::minutes{10};

OutCause outCauseIn(const HealthLine& line)
{
    switch (line.cause) {
    case HealthLine::Cause::NotTold: return OutCause::None;
    case HealthLine::Cause::NoDns: return OutCause::NoDns;
    case HealthLine::Cause::Tracked: return OutCause::Tracked;
    }
    return OutCause::None;
}

/// Whether a line says why a server is in or out, be it that nobody says.
bool tells(const HealthLine& line)
{
    using Outcome = HealthLine::Outcome;
    return line.outcome == Outcome::Down || line.outcome == Outcome::Out || line.outcome == Outcome::Up
        || line.outcome == Outcome::Back;
}

bool set(const Event& line, OutCause cause, const Directory& directory)
{
    const Directory::Place place = directory.findPlace(line.server);
    if (place.target == nullptr || place.index >= place.target->servers().size()) {
        return false;
    }
    place.target->servers().setToldCause(place.index, cause);
    return true;
}

} // namespace

void ToldCauses::take(const Event& line, Directory& directory)
{
    const auto parsed = haproxy::parseHealthLine(line.detail);
    if (!parsed || !tells(*parsed)) {
        return;
    }
    const std::tuple key(line.instance, line.proxy, line.name);
    const OutCause cause = outCauseIn(*parsed);
    if (set(line, cause, directory) || cause == OutCause::None) {
        m_waiting.erase(key);
    } else if (m_waiting.size() < mostWaiting || m_waiting.contains(key)) {
        m_waiting.insert_or_assign(key, line);
    }
}

void ToldCauses::settle(Directory& directory, base::Timestamp now)
{
    std::erase_if(m_waiting, [&](const auto& waiting) {
        Event line = waiting.second;
        if (now - line.time > longestWait) {
            return true;
        }
        directory.findServer(line);
        const auto parsed = haproxy::parseHealthLine(line.detail);
        return !parsed || set(line, outCauseIn(*parsed), directory);
    });
}

} // namespace checkwatch::fleet
