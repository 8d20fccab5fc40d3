#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QString>

namespace checkwatch::support {

/// The folder with the guides and captures that some tests read in place: environment CHECKWATCH_SHARED, else ../shared
/// beside the source; empty where it is not there.
inline QString sharedFolder()
{
    const QString configured = qEnvironmentVariable("CHECKWATCH_SHARED");
    const QString folder = configured.isEmpty() ? qEnvironmentVariable("CHECKWATCH_SOURCE") + "/../shared" : configured;
    return QDir(folder).exists() ? QDir(folder).canonicalPath() : QString();
}

inline QByteArray readShared(const QString& path)
{
    QFile file(sharedFolder() + '/' + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace checkwatch::support
