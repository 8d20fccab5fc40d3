#pragma once

#include "models/base/result.h"

#include <QByteArray>

#include <string>

namespace checkwatch::app {

/// Whether saveFile() can be asked for it, as far as can be known before: for what takes long to make. Says what is in the
/// way: a recording of that name, no folder.
base::Result<void> mayWrite(const std::string& path);
/// Writes a whole file, or leaves alone what is there. Never over a recording.
base::Result<void> saveFile(const std::string& path, const QByteArray& content);

} // namespace checkwatch::app
