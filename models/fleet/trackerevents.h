#pragma once

#include "models/fleet/serverrows.h"
#include "models/fleet/snapshot.h"

#include <string>

namespace checkwatch::fleet {

/// Whether a change is told: a server that is there and well is nothing to tell about.
[[nodiscard]] bool isNews(const StateChange& change) noexcept;
/// What a server has become. `row`: as it is after the change.
[[nodiscard]] Event stateEvent(const ServerRow& row, const StateChange& change, base::Timestamp time);
/// What became of an exporter; its name and no server's.
[[nodiscard]] Event targetEvent(EventKind kind, const TargetRow& row, base::Timestamp time, std::string detail);

} // namespace checkwatch::fleet
