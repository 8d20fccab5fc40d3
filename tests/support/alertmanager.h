#pragma once

#include "tests/support/processes.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <memory>

namespace checkwatch::support {

/// The installed Alertmanager on a loopback port of its own, in no cluster. Ends with this object. Blocking; one thread.
class LocalAlertmanager
{
public:
    /// Null where it does not start.
    static std::unique_ptr<LocalAlertmanager> start();

    [[nodiscard]] quint16 port() const { return m_port; }
    /// "127.0.0.1:12345".
    [[nodiscard]] QString address() const { return QStringLiteral("127.0.0.1:%1").arg(m_port); }
    /// Of /api/v2/`path`; null where the status is another than 200.
    [[nodiscard]] QJsonDocument get(const QString& path) const;
    QJsonDocument post(const QString& path, const QJsonDocument& body) const;
    /// The text of an answer to GET /api/v2/`path`.
    [[nodiscard]] QByteArray text(const QString& path) const;

private:
    LocalAlertmanager() = default;
    [[nodiscard]] QByteArray ask(const QByteArray& request) const;

    QTemporaryDir m_folder;
    quint16 m_port = 0;
    std::unique_ptr<ChildProcess> m_process;
};

} // namespace checkwatch::support
