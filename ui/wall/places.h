#pragma once

#include "models/fleet/snapshot.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace checkwatch::wall {

/// How servers stand together.
enum class Grouping : std::uint8_t {
    Haproxy, ///< by exporter, its backends one after the other
    Backend, ///< by backend's name, over all exporters
    Server, ///< by backend's name, one server as all exporters see it side by side: failing from one points at the path
};

/// What a server's place shows.
struct Tile
{
    fleet::Shown shown = fleet::Shown::Up;
    fleet::Shown was = fleet::Shown::Up; ///< of a stale one
    bool operator==(const Tile&) const = default;
};

/// A run of places under one heading.
struct PlaceGroup
{
    std::string job;      ///< "" where it spans exporters
    std::string instance; ///< "" where it spans exporters
    std::string proxy;
    int first = 0; ///< number of its first place
    int count = 0;
    bool operator==(const PlaceGroup&) const = default;
};

/// The place of every server. It depends on which servers there are and on nothing else: what happens to one never moves
/// another. GUI thread.
class Places
{
public:
    explicit Places(Grouping grouping = Grouping::Haproxy) : m_grouping(grouping) {}

    /// Takes over what the servers are; true where a server came or went, and places are others than before.
    bool update(const fleet::Snapshot& snapshot) { return update(snapshot, snapshot.time); }
    /// The same where the snapshot is looked at later.
    bool update(const fleet::Snapshot& snapshot, base::Timestamp now);

    [[nodiscard]] const std::vector<PlaceGroup>& groups() const noexcept { return m_groups; }
    [[nodiscard]] const std::vector<Tile>& tiles() const noexcept { return m_tiles; }
    [[nodiscard]] const fleet::ServerIdentity* identityAt(int place) const
    {
        return m_order[static_cast<std::size_t>(place)];
    }

private:
    [[nodiscard]] bool sameServers(const fleet::Snapshot& snapshot) const;
    void arrange(const fleet::Snapshot& snapshot);
    void append(const fleet::ServerIdentity& who, std::uint32_t seen);

    Grouping m_grouping;
    std::vector<std::shared_ptr<const void>> m_owners; ///< of the identities
    std::vector<const fleet::ServerIdentity*> m_seen;  ///< in the snapshot's order
    std::vector<const fleet::ServerIdentity*> m_order; ///< by place
    std::vector<std::uint32_t> m_placeOf;              ///< of m_seen
    std::vector<PlaceGroup> m_groups;
    std::vector<Tile> m_tiles;
};

} // namespace checkwatch::wall
