#pragma once

#include "models/fleet/acknowledgement.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QString>

/// The words of product.md for states, checks and alerts; raw names in them have passed the text gateway.
namespace checkwatch::common {

/// What a row was shown as where it is stale, else what it is shown as: the one to choose glyph and colour of text by.
[[nodiscard]] fleet::Shown effective(const fleet::ServerRow& row);

/// "DOWN", "UP, failing", "was UP", "MAINT", "no DNS answer": the state alone, for the State column.
[[nodiscard]] QString stateWords(const fleet::ServerRow& row);
/// "L7STS 503 · 1 ms", "L4CON refused"; "–" where there is no check.
[[nodiscard]] QString checkWords(const fleet::ServerRow& row);
/// Failures in the last minute: "9.8", "not counted", "?" where stale, "–" out of rotation.
[[nodiscard]] QString failuresWords(const fleet::ServerRow& row);
/// The Health-check alert column: "firing 3:12", "pending 0:38", "cleared, is DOWN", "unknown since 12:05:33".
/// `alert` is the covering one or null, `target` the exporter's row or null.
[[nodiscard]] QString alertWords(const fleet::ServerRow& row, const fleet::AlertRow* alert,
                                 const fleet::TargetRow* target, base::Timestamp now, Zone zone);
/// `shown` in full: "DOWN · no alert", "pending 0:38 · fires in 0:22 at the earliest", "was UP · 48 s ago".
[[nodiscard]] QString shownWords(const fleet::ServerRow& row, const fleet::AlertRow* alert,
                                 const fleet::TargetRow* target, base::Timestamp now);
/// "MAINT", "no DNS answer", "the tracked server is out"; "" for None.
[[nodiscard]] QString outCauseWords(fleet::OutCause cause);
/// "firing 3:12", "pending 0:38", "cleared, server is DOWN", "resolved 0:40 ago", "unknown since 12:05:33".
[[nodiscard]] QString phaseWords(const fleet::AlertRow& alert, base::Timestamp now, Zone zone);
/// "fires in 0:22 at the earliest"; "" for all but pending alerts.
[[nodiscard]] QString firesInWords(const fleet::AlertRow& alert, base::Timestamp now);
/// "acknowledged by ann at 12:05".
[[nodiscard]] QString acknowledgedWords(const fleet::Event& event, Zone zone);
/// "silenced by ada until 14:30: disk is being replaced".
[[nodiscard]] QString silencedWords(const fleet::Silence& silence, base::Timestamp now, Zone zone);
/// "DOWN", "UP, failing": a haproxy state on its own, for timelines.
[[nodiscard]] QString haproxyStateWords(haproxy::ServerState state);

/// The age of what the row shows: since its alert fired, became pending, or its state began.
[[nodiscard]] base::Timestamp shownSince(const fleet::ServerRow& row, const fleet::AlertRow* alert);

[[nodiscard]] Role textRole(fleet::Shown shown);
[[nodiscard]] Role shapeRole(fleet::Shown shown);
[[nodiscard]] Role textRole(fleet::AlertPhase phase);

} // namespace checkwatch::common
