#pragma once

#include <string>

class QWidget;

namespace checkwatch::app {

/// Writes what a window shows into a file and ends the application: with 0, or with 2 and a word on stderr where the file
/// cannot be written.
void takePicture(QWidget& window, const std::string& path);

} // namespace checkwatch::app
