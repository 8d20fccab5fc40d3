#pragma once

#include "models/base/result.h"
#include "models/config/config.h"

#include <QSslConfiguration>

#include <string>

namespace checkwatch::sources {

/// The TLS settings of a target: certificates are always verified unless insecure_skip_verify says otherwise. A CA file
/// replaces the system's. Errors name the file that does not fit.
base::Result<QSslConfiguration> tlsConfiguration(const config::TlsConfig& config);

/// Tells TLS settings apart, the state of their files included: another text after a certificate was renewed.
std::string tlsKey(const config::TlsConfig& config);

} // namespace checkwatch::sources
