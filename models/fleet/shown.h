#pragma once

#include "models/fleet/snapshot.h"

/// What a server is shown as, and how urgent that is (design: product.md, "States, colours, glyphs").
namespace checkwatch::fleet {

/// The strongest health alert that covers a server.
enum class Cover : std::uint8_t { None, Pending, Firing };

/// What a server with fresh data is shown as: the first row of the table that holds.
[[nodiscard]] Shown shownOf(haproxy::ServerState state, Cover cover) noexcept;

/// Why a server is out of rotation, or DOWN though no health check of it fails: by the exporter's word, which knows no name
/// that has lost its address and no server that another one tracks (guides: haproxy 1.1), and by `told`, the log's.
[[nodiscard]] OutCause outCauseOf(const haproxy::ServerFacts& facts, haproxy::ServerState state,
                                  OutCause told = OutCause::None) noexcept;
/// True where a person may have wanted it; the others rank with DOWN.
[[nodiscard]] bool maybeOnPurpose(OutCause cause) noexcept;
/// Out of rotation by nobody's wish, whatever alerts there are about it besides.
[[nodiscard]] bool isOutUnwanted(const ServerRow& row) noexcept;

/// Order in lists: lower is more urgent; within one rank the worse first, then the newer. `newest` is when what the row is
/// shown as began; `origin` is the same time in all calls, within a year of it. Stale rows rank as what they were.
[[nodiscard]] std::uint32_t urgencyOf(const ServerRow& row, base::Timestamp newest, base::Timestamp origin) noexcept;

} // namespace checkwatch::fleet
