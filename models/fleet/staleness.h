#pragma once

#include "models/base/time.h"

#include <algorithm>
#include <chrono>

namespace checkwatch::fleet {

/// Data that is older is stale (design: product.md). `interval`: at which its exporter is scraped.
[[nodiscard]] constexpr base::Duration staleAfter(base::Duration interval) noexcept
{
    return std::max<base::Duration>(2 * interval, std::chrono::seconds{10});
}

} // namespace checkwatch::fleet
