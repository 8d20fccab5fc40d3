#pragma once

#include "models/base/result.h"

#include <QString>

namespace checkwatch::demo {

/// Puts the recording of half an hour of the demo that comes with the program into a folder, for who has no HAProxy or
/// does not want to wait. Returns its path. packaging/record-demo makes it.
base::Result<QString> unpackDemoRecording(const QString& folder);

} // namespace checkwatch::demo
