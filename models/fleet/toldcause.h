#pragma once

#include "models/fleet/directory.h"
#include "models/fleet/event.h"

namespace checkwatch::fleet {

/// Lets the row of a server know what a line of HAProxy's log says of why it is out of rotation or DOWN: its name has no
/// address any more, or another server that it tracks is out. No exporter says that (guides: haproxy 1.1). Lines about
/// checks change nothing. `line`: EventKind::LogLine, after Directory::findServer().
void takeCause(const Event& line, Directory& directory);

} // namespace checkwatch::fleet
