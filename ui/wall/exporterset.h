#pragma once

#include "models/fleet/snapshot.h"

#include <set>
#include <string_view>
#include <utility>

namespace checkwatch::wall {

/// Some of a snapshot's exporters, to be found by what alerts say of theirs. The snapshot must live as long.
class ExporterSet
{
public:
    void add(const fleet::TargetRow& target);
    /// The exporter that an alert is about or came from is among them. Two jobs may read one address; where the alert names
    /// no job, any of that address.
    [[nodiscard]] bool has(const fleet::AlertRow& alert) const;

private:
    std::set<std::pair<std::string_view, std::string_view>> m_exporters; ///< instance, job
};

/// Those of which `is` holds.
template <typename Is>
[[nodiscard]] ExporterSet exportersOf(const fleet::Snapshot& snapshot, const Is& is)
{
    ExporterSet out;
    for (const fleet::TargetRow& target : snapshot.targets) {
        if (is(target)) {
            out.add(target);
        }
    }
    return out;
}

} // namespace checkwatch::wall
