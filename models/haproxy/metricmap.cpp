#include "models/haproxy/metricmap.h"

#include <algorithm>
#include <array>

namespace checkwatch::haproxy {
namespace {

struct Known
{
    std::string_view name; ///< without "haproxy_"
    Scope scope;
    Field field;
};

constexpr std::array known{
    Known{"server_status", Scope::Server, Field::Status},
    Known{"server_up", Scope::Server, Field::ServerUp},
    Known{"server_check_status", Scope::Server, Field::CheckStatus},
    Known{"server_agent_status", Scope::Server, Field::AgentStatus},
    Known{"server_check_code", Scope::Server, Field::CheckCode},
    Known{"server_check_duration_seconds", Scope::Server, Field::CheckDuration},
    Known{"server_check_failures_total", Scope::Server, Field::CheckFailures},
    Known{"server_check_up_down_total", Scope::Server, Field::UpDown},
    Known{"server_check_last_change_seconds", Scope::Server, Field::LastChange},
    Known{"server_weight", Scope::Server, Field::Weight},
    Known{"server_current_throttle", Scope::Server, Field::Throttle},
    Known{"server_current_sessions", Scope::Server, Field::Sessions},
    Known{"server_current_queue", Scope::Server, Field::Queue},
    Known{"server_http_responses_total", Scope::Server, Field::Responses5xx},
    Known{"backend_active_servers", Scope::Backend, Field::ActiveServers},
    Known{"backend_backup_servers", Scope::Backend, Field::BackupServers},
    Known{"backend_current_server", Scope::Backend, Field::CurrentServers},
    Known{"process_start_time_seconds", Scope::Process, Field::ProcessStart},
    Known{"process_build_info", Scope::Process, Field::BuildInfo},
    Known{"up", Scope::Process, Field::HaproxyUp},
};

ServerStatus statusFromName(std::string_view name) noexcept
{
    constexpr std::array names{std::pair{std::string_view("DOWN"), ServerStatus::Down},
                               std::pair{std::string_view("UP"), ServerStatus::Up},
                               std::pair{std::string_view("MAINT"), ServerStatus::Maint},
                               std::pair{std::string_view("DRAIN"), ServerStatus::Drain},
                               std::pair{std::string_view("NOLB"), ServerStatus::Nolb}};
    const auto it = std::ranges::find(names, name, [](const auto& entry) { return entry.first; });
    return it == names.end() ? ServerStatus::Unknown : it->second;
}

/// Sets what the label `state` or `code` says; false for a series that says nothing the product knows.
bool readVariant(const metrics::Labels& labels, MetricPlace& place) noexcept
{
    const std::string_view state = labels.get("state");
    switch (place.field) {
    case Field::Status:
        if (state.empty()) {
            place.field = Field::StatusNumber;
            return true;
        }
        place.code = static_cast<std::uint8_t>(statusFromName(state));
        return place.code != 0;
    case Field::CheckStatus:
        if (state.empty()) {
            place.field = Field::CheckStatusNumber;
            return true;
        }
        place.code = static_cast<std::uint8_t>(checkStatusFromName(state));
        return place.code != 0;
    case Field::AgentStatus: place.code = static_cast<std::uint8_t>(checkStatusFromName(state)); return place.code != 0;
    case Field::Responses5xx: return labels.get("code") == "5xx";
    case Field::BuildInfo: place.version = labels.get("version"); return true;
    default: return true;
    }
}

bool readOwner(const metrics::Labels& labels, MetricPlace& place) noexcept
{
    if (place.scope == Scope::Process) {
        place.exporter = place.field == Field::HaproxyUp ? Exporter::V1 : Exporter::Native;
        return true;
    }
    place.proxy = labels.get("proxy");
    place.exporter = Exporter::Native;
    if (place.proxy.empty()) {
        place.proxy = labels.get("backend");
        place.exporter = Exporter::V1;
    }
    place.server = place.scope == Scope::Server ? labels.get("server") : std::string_view{};
    return !place.proxy.empty() && (place.scope != Scope::Server || !place.server.empty());
}

} // namespace

std::optional<MetricPlace> placeOf(const metrics::Labels& labels) noexcept
{
    std::string_view name = labels.name();
    constexpr std::string_view prefix = "haproxy_";
    if (!name.starts_with(prefix)) {
        return std::nullopt;
    }
    name.remove_prefix(prefix.size());
    const auto it = std::ranges::find(known, name, &Known::name);
    if (it == known.end()) {
        return std::nullopt;
    }
    MetricPlace place;
    place.scope = it->scope;
    place.field = it->field;
    if (!readOwner(labels, place) || !readVariant(labels, place)) {
        return std::nullopt;
    }
    return place;
}

ServerStatus statusFromNumber(double number) noexcept
{
    constexpr std::array order{ServerStatus::Down, ServerStatus::Up, ServerStatus::Maint, ServerStatus::Drain,
                               ServerStatus::Nolb};
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (number == static_cast<double>(i)) {
            return order[i];
        }
    }
    return ServerStatus::Unknown;
}

} // namespace checkwatch::haproxy
