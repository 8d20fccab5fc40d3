#pragma once

#include "models/fleet/snapshot.h"

#include <functional>
#include <span>
#include <vector>

namespace checkwatch::items {

/// True where the exporter does not answer, or answers for a HAProxy or servers that it does not reach.
[[nodiscard]] bool doesNotAnswer(const fleet::TargetRow& target) noexcept;

/// Where an alert stands in a list in which one matter is one row. Alerts of the user's and the published rules always have
/// a row of their own; a companion rule's stands in the row of what it is about, if that is at least as urgent.
struct AlertPlace
{
    enum class Kind : std::uint8_t {
        Own,
        Silent,   ///< in the row of its server, which is DOWN without an alert
        Exporter, ///< in the row of its exporter, which does not answer
        Alert,    ///< in the row of `host`
    };
    Kind kind = Kind::Own;
    const fleet::AlertRow* host = nullptr;
    const fleet::TargetRow* target = nullptr; ///< Exporter
};

/// The places of `alerts`, in their order. `isSilent` tells whether a server has a row as DOWN without an alert.
[[nodiscard]] std::vector<AlertPlace> placesOf(std::span<const fleet::AlertRow* const> alerts,
                                               const std::vector<fleet::TargetRow>& targets,
                                               const std::function<bool(fleet::ServerId)>& isSilent);

} // namespace checkwatch::items
