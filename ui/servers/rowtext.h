#pragma once

#include "ui/servers/servercells.h"

#include <QString>

#include <vector>

namespace checkwatch::servers {

/// Rows of a server table as plain text with tabs between columns; a group row is one line of its own.
[[nodiscard]] QString rowsAsText(const std::vector<int>& rows, const std::vector<int>& columns,
                                 const CellContext& context);
/// The same as CSV (RFC 4180) with a heading, servers only. Cells that a spreadsheet would take for a formula begin
/// with '.
[[nodiscard]] QString rowsAsCsv(const std::vector<int>& rows, const std::vector<int>& columns,
                                const CellContext& context);

} // namespace checkwatch::servers
