#pragma once

/// Takes the place of the system's name lookup in this program, and in the programs it links: names that end in
/// ".hangs.test" are never answered, names that end in ".fails.test" are not known, as long as the switch is on; then, and
/// in all other cases, the system's own lookup is asked, where all of these are 127.0.0.1.
namespace checkwatch::faults {

void breakNameLookup(bool broken);

} // namespace checkwatch::faults
