#include "ui/common/theme.h"

#include "ui/common/appstyle.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>

#include <cmath>
#include <memory>

namespace checkwatch::common {

namespace {

constexpr std::array<std::array<QRgb, roleCount>, 3> tables{{
    // Surface, Panel, Raised, Selected, Line, Text, Muted, Accent, Neutral, Hatch,
    // Down, OnDown, DownText, Firing, OnFiring, FiringText, Pending, OnPending, PendingText, Out, OutText, Replay,
    // Drill, OnDrill
    {0x11161B, 0x181F26, 0x202932, 0x22364A, 0x2C3742, 0xDFE6EC, 0x9AA7B4, 0x4DABF7,
     0x3A4A55, 0x56636F, 0xE03131, 0xFFFFFF, 0xFF7074, 0xFF922B, 0x11161B, 0xF59F48,
     0xFFE066, 0x11161B, 0xFFE066, 0x4DABF7, 0x4DABF7, 0x4A3F14, 0xC060B4, 0x11161B},
    {0xF1F3F5, 0xFFFFFF, 0xE9EDF1, 0xD3E5F7, 0xCBD3DB, 0x16202A, 0x4D5A66, 0x1864AB,
     0xB8C2CB, 0x9AA5AF, 0xB62D37, 0xFFFFFF, 0x91000E, 0xC96019, 0x0B0F13, 0xA34A00,
     0x5B4D00, 0xFFFFFF, 0x65593D, 0x1864AB, 0x135998, 0xFFE08A, 0x4A0A80, 0xFFFFFF},
    {0x000000, 0x000000, 0x141414, 0x00305C, 0x8A8A8A, 0xFFFFFF, 0xD0D0D0, 0x66C2FF,
     0x6A6A6A, 0x747474, 0xFF4040, 0x000000, 0xFF8988, 0xFFA033, 0x000000, 0xE7B554,
     0xFFF066, 0x000000, 0xFFF066, 0x66C2FF, 0x66C2FF, 0x3D3400, 0xB430F0, 0x000000},
}};

Theme build(ThemeKind kind)
{
    Theme theme;
    theme.kind = kind;
    for (std::size_t i = 0; i < roleCount; ++i)
        theme.colours[i] = QColor::fromRgb(tables[static_cast<std::size_t>(kind)][i]);
    return theme;
}

const std::array<Theme, 3>& themes()
{
    static const std::array<Theme, 3> all{build(ThemeKind::Dark), build(ThemeKind::Light), build(ThemeKind::Contrast)};
    return all;
}

ThemeKind& current()
{
    static ThemeKind kind = ThemeKind::Dark;
    return kind;
}

QPalette paletteOf(const Theme& theme)
{
    QPalette palette;
    palette.setColor(QPalette::Window, theme[Role::Surface]);
    palette.setColor(QPalette::WindowText, theme[Role::Text]);
    palette.setColor(QPalette::Base, theme[Role::Panel]);
    palette.setColor(QPalette::AlternateBase, theme[Role::Raised]);
    palette.setColor(QPalette::Text, theme[Role::Text]);
    palette.setColor(QPalette::PlaceholderText, theme[Role::Muted]);
    palette.setColor(QPalette::Button, theme[Role::Raised]);
    palette.setColor(QPalette::ButtonText, theme[Role::Text]);
    palette.setColor(QPalette::BrightText, theme[Role::DownText]);
    palette.setColor(QPalette::ToolTipBase, theme[Role::Raised]);
    palette.setColor(QPalette::ToolTipText, theme[Role::Text]);
    palette.setColor(QPalette::Highlight, theme[Role::Selected]);
    palette.setColor(QPalette::HighlightedText, theme[Role::Text]);
    palette.setColor(QPalette::Link, theme[Role::Accent]);
    palette.setColor(QPalette::LinkVisited, theme[Role::Accent]);
    palette.setColor(QPalette::Light, theme[Role::Line]);
    palette.setColor(QPalette::Midlight, theme[Role::Line]);
    palette.setColor(QPalette::Mid, theme[Role::Line]);
    palette.setColor(QPalette::Dark, theme[Role::Line]);
    palette.setColor(QPalette::Shadow, theme[Role::Surface]);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, blend(theme[Role::Surface], theme[Role::Muted], 0.6));
    return palette;
}

} // namespace

const Theme& theme(ThemeKind kind)
{
    return themes()[static_cast<std::size_t>(kind)];
}

const Theme& currentTheme()
{
    return theme(current());
}

void applyTheme(QApplication& /*there has to be one*/, ThemeKind kind)
{
    current() = kind;
    if (qobject_cast<const AppStyle*>(QApplication::style()) == nullptr)
        QApplication::setStyle(std::make_unique<AppStyle>().release()); // the application owns it
    QApplication::setPalette(paletteOf(theme(kind)));
}

QColor blend(const QColor& ground, const QColor& colour, double opacity)
{
    const auto mix
        = [opacity](int below, int above) { return static_cast<int>(std::lround(below + (above - below) * opacity)); };
    return QColor(mix(ground.red(), colour.red()), mix(ground.green(), colour.green()),
                  mix(ground.blue(), colour.blue()));
}

} // namespace checkwatch::common
