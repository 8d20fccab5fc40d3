#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

namespace checkwatch::support {

/// The whole of a file that a test makes, or makes anew; false where it cannot be written.
[[nodiscard]] inline bool write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size();
}

} // namespace checkwatch::support
