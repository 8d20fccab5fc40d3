#pragma once

#include "ui/common/theme.h"

#include <QObject>

#include <optional>

class QApplication;
class QDBusAbstractInterface;

namespace checkwatch::common {

/// Applies a theme to the application: the one chosen, or else the desktop's own preference, followed while it changes
/// (org.freedesktop.portal.Settings, namespace org.freedesktop.appearance: color-scheme, contrast). Without a portal the
/// lightness of the palette that the desktop gave Qt decides. One per application. GUI thread; never waits for D-Bus.
class ThemeFollower : public QObject
{
    Q_OBJECT

public:
    explicit ThemeFollower(QApplication& application, QObject* parent = nullptr);

    /// A fixed theme, or nullopt to follow the desktop.
    void choose(std::optional<ThemeKind> kind);
    [[nodiscard]] std::optional<ThemeKind> chosen() const { return m_chosen; }

Q_SIGNALS:
    void themeChanged();

private:
    void ask(const QString& key);
    void hear(const QString& key, const QVariant& value);
    void apply();

    QApplication& m_application;
    std::optional<ThemeKind> m_chosen;
    ThemeKind m_fallback;    ///< constant after construction
    uint m_colourScheme = 0; ///< 0 = no preference, 1 = dark, 2 = light
    uint m_contrast = 0;     ///< 1 = high
    QDBusAbstractInterface* m_portal = nullptr;
};

} // namespace checkwatch::common
