#pragma once

#include "models/base/result.h"
#include "models/config/config.h"

#include <QByteArray>

#include <string>

namespace checkwatch::sources {

/// The value of the Authorization header, empty where no credentials are configured. Files are read at each call, so a
/// rotated secret counts at once; blanks and the newline at their ends are dropped, a control byte is an error. No error
/// text ever holds a secret.
base::Result<QByteArray> authorizationHeader(const config::ScrapeConfig& config);

/// Tells credentials apart without holding them: equal for equal configuration, "" for none.
std::string credentialsKey(const config::ScrapeConfig& config);

} // namespace checkwatch::sources
