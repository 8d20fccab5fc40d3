#pragma once

class QWidget;

namespace checkwatch::workstation {

/// Opens the list of all keys over `window`: those of its actions, and those of the panels.
void showKeyList(QWidget* window);

} // namespace checkwatch::workstation
