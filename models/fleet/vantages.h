#pragma once

#include "models/fleet/snapshot.h"

#include <cstdint>
#include <span>
#include <vector>

namespace checkwatch::fleet {

/// Where a row stands in a snapshot: Snapshot::blocks[block]->rows[row].
struct RowPlace
{
    std::uint32_t block = 0;
    std::uint32_t row = 0;
    bool operator==(const RowPlace&) const = default;
};

/// Which rows are one server as several HAProxies see it: those whose backend and server have the same names. Nothing else
/// tells (HAProxy does not export addresses), so it is for whoever has said that equal names mean the same. One thread.
class Vantages
{
public:
    /// Follows a snapshot; anew only where servers came or went. True where they did.
    bool take(const Snapshot& snapshot);

    /// How many servers there are, whoever sees them.
    [[nodiscard]] std::size_t servers() const noexcept { return m_first.empty() ? 0 : m_first.size() - 1; }
    /// The number of the server that row number `seen` of the snapshot is, counted through its blocks.
    [[nodiscard]] std::uint32_t serverOf(std::size_t seen) const { return m_serverOf[seen]; }
    /// Its rows, in the order of the exporters.
    [[nodiscard]] std::span<const RowPlace> of(std::uint32_t server) const;

private:
    [[nodiscard]] bool sameServers(const Snapshot& snapshot) const;
    void number(const Snapshot& snapshot);

    std::vector<std::shared_ptr<const void>> m_owners; ///< of the identities
    std::vector<std::size_t> m_rowsOfBlock;            ///< an exporter without servers has a block too
    std::vector<const ServerIdentity*> m_seen;         ///< in the snapshot's order
    std::vector<std::uint32_t> m_serverOf;             ///< of m_seen
    std::vector<std::uint32_t> m_first;                ///< of m_places, by server; one more at the end
    std::vector<RowPlace> m_places;
};

/// What a server's vantages say together. Only those count that know: with fresh data, and whose HAProxy checks it itself.
struct VantageView
{
    enum class Points : std::uint8_t {
        Nothing, ///< nobody else knows, or it fails nowhere
        Path,    ///< it fails from one and from no other: between that HAProxy and the server, not in the server
        Server,  ///< it fails from all of several
        Some,    ///< from several and not from all; or from one, and the others cannot have noticed yet
    };
    Points points = Points::Nothing;
    std::uint32_t knowing = 0;
    std::uint32_t failing = 0;        ///< of those
    std::uint32_t silent = 0;         ///< have it, and their data is old
    const ServerRow* first = nullptr; ///< of the failing ones; as long as the snapshot lives
};
[[nodiscard]] VantageView viewOf(const Snapshot& snapshot, std::span<const RowPlace> places);
/// Whether it fails now, as far as one HAProxy's fresh data goes.
[[nodiscard]] bool fails(const ServerRow& row) noexcept;

} // namespace checkwatch::fleet
