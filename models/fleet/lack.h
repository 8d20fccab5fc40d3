#pragma once

#include <cstdint>
#include <string_view>

namespace checkwatch::fleet {

/// What is wrong with an exporter that answers.
enum class Lack : std::uint8_t {
    None,
    Haproxy, ///< v1: it cannot reach HAProxy. Counts as a failed scrape
    Servers, ///< it told of servers, and now of none. Counts as a failed scrape
    Metrics, ///< not one metric of HAProxy's: another program, or another path. What it does tell is good all the same
};

/// What is wrong, and what to look at, to be said after the exporter's name; "" for None.
[[nodiscard]] std::string_view lackWords(Lack lack) noexcept;

} // namespace checkwatch::fleet
