#include "models/fleet/severity.h"

#include <algorithm>
#include <array>

namespace checkwatch::fleet {

AlertSeverity alertSeverityOf(std::string_view word) noexcept
{
    constexpr std::array<std::string_view, 6> slight{"", "info", "information", "informational", "none", "debug"};
    if (word == "critical") {
        return AlertSeverity::Critical;
    }
    if (word == "warning") {
        return AlertSeverity::Warning;
    }
    return std::ranges::find(slight, word) != slight.end() ? AlertSeverity::Slight : AlertSeverity::Unusual;
}

bool mayBeWorse(std::string_view word, std::string_view than) noexcept
{
    const AlertSeverity a = alertSeverityOf(word);
    const AlertSeverity b = alertSeverityOf(than);
    return a < b || (a == b && a == AlertSeverity::Unusual && word != than);
}

} // namespace checkwatch::fleet
