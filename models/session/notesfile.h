#pragma once

#include "models/base/result.h"
#include "models/recording/records.h"

#include <string>
#include <vector>

/// Notes about a recording that cannot be changed, in a file beside it: FILE.notes. A line for each, "<milliseconds since
/// 1970> <text>", with \n for a line break and \\ for a backslash in the text; a line without text is a bookmark.
namespace checkwatch::session {

[[nodiscard]] std::string notesFileOf(const std::string& recording);
/// Ascending in time; what is no note is left out. None where there is no file.
std::vector<recording::NoteRecord> readNotes(const std::string& recording);
base::Result<void> appendNote(const std::string& recording, const recording::NoteRecord& note);

} // namespace checkwatch::session
