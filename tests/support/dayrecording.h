#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/rules/rulefile.h"

#include <cstddef>
#include <string>
#include <vector>

/// Recordings of a large fleet that a test invents: one exporter of backends of twenty servers, thirty-one series a server,
/// traffic, and incidents of every shape; the same for the same options. As on real exporters seven series in ten hardly
/// ever change.
namespace checkwatch::support {

struct DayOptions
{
    std::size_t servers = 1000;
    base::Duration length = std::chrono::hours{24};
    base::Duration interval{5000};      ///< of the scrapes
    std::vector<rules::Group> groups{}; ///< the rules as they were
};

inline constexpr base::Timestamp dayStart = base::fromUnixMs(1'800'000'000'000);

/// What happens to a server.
enum class IncidentKind : std::uint8_t {
    HardDown,  ///< three failed checks in 4 s, then DOWN
    SlowDeath, ///< three failed checks in 20 s, then DOWN
    Lossy,     ///< one failed check every 20 s, never DOWN
    Flapping,  ///< three failed checks, 4 s DOWN, 4 s UP, again and again
    Maint,     ///< taken out of rotation
};

struct Incident
{
    IncidentKind kind = IncidentKind::HardDown;
    std::size_t server = 0;
    base::Timestamp begin{};
    base::Timestamp end{}; ///< the first good time
};

/// What happens in such a recording, in the order of time.
std::vector<Incident> dayIncidents(const DayOptions& options);
/// Label values of a server.
std::string dayProxy(std::size_t server);
std::string dayServer(std::size_t server);
/// When the exporter's HAProxy is reloaded, and the two minutes in which it does not answer.
base::Timestamp dayReload(const DayOptions& options);
base::Timestamp dayOutage(const DayOptions& options);

/// Writes the recording; there must be no file of this name.
base::Result<void> writeDay(const std::string& path, const DayOptions& options);
/// The recording of a folder that keeps them: made where it is not there yet (a whole day takes a minute).
base::Result<std::string> keptDay(const std::string& folder, const DayOptions& options);

} // namespace checkwatch::support
