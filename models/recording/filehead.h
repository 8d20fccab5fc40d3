#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <string>

namespace checkwatch::recording {

/// SQLite's application_id of a recording: "CWRC".
inline constexpr std::uint32_t applicationId = 0x43575243U;

/// Looks at the first bytes and the length of a file that is said to be a recording, before SQLite sees it. An error says
/// what the file is instead: cut, put into base64 by a mail program, of a newer version, of other byte order.
/// `whole`: nobody is writing, so that the length must be what the head says.
base::Result<void> checkFileHead(const std::string& path, bool whole);

} // namespace checkwatch::recording
