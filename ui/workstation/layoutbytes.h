#pragma once

#include <QByteArray>
#include <QJsonObject>

namespace checkwatch::workstation {

/// Bytes that a widget remembers, in the JSON of a layout.
[[nodiscard]] inline QString encoded(const QByteArray& bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

[[nodiscard]] inline QByteArray decoded(const QJsonObject& object, const char* key)
{
    return QByteArray::fromBase64(object.value(QLatin1String(key)).toString().toLatin1());
}

} // namespace checkwatch::workstation
