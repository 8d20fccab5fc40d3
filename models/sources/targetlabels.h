#pragma once

#include "models/config/config.h"

#include <map>
#include <string>
#include <string_view>

/// What labels a target has before, in and after relabelling: Prometheus' PopulateLabels.
namespace checkwatch::sources {

using LabelMap = std::map<std::string, std::string>;

/// Of labels that are parameters of the URL.
inline constexpr std::string_view paramPrefix = "__param_";

/// Up to relabelling: what is `given` for a group of addresses, and what the job says.
[[nodiscard]] LabelMap discovered(const config::ScrapeConfig& config, const std::string& address,
                                  const LabelMap& given);
/// False: dropped.
[[nodiscard]] bool relabel(const metrics::Relabelling& relabelling, LabelMap& labels);
/// The rest of it. What Prometheus says where there can be no such target; "" = nothing.
[[nodiscard]] std::string complete(LabelMap& labels);

/// `visibleOnly`: without "__…".
[[nodiscard]] metrics::Labels toLabels(const LabelMap& labels, bool visibleOnly);
/// "" where there is none.
[[nodiscard]] std::string valueOf(const LabelMap& labels, const std::string& name);

} // namespace checkwatch::sources
