#pragma once

#include "models/recording/reader.h"
#include "models/tsdb/querier.h"

#include <vector>

namespace checkwatch::recording {

/// How far back the samples are looked at, as after a restart: a server that was not seen for longer is not known any more.
inline constexpr base::Duration longestUnseen = std::chrono::hours{1};

/// The lines of HAProxy's log that said before `at` why a server is out of rotation or DOWN, and still hold then: it has been
/// out since, or no scrape began after the line came (fleet/toldline.h). Across restarts and gaps of the recording of up to
/// longestUnseen, and as far back as a hundred thousand events reach. `samples`: what is recorded of the time before `at`.
/// Their times are the own ones; ascending.
std::vector<fleet::Event> toldLines(Reader& reader, const tsdb::Querier& samples, base::Timestamp at);

} // namespace checkwatch::recording
