#pragma once

#include "models/base/time.h"

namespace checkwatch::recording {

/// The time a record is listed under.
template <typename Record>
[[nodiscard]] base::Timestamp timeOf(const Record& record) noexcept
{
    if constexpr (requires { record.time; }) {
        return record.time;
    } else if constexpr (requires { record.from; }) {
        return record.from;
    } else {
        return record.start;
    }
}

} // namespace checkwatch::recording
