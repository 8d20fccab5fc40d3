#pragma once

#include "ui/common/format.h"
#include "ui/common/glyphs.h"
#include "ui/wall/counted.h"
#include "ui/workstation/fleetcounts.h"

#include <QString>

namespace checkwatch::wall {

/// The answer to "is anything wrong now?" (design: product.md, "Wall, in particular").
struct Verdict
{
    enum class Kind : std::uint8_t { Ok, Bad, Unknown, Pending, Starting, NoExporters };
    Kind kind = Kind::NoExporters;
    QString text;
    common::Glyph glyph = common::Glyph::None;
    common::Role fill = common::Role::Raised;
    common::Role ink = common::Role::Text;
    QString brief{}; ///< the text where there is little room; "" where it is brief already
};

/// Whether nothing has come for so long that an engine which lives would have said so.
[[nodiscard]] bool isOverdue(const fleet::TargetRow& target, base::Timestamp now);
/// Whether what the exporter said last is known to be so still: the engine says so, and has not fallen silent itself, for it
/// would have said otherwise a moment after that grew too old.
[[nodiscard]] bool isFresh(const fleet::TargetRow& target, base::Timestamp now);

/// What is known to be bad comes first; then that something is not known: never OK with anything stale. `totals` are those
/// of the snapshot, whatever counts; `counted` is made of it.
[[nodiscard]] Verdict verdictOf(const fleet::Snapshot& snapshot, const workstation::FleetTotals& totals,
                                base::Timestamp now, common::Zone zone, const Counted& counted);

/// What a list says that has nothing to tell: no more than the verdict does.
[[nodiscard]] QString nothingToTell(Verdict::Kind kind, bool filtered);

} // namespace checkwatch::wall
