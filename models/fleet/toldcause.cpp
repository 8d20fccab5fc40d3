#include "models/fleet/toldcause.h"

#include "models/haproxy/healthlog.h"

namespace checkwatch::fleet {
namespace {

using haproxy::HealthLine;

OutCause outCauseIn(const HealthLine& line)
{
    switch (line.cause) {
    case HealthLine::Cause::NotTold: return OutCause::None;
    case HealthLine::Cause::NoDns: return OutCause::NoDns;
    case HealthLine::Cause::Tracked: return OutCause::Tracked;
    }
    return OutCause::None;
}

} // namespace

void takeCause(const Event& line, Directory& directory)
{
    const auto parsed = haproxy::parseHealthLine(line.detail);
    const Directory::Place place = directory.findPlace(line.server);
    if (!parsed || place.target == nullptr || place.index >= place.target->servers().size()) {
        return;
    }
    using Outcome = HealthLine::Outcome;
    if (parsed->outcome == Outcome::Down || parsed->outcome == Outcome::Out || parsed->outcome == Outcome::Up
        || parsed->outcome == Outcome::Back) {
        place.target->servers().setToldCause(place.index, outCauseIn(*parsed));
    }
}

} // namespace checkwatch::fleet
