#pragma once

#include "models/base/time.h"

#include <optional>
#include <string>

/// Three exporters of twenty servers each whose round goes by the same way each time, so that what is held on to can be
/// compared from round to round. Servers lose checks, die and come back, HAProxys are reloaded and count anew, servers
/// are replaced by others, exporters fall silent, one by one and all together.
namespace checkwatch::soak {

/// As long as it takes until a block of samples is full again: what memory it takes is the same in each round, too.
inline constexpr base::Duration round = 256 * std::chrono::seconds{20};
inline constexpr int exporters = 3;
inline constexpr int serversEach = 20;

/// The page of an exporter; nothing where it does not answer.
[[nodiscard]] std::optional<std::string> pageOf(int exporter, base::Timestamp now);
/// Whether the configuration has the exporter.
[[nodiscard]] bool isWanted(int exporter, base::Timestamp now);

} // namespace checkwatch::soak
