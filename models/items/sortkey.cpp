#include "models/items/sortkey.h"

#include <bit>
#include <cmath>

namespace checkwatch::items {

namespace {

std::uint64_t timeKey(base::Timestamp time) noexcept
{
    return base::unixMs(time) == 0 ? missingKey : static_cast<std::uint64_t>(base::unixMs(time));
}

/// Seconds since 1970, newest smallest, in 32 bits.
std::uint32_t newestFirst(base::Timestamp time) noexcept
{
    return 0xffffffffU - static_cast<std::uint32_t>(base::unixMs(time) / 1000);
}

std::uint64_t urgencyKey(const fleet::ServerRow& row) noexcept
{
    std::uint32_t within = 2;
    if (row.lastCheckFailed)
        within = 0;
    else if (row.failuresCounted && row.increase > 0)
        within = 1;
    return std::uint64_t{row.urgency} << 32 | within;
}

std::uint64_t alertKey(const fleet::ServerRow& row, const std::vector<fleet::AlertRow>* alerts) noexcept
{
    const auto at = static_cast<std::size_t>(row.alert);
    if (row.alert >= 0 && alerts != nullptr && at < alerts->size()) {
        const fleet::AlertRow& alert = (*alerts)[at];
        const std::uint64_t phase
            = alert.phase == fleet::AlertPhase::Firing ? 0 : 1 + static_cast<std::uint64_t>(alert.phase);
        return phase << 32 | newestFirst(alert.phaseSince);
    }
    if (base::unixMs(row.clearedDownAt) != 0)
        return std::uint64_t{16} << 32 | newestFirst(row.clearedDownAt);
    return missingKey;
}

std::uint64_t ascendingKey(const fleet::ServerRow& row, int column, const std::vector<fleet::AlertRow>* alerts) noexcept
{
    switch (column) {
    case NameColumn:
    case BackendColumn:
    case ExporterColumn: return 0;
    case StateColumn: return static_cast<std::uint64_t>(row.shown) << 8 | static_cast<std::uint64_t>(row.state);
    case CheckColumn:
        return row.check <= haproxy::CheckStatus::Init
            ? missingKey
            : static_cast<std::uint64_t>(row.check) << 32 | static_cast<std::uint32_t>(row.checkCode);
    case FailuresColumn: return row.failuresCounted ? orderedKey(row.increase) : missingKey;
    case AlertColumn: return alertKey(row, alerts);
    case SessionsColumn: return orderedKey(row.sessions);
    case QueueColumn: return orderedKey(row.queue);
    case Rate5xxColumn: return orderedKey(row.rate5xx);
    case WeightColumn: return orderedKey(row.weight);
    case FailuresTotalColumn: return orderedKey(row.failuresTotal);
    case DownsColumn: return orderedKey(row.upDownTotal);
    case SinceColumn: return timeKey(row.since);
    default: return urgencyKey(row);
    }
}

} // namespace

std::uint64_t orderedKey(double value) noexcept
{
    if (std::isnan(value))
        return missingKey;
    const auto bits = std::bit_cast<std::uint64_t>(value);
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    return (bits & sign) != 0 ? ~bits : bits | sign;
}

std::uint64_t sortKey(const fleet::ServerRow& row, const ServerSort& sort,
                      const std::vector<fleet::AlertRow>* alerts) noexcept
{
    const std::uint64_t key = ascendingKey(row, sort.column, alerts);
    return sort.descending && key != missingKey ? ~key : key;
}

} // namespace checkwatch::items
