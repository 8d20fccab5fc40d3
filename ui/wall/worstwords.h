#pragma once

#include "ui/wall/unwantedouts.h"
#include "ui/wall/worst.h"

/// The entries of the wall's list, one by one.
namespace checkwatch::wall {

/// Whether a server is listed of its own; one whose exporter is silent stands behind that exporter's entry.
[[nodiscard]] bool isListed(const fleet::ServerRow& row);
[[nodiscard]] const fleet::BackendRow* backendOf(const fleet::Snapshot& snapshot, const fleet::ServerIdentity& who);
/// Null where there is none.
[[nodiscard]] const fleet::AlertRow* alertAt(const fleet::Snapshot& snapshot, std::int32_t place);
[[nodiscard]] const fleet::AlertRow* alertOf(const fleet::Snapshot& snapshot, const fleet::ServerRow& row);
/// "5 of 6 left", "none left"; with what is still to lose where little is: "2 of 6 left, 2 more losses to none".
[[nodiscard]] QString leftWords(const fleet::BackendRow& backend);
/// "connection refused (L4CON)", "wrong status code (L7STS 503)"; "" where no check says anything.
[[nodiscard]] QString causeWords(const fleet::ServerRow& row);

/// "app / web-03".
[[nodiscard]] QString titleWords(std::string_view proxy, std::string_view server);
/// The exporter's name where there are several, else "".
[[nodiscard]] QString exporterWords(const WorstContext& context, std::string_view job, std::string_view instance);
/// From where a server fails, and what that points at: "from lb-02 only: the path", "from all 3: the server". The exporter's
/// name where nothing can be told.
[[nodiscard]] QString vantageWords(const WorstContext& context, const fleet::ServerRow& row,
                                   std::span<const fleet::RowPlace> places);

/// `where` it is seen like that: an exporter, or what several of them say.
[[nodiscard]] WorstRow serverEntry(const WorstContext& context, const fleet::ServerRow& row, const QString& where);
[[nodiscard]] WorstRow outageEntry(const WorstContext& context, const fleet::BackendRow& backend);
/// A backend in a flood, for all of its servers; `outs` are among them.
[[nodiscard]] WorstRow backendEntry(const WorstContext& context, const fleet::BackendRow& backend,
                                    const UnwantedOuts::Of& outs);
[[nodiscard]] WorstRow::Rank rankOf(const fleet::BackendRow& backend, const UnwantedOuts::Of& outs);
[[nodiscard]] WorstRow::Rank rankOf(const WorstContext& context, const fleet::ServerRow& row);
/// An exporter that does not answer, for all of its servers; one that is late, as long as what it said still counts.
[[nodiscard]] WorstRow silentEntry(const WorstContext& context, const fleet::TargetRow& target);
[[nodiscard]] WorstRow::Rank rankOf(const WorstContext& context, const fleet::TargetRow& target);
/// An alert that no server's own look tells of.
[[nodiscard]] WorstRow alertEntry(const WorstContext& context, std::size_t place);
[[nodiscard]] WorstRow::Rank rankOf(const WorstContext& context, const fleet::AlertRow& alert);
/// An alert that ended not long ago, with what it was.
[[nodiscard]] WorstRow clearedEntry(const WorstContext& context, std::size_t place);

} // namespace checkwatch::wall
