#pragma once

#include "models/base/result.h"
#include "models/fleet/event.h"

#include <cstdint>
#include <string>
#include <vector>

namespace checkwatch::session {

/// Acknowledgements that several programs share who have one recording folder: only one of them writes the recording, and all
/// of them append to the file `acknowledgements` beside it. A line each: "<milliseconds since 1970>" and alert, job, instance,
/// backend, server, by whom, with a tab before each; \n, \t and \\ stand for themselves in them. One thread.
class SharedAcks
{
public:
    /// "": there is nobody to share with, and nothing to read.
    explicit SharedAcks(const std::string& folder);

    [[nodiscard]] bool isShared() const noexcept { return !m_path.empty(); }
    /// Refused where the file cannot be written.
    base::Result<void> append(const fleet::Event& event) const;
    /// What was appended since the last call, by anybody; the first time what is of the last day. `now` tells what is too old.
    std::vector<fleet::Event> takeNew(base::Timestamp now);

private:
    std::string m_path;
    std::int64_t m_read = 0; ///< bytes
};

} // namespace checkwatch::session
