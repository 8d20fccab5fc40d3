#pragma once

class QTableView;

namespace checkwatch::common {

/// What every table of rows has in common here: whole rows are selected, nothing is edited, no grid and no frame, pixels
/// scroll, Tab goes on to the next widget, and its actions are its context menu.
void setUpRows(QTableView& table);

} // namespace checkwatch::common
