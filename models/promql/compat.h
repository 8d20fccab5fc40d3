#pragma once

#include "models/metrics/matcher.h"

#include <cstdint>

namespace checkwatch::promql {

/// Which Prometheus is followed where they differ. 2: windows are closed at both ends, and `.` in a regular expression is not a
/// newline. 3: windows are open at the left, and `.` is any character.
enum class Compat : std::uint8_t { Prometheus2 = 2, Prometheus3 = 3 };

/// Of matchers and label_replace().
[[nodiscard]] constexpr metrics::Dot dotOf(Compat compat)
{
    return compat == Compat::Prometheus2 ? metrics::Dot::AllButNewline : metrics::Dot::Any;
}

} // namespace checkwatch::promql
