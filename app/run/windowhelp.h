#pragma once

#include "models/base/result.h"
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
/// On stderr.
void tell(const base::Error& error);
/// The configuration that is used when none is named; empty where there is none.
[[nodiscard]] QString usualConfig();

} // namespace checkwatch::app
