#pragma once

#include "models/recording/reader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace checkwatch::recording {

/// What goes into an incident file, and what is hidden in it.
struct SealOptions
{
    base::Timestamp from{}; ///< inclusive, as `to`
    base::Timestamp to{};
    /// NAME or PROXY/NAME: of series and alerts with a label `server` only those, and of servers only their events. Empty:
    /// all. What is about no server stays; a silence that names another server does not.
    std::vector<std::string> servers;
    std::vector<std::string> hidden; ///< labels whose values become keyed hashes: veil.h
    std::string key;                 ///< of the hashes: secret bytes, 32 where they are random
    std::vector<NoteRecord> notes{}; ///< more notes: what lies beside the recording. Those of the stretch go in
};

/// What sealing made.
struct SealedFile
{
    std::uint64_t samples = 0;
    std::uint64_t bytes = 0;
    base::Timestamp from{}; ///< of what is in it
    base::Timestamp to{};
    std::size_t damage = 0; ///< places in the source that could not be read, and so are missing
};

/// Copies a stretch of a recording, which may be in use by its writer, into one new file that needs nothing beside it and
/// to which nothing will be added: samples, scrapes, rules and runbooks as they were, alerts, events, notes, gaps; and what
/// standingEvents() and toldLines() say of its beginning. `out` must not be there yet; it appears whole or not at all, and
/// not at all where nothing is recorded in the stretch. `now` and `random` (number of the new recording) go into it.
base::Result<SealedFile> seal(Reader& source, const std::string& out, const SealOptions& options, base::Timestamp now,
                              std::uint64_t random);

} // namespace checkwatch::recording
