#pragma once

#include "models/items/columns.h"

#include <QString>
#include <Qt>

#include <array>

namespace checkwatch::servers {

/// What a column of the server table is called and how wide it is: in characters of sample text, so that no cell is
/// ever measured and nothing jumps sideways.
struct ColumnSpec
{
    QString heading; ///< in the header
    QString brief;   ///< in the header where there is no room for more
    QString name;    ///< in menus and copied text
    QString widest;  ///< a text as wide as the column usually needs
    QString least;   ///< as narrow as it may get before the table scrolls sideways
    Qt::Alignment alignment = Qt::AlignLeft;
    bool shown = false;   ///< at first
    bool ages = false;    ///< its text counts live
    bool numeric = false; ///< largest first when first clicked
    int yields = 0;       ///< where room is short: 0 gives way first, to `least`, then 1, and so on
};

[[nodiscard]] const std::array<ColumnSpec, items::ServerColumnCount>& columnSpecs();

} // namespace checkwatch::servers
