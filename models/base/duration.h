#pragma once

#include "models/base/result.h"
#include "models/base/time.h"

#include <string>
#include <string_view>

/// Durations as Prometheus writes them in PromQL, rule files and configuration (prometheus/common model.ParseDuration):
/// units y w d h m s ms, each at most once, in that order, whole numbers only: "1h30m". 1d = 24h, 1w = 7d, 1y = 365d.
namespace checkwatch::base {

/// "0" is accepted as zero, as in YAML files; a caller that does not want zero checks for it.
Result<Duration> parseDuration(std::string_view text);

/// The shortest exact form: "1h30m", "15s", "0s". Days and larger only where they divide exactly, as Prometheus prints.
std::string formatDuration(Duration duration);

} // namespace checkwatch::base
