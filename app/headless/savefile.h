#pragma once

#include "models/base/result.h"

#include <QByteArray>

#include <string>

namespace checkwatch::app {

/// Writes a whole file, or leaves alone what is there. Never over a recording.
base::Result<void> saveFile(const std::string& path, const QByteArray& content);

} // namespace checkwatch::app
