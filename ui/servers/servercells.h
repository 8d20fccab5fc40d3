#pragma once

#include "models/items/servertablemodel.h"
#include "ui/common/exporternames.h"
#include "ui/common/format.h"
#include "ui/common/glyphs.h"

#include <QString>

#include <optional>

namespace checkwatch::servers {

/// What all cells of one painting share.
struct CellContext
{
    const items::ServerTableModel& model;
    const common::ExporterNames& names;
    base::Timestamp now{};
    common::Zone zone = common::Zone::Utc;
};

/// What one cell says, without its glyph and sparkline. The text has passed the gateway.
struct Cell
{
    QString text;
    QString brief{}; ///< instead of it where it does not fit; empty = the text is shortened
    common::Role colour = common::Role::Muted;
    bool strong = false;                  ///< heavier
    std::optional<common::Badge> badge{}; ///< instead of the plain text
};

[[nodiscard]] Cell cellOf(const fleet::ServerRow& row, int column, const CellContext& context);
/// A cell for those who hear it; never empty: "DOWN · no alert" for the glyph, "not counted" for the trend.
[[nodiscard]] QString spokenOf(const fleet::ServerRow& row, int column, const CellContext& context);
/// How full the ring of a pending alert is: the part of `for` that has passed. 0 where nothing is pending.
[[nodiscard]] double pendingFraction(const fleet::ServerRow& row, const CellContext& context);
/// More about a cell: the whole name, timestamps of ages, what a state means. Several lines of plain text.
[[nodiscard]] QString tipOf(const fleet::ServerRow& row, int column, const CellContext& context);

/// Words of a group row: what it is called, and "5 of 6 in rotation" or "failing from 12 of 40".
struct GroupWords
{
    QString name;
    QString summary;
};
[[nodiscard]] GroupWords groupWords(const items::ServerGroup& group);

} // namespace checkwatch::servers
