#pragma once

#include <QColor>

#include <array>
#include <cstdint>

class QApplication;

/// Colours by role. Grey is normal, colour is kept for the abnormal; every colour comes with a glyph and a word
/// (glyphs.h, statewords.h). tests/ui/tst_theme computes contrast and distance of every table. GUI thread only.
namespace checkwatch::common {

enum class ThemeKind : std::uint8_t { Dark, Light, Contrast };

enum class Role : std::uint8_t {
    Surface,  ///< behind everything
    Panel,    ///< lists, charts
    Raised,   ///< buttons, headers, fields
    Selected, ///< selected row
    Line,     ///< separators
    Text,
    Muted,    ///< secondary text
    Accent,   ///< focus, links, the open tab
    Neutral,  ///< shapes of what is normal
    Hatch,    ///< stripes of stale and not counted
    Down,     ///< fill
    OnDown,   ///< text on it
    DownText, ///< as text, and as edge where the fill alone is too dark
    Firing,
    OnFiring,
    FiringText,
    Pending,
    OnPending,
    PendingText,
    Out,
    OutText,
    Replay, ///< ground of what says that this is not now
    Drill,  ///< ground of what says that this is a drill: no state has it
    OnDrill,
};
inline constexpr std::size_t roleCount = static_cast<std::size_t>(Role::OnDrill) + 1;

struct Theme
{
    ThemeKind kind = ThemeKind::Dark;
    std::array<QColor, roleCount> colours;

    [[nodiscard]] const QColor& operator[](Role role) const { return colours[static_cast<std::size_t>(role)]; }
};

[[nodiscard]] const Theme& theme(ThemeKind kind);
/// The one applyTheme() set last; Dark before. Widgets that paint ask for it in every paintEvent.
[[nodiscard]] const Theme& currentTheme();
/// The style (appstyle.h) and the palette of the theme; widgets hear of it by QEvent::PaletteChange.
void applyTheme(QApplication& application, ThemeKind kind);

/// `colour` laid over `ground` with the given opacity, as an opaque colour.
[[nodiscard]] QColor blend(const QColor& ground, const QColor& colour, double opacity);

} // namespace checkwatch::common
