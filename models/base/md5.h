#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace checkwatch::base {

/// MD5 of RFC 1321, by which Prometheus' `hashmod` shares targets out. Nothing secret may depend on it.
[[nodiscard]] std::array<std::uint8_t, 16> md5(std::string_view bytes);

} // namespace checkwatch::base
