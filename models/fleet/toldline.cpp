#include "models/fleet/toldline.h"

#include "models/haproxy/healthlog.h"

namespace checkwatch::fleet {
namespace {

using haproxy::HealthLine;
using haproxy::ServerState;
using About = ToldLine::About;

OutCause outCauseIn(const HealthLine& line)
{
    switch (line.cause) {
    case HealthLine::Cause::NotTold: return OutCause::None;
    case HealthLine::Cause::NoDns: return OutCause::NoDns;
    case HealthLine::Cause::Tracked: return OutCause::Tracked;
    }
    return OutCause::None;
}

/// Whether the data shows just what a line says.
bool shows(ServerState state, About about)
{
    switch (about) {
    case About::Back: return false; // it is over with the scrape that says so
    case About::Out: return state == ServerState::Maint || state == ServerState::Drain;
    case About::Down: return haproxy::isDown(state);
    }
    return false;
}

} // namespace

std::optional<ToldLine> toldLineOf(const Event& line)
{
    const auto parsed
        = line.kind == EventKind::LogLine ? haproxy::parseHealthLine(line.detail) : std::optional<HealthLine>();
    if (!parsed) {
        return std::nullopt;
    }
    using Outcome = HealthLine::Outcome;
    switch (parsed->outcome) {
    case Outcome::Up:
    case Outcome::Back: return ToldLine{line.time, About::Back, OutCause::None};
    case Outcome::Out: return ToldLine{line.time, About::Out, outCauseIn(*parsed)};
    case Outcome::Down: return ToldLine{line.time, About::Down, outCauseIn(*parsed)};
    case Outcome::CheckFailed:
    case Outcome::CheckPassed:
    case Outcome::NoneLeft: break;
    }
    return std::nullopt;
}

bool isOutOrDown(ServerState state) noexcept
{
    return haproxy::isDown(state) || state == ServerState::Maint || state == ServerState::Drain;
}

void ToldCause::hear(const ToldLine& line, ServerState state, base::Timestamp data)
{
    if (line.time < m_line.time) {
        return;
    }
    m_line = line;
    m_waits = true;
    see(state, data);
}

void ToldCause::see(ServerState state, base::Timestamp time)
{
    const bool after = time > m_line.time;
    m_waits = m_waits && !after;
    if (after || shows(state, m_line.about)) {
        m_cause = m_line.cause;
    }
    if (!isOutOrDown(state)) {
        m_cause = OutCause::None;
        m_line = after ? ToldLine{} : m_line;
    }
}

} // namespace checkwatch::fleet
