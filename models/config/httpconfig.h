#pragma once

#include "models/config/config.h"

namespace checkwatch::config {

/// How to ask a server: basic_auth, authorization, bearer_token and tls_config in a file of their own, as promtool's
/// --http.config.file has them. Nothing else is filled in but `notices`.
struct HttpConfig
{
    ScrapeConfig http;
    std::vector<std::string> notices;
};
base::Result<HttpConfig> loadHttpConfig(const std::string& path);

} // namespace checkwatch::config
