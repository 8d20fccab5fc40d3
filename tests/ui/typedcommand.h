#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

/// `checkwatch` as somebody types it, without a screen and with a configuration of nobody.
namespace checkwatch::typedcommand {

struct Ended
{
    int code = -1; ///< also where it did not end within a minute
    QString said;  ///< on stderr
};

[[nodiscard]] QProcessEnvironment withoutScreen(const QString& home);
/// `variables`: as NAME=VALUE, beside those of withoutScreen().
[[nodiscard]] Ended run(const QString& program, const QStringList& arguments, const QStringList& variables = {});
/// Fails the test where that cannot be.
void write(const QString& path, const QByteArray& bytes);

} // namespace checkwatch::typedcommand
