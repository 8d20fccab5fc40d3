#include "ui/common/themefollower.h"

#include "ui/common/settingsportal.h"

#include <QApplication>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QPalette>

namespace checkwatch::common {

namespace {

const QString appearance = QStringLiteral("org.freedesktop.appearance");

QVariant unwrapped(QVariant value)
{
    while (value.userType() == qMetaTypeId<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

ThemeFollower::ThemeFollower(QApplication& application, QObject* parent)
    : QObject(parent), m_application(application),
      m_fallback(QApplication::palette().color(QPalette::Window).lightness() < 128 ? ThemeKind::Dark : ThemeKind::Light)
{
    if (!QDBusConnection::sessionBus().isConnected())
        return;
    auto* portal = new SettingsPortal(this);
    m_portal = portal;
    connect(portal, &SettingsPortal::SettingChanged, this,
            [this](const QString& space, const QString& key, const QDBusVariant& value) {
                if (space == appearance)
                    hear(key, value.variant());
            });
    ask(QStringLiteral("color-scheme"));
    ask(QStringLiteral("contrast"));
}

void ThemeFollower::choose(std::optional<ThemeKind> kind)
{
    m_chosen = kind;
    apply();
}

void ThemeFollower::ask(const QString& key)
{
    auto* watcher = new QDBusPendingCallWatcher(m_portal->asyncCall(QStringLiteral("Read"), appearance, key), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, key](QDBusPendingCallWatcher* call) {
        const QDBusPendingReply<QDBusVariant> reply = *call;
        if (reply.isValid())
            hear(key, reply.value().variant());
        call->deleteLater();
    });
}

void ThemeFollower::hear(const QString& key, const QVariant& value)
{
    const uint number = unwrapped(value).toUInt();
    if (key == QLatin1String("color-scheme"))
        m_colourScheme = number;
    else if (key == QLatin1String("contrast"))
        m_contrast = number;
    else
        return;
    apply();
}

void ThemeFollower::apply()
{
    ThemeKind kind = m_fallback;
    if (m_colourScheme == 1)
        kind = ThemeKind::Dark;
    else if (m_colourScheme == 2)
        kind = ThemeKind::Light;
    if (m_contrast == 1)
        kind = ThemeKind::Contrast;
    applyTheme(m_application, m_chosen.value_or(kind));
    Q_EMIT themeChanged();
}

} // namespace checkwatch::common
