#pragma once

#include "models/base/result.h"

#include <string>

class QWidget;

namespace checkwatch::app {

/// Whether a picture could be written there: a folder that is there, a file that may be written, an ending that Qt knows.
/// Leaves nothing behind.
[[nodiscard]] base::Result<void> canTakePicture(const std::string& path);

/// Writes what a window shows into a file and ends the application: with 0, or with 2 and a word on stderr where the file
/// cannot be written.
void takePicture(QWidget& window, const std::string& path);

} // namespace checkwatch::app
