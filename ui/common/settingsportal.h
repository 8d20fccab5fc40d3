#pragma once

#include <QDBusAbstractInterface>
#include <QDBusConnection>
#include <QDBusVariant>

namespace checkwatch::common {

/// The desktop's settings, org.freedesktop.portal.Settings on the session bus. The portal's own name of the signal is what makes
/// QtDBus subscribe to it. GUI thread.
class SettingsPortal final : public QDBusAbstractInterface
{
    Q_OBJECT

public:
    explicit SettingsPortal(QObject* parent)
        : QDBusAbstractInterface(QStringLiteral("org.freedesktop.portal.Desktop"),
                                 QStringLiteral("/org/freedesktop/portal/desktop"), "org.freedesktop.portal.Settings",
                                 QDBusConnection::sessionBus(), parent)
    {
        setTimeout(2000);
    }

Q_SIGNALS:
    void SettingChanged(QString space, QString key, QDBusVariant value);
};

} // namespace checkwatch::common
