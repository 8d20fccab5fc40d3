#pragma once

#include <span>

class QMainWindow;

namespace checkwatch::workstation {

/// Keys of a part of the window that are no actions, and what they do there.
struct PanelKey
{
    const char* keys;
    const char* words;
};

/// Adds the menu with the help: what the shapes and words mean, and all keys, those of the window's actions, of the panels,
/// and `more`, which must outlive the window.
void addHelpMenu(QMainWindow& window, std::span<const PanelKey> more = {});

} // namespace checkwatch::workstation
