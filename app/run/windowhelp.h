#pragma once

#include "app/options.h"
#include "models/base/result.h"
#include "models/fleet/snapshot.h"
#include "ui/common/theme.h"

#include <QString>

#include <optional>
#include <string>

/// What every run of a window needs.
namespace checkwatch::app {

/// Names, fonts and icon of the application.
void setUpApplication();
/// Of --theme; nullopt follows the desktop.
[[nodiscard]] std::optional<common::ThemeKind> themeOf(const std::string& name);
/// Before the application is made: a picture needs no display, then Qt is told so. False where there is none and one is
/// needed, or where the picture could not be written in the end; then it has been told on stderr.
[[nodiscard]] bool findDisplay(const Options& options);
/// What --select asks for in vain, and which names are like it; `snapshot` may be null.
[[nodiscard]] base::Error noSuchServer(const fleet::SnapshotPtr& snapshot, const std::string& name);
/// On stderr.
void tell(const base::Error& error);
/// The configuration that is used when none is named; empty where there is none.
[[nodiscard]] QString usualConfig();

} // namespace checkwatch::app
