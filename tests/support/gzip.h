#pragma once

#include <string>
#include <string_view>

namespace checkwatch::support {

/// One gzip member, best compression.
std::string gzip(std::string_view text);

} // namespace checkwatch::support
