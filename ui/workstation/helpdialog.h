#pragma once

class QWidget;

namespace checkwatch::workstation {

/// Opens the help over `window`: what the shapes and words mean, and all keys, those of its actions and of the panels.
void showHelp(QWidget* window);

} // namespace checkwatch::workstation
