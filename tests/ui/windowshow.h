#pragma once

#include "models/runbooks/library.h"
#include "ui/common/theme.h"
#include "ui/workstation/workstationwindow.h"

#include <QApplication>

#include <array>
#include <functional>
#include <memory>

/// Showing the workstation window in tests: at a size, in a theme, as a picture, and whether anything in it is cut.
namespace checkwatch::windowshow {

struct ThemeName
{
    common::ThemeKind kind;
    const char* name;
};
inline constexpr std::array themes{ThemeName{common::ThemeKind::Dark, "dark"},
                                   ThemeName{common::ThemeKind::Light, "light"},
                                   ThemeName{common::ThemeKind::Contrast, "contrast"}};

[[nodiscard]] QApplication& application();
/// A runbook for the headline alert, with HTML and a bad link in it.
[[nodiscard]] std::shared_ptr<runbooks::Library> library();
/// Shows a window at a size, lets it lay itself out, and saves a picture where CHECKWATCH_SHOTS names a folder. `flush`
/// draws now what the window was going to draw.
void present(QWidget& window, const std::function<void()>& flush, const QSize& size, const QString& name);
void present(workstation::WorkstationWindow& window, const QSize& size, const QString& name);
/// Fails the test unless labels that show less than they say tell the rest in a tooltip, everything that is shown has a
/// size, and nothing overlaps its neighbours in the same parent.
void checkLabels(const QWidget& window);
/// Fails the test unless the table shows all of its columns and no heading is cut.
void checkTable(const QWidget& window);

} // namespace checkwatch::windowshow
