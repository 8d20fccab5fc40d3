#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <string>

namespace checkwatch::recording {

/// SQLite's application_id of a recording: "CWRC".
inline constexpr std::uint32_t applicationId = 0x43575243U;

/// Looks at the first bytes and the length of a file that is said to be a recording, before SQLite sees it. An error says
/// what the file is instead: cut, put into base64 by a mail program, of a newer version, of other byte order.
/// `whole`: nobody is writing, so that the head is as it will stay and the length must be what it says.
base::Result<void> checkFileHead(const std::string& path, bool whole);

/// SQLite's application_id and user_version of a recording that this program reads.
base::Result<void> checkMark(std::uint32_t mark, std::uint32_t version, const std::string& path);

} // namespace checkwatch::recording
